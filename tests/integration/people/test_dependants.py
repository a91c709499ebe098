# SPDX-License-Identifier: EUPL-1.2
"""Residents ask for a child, a parent or a ward."""

from dataclasses import replace
from datetime import date

import pytest

from tereze.core.errors import BadInput
from tereze.people import rules, selectors, services
from tereze.people.errors import TooManyDependants, UnknownResident
from tereze.people.models import Resident
from tereze.people.types import PaperDocument, Person

DANA = Person(name="Дана Терезеқызы", born=date(2012, 5, 9), home="KZ-61")
HER_PAPER = PaperDocument(type="kz-birth-certificate", number="XII0001")


@pytest.fixture
def mother(register, aru):
    return register(replace(aru, household="7"), verified=True, source="register:city.csv")


@pytest.fixture
def add(mother, now):
    def act(person: Person = DANA, document: PaperDocument = HER_PAPER):
        return services.add_dependant(
            guardian_id=mother.id, person=person, documents=[document], relation="child", now=now
        )

    return act


def test_a_child_whom_nobody_knew_can_be_asked_for_at_once(mother, add) -> None:
    child = add(replace(DANA, phone="+77011234567"))
    assert child.may_act
    assert child.name == DANA.name
    assert selectors.list_dependants(mother.id) == (child,)
    facts = selectors.access_dependant(guardian_id=mother.id, dependant_id=child.resident_id)
    assert facts.verified_at is None
    assert facts.person.phone is None, "the guardian's phone must not open the child's data"


def test_adding_a_child_again_corrects_it(mother, add) -> None:
    first = add()
    again = add(replace(DANA, address="Терезе көшесі 1"))
    assert again.resident_id == first.resident_id
    facts = selectors.access_dependant(guardian_id=mother.id, dependant_id=first.resident_id)
    assert facts.person.address == "Терезе көшесі 1"
    assert len(selectors.list_dependants(mother.id)) == 1


def test_somebody_who_was_known_before_shows_initials_and_waits_for_an_operator(
    mother, add, register, employ, now
) -> None:
    known = register(DANA, HER_PAPER, verified=True)
    child = add(replace(DANA, name="Whatever I Say"))
    assert (child.resident_id, child.name, child.may_act) == (known.id, "Д. Т.", False)
    assert selectors.get_resident(known.id) == known
    with pytest.raises(UnknownResident):
        selectors.access_dependant(guardian_id=mother.id, dependant_id=known.id)
    confirmed = services.confirm_dependant(
        staff=employ("operator"), guardian_id=mother.id, dependant_id=known.id, now=now
    )
    assert confirmed.may_act
    assert selectors.access_dependant(guardian_id=mother.id, dependant_id=known.id) == known


def test_who_lives_together_by_the_register_needs_no_operator(add, register) -> None:
    register(replace(DANA, household="7"), HER_PAPER, verified=True)
    assert add().may_act


def test_the_dependant_sees_who_may_ask_for_them(add, aru) -> None:
    child = add()
    (guardian,) = selectors.get_data_held(child.resident_id).guardians
    assert (guardian.initials, guardian.relation, guardian.may_act) == ("Ә. Т.", "child", True)


def test_nobody_is_their_own_child(add, aru, iin) -> None:
    with pytest.raises(BadInput):
        add(aru, iin)


def test_nobody_asks_for_a_crowd(add) -> None:
    for number in range(rules.MOST_DEPENDANTS):
        add(DANA, PaperDocument(type="passport", number=f"N{number}"))
    with pytest.raises(TooManyDependants):
        add(DANA, PaperDocument(type="passport", number="one more"))


def test_a_child_who_is_removed_is_forgotten_if_only_the_guardian_knew_it(mother, add, now) -> None:
    child = add()
    services.remove_dependant(guardian_id=mother.id, dependant_id=child.resident_id, now=now)
    assert selectors.list_dependants(mother.id) == ()
    assert not Resident.objects.filter(pk=child.resident_id).exists()


def test_a_child_whom_the_register_knows_stays_when_it_is_removed(
    mother, add, register, now
) -> None:
    known = register(replace(DANA, household="7"), HER_PAPER, verified=True)
    add()
    services.remove_dependant(guardian_id=mother.id, dependant_id=known.id, now=now)
    assert selectors.get_resident(known.id) == known


def test_forgetting_the_mother_forgets_the_child_whom_only_she_knew(mother, add, now) -> None:
    child = add()
    services.erase_resident(resident_id=mother.id, actor="test", now=now)
    assert not Resident.objects.filter(pk=child.resident_id).exists()
