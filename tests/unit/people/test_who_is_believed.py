# SPDX-License-Identifier: EUPL-1.2
"""Whoever knows a document's number must not become its holder."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.core.errors import BadInput
from tereze.people import rules
from tereze.people.rules import Known
from tereze.people.types import Person

BORN = date(1990, 2, 1)
TODAY = date(2020, 4, 2)
ARU = Person(name="Aru Bek", born=BORN, phone="+77011234567", address="Window St 1", home="KZ-61")
STRANGER = Person(name="Some Stranger", born=date(1980, 1, 1), phone="+77770000000")

phones = st.sampled_from([None, "+77011234567", "+77770000000"])
people = st.builds(
    Person,
    name=st.sampled_from(["Aru Bek", "bek ARU", "Dana Bek"]),
    born=st.sampled_from([None, BORN, date(1980, 1, 1)]),
    sex=st.sampled_from([None, "female", "male"]),
    phone=phones,
    address=st.sampled_from([None, "Window St 1", "Door St 2"]),
    home=st.sampled_from([None, "KZ-61", "KZ-75"]),
    tags=st.sampled_from([(), ("infected",), ("health-worker",)]),
    household=st.sampled_from([None, "7", "8"]),
    language=st.sampled_from([None, "kk", "ru"]),
)


@given(known=people, told=people)
def test_a_claim_changes_nothing_about_a_confirmed_person_but_a_missing_phone_and_the_language(
    known: Person, told: Person
) -> None:
    after = rules.claim(Known(person=known, verified=True), told)
    assert replace(after, phone=None, language=None) == replace(known, phone=None, language=None)
    assert known.phone is None or after.phone == known.phone


@given(known=people, told=people, verified=st.booleans())
def test_nobody_gives_themselves_a_tag_or_a_household(
    known: Person, told: Person, verified: bool
) -> None:
    after = rules.claim(Known(person=known, verified=verified), rules.own_words(told))
    assert (after.tags, after.household) in {(known.tags, known.household), ((), None)}
    assert rules.own_words(told).tags == ()


@given(known=people, told=people)
def test_confirming_somebody_never_leaves_a_phone_that_neither_register_nor_a_fitting_claim_gave(
    known: Person, told: Person
) -> None:
    after = rules.confirm(Known(person=known, verified=False), told)
    if after.phone is not None:
        assert after.phone == told.phone or rules.fits(known, told)


@given(known=people, told=people, verified=st.booleans())
def test_what_a_register_says_twice_changes_nothing_the_second_time(
    known: Person, told: Person, verified: bool
) -> None:
    once = rules.confirm(Known(person=known, verified=verified), told)
    assert rules.confirm(Known(person=once, verified=True), told) == once


@given(known=people, told=people)
def test_a_register_leaves_alone_what_it_does_not_speak_of(known: Person, told: Person) -> None:
    after = rules.confirm(Known(person=known, verified=True), told, spoken=frozenset({"name"}))
    assert after == replace(known, name=told.name)


def test_an_empty_cell_takes_a_tag_away_but_not_an_address() -> None:
    known = replace(ARU, tags=("infected",))
    told = Person(name="Aru Bek", born=BORN)
    after = rules.confirm(Known(person=known, verified=True), told)
    assert after.tags == ()
    assert after.address == "Window St 1"


def said(person: Person, *, source: str = "self") -> Known:
    return Known(person=person, verified=False, source=source)


@pytest.mark.parametrize("source", ["self", "employer:7"])
def test_with_a_phone_on_record_only_that_phone_may_claim(source: str) -> None:
    known = said(ARU, source=source)
    assert rules.may_claim(known, Person(name="Any Name", phone="+77011234567"))
    assert not rules.may_claim(known, replace(ARU, phone="+77770000000"))
    assert not rules.may_claim(known, replace(ARU, phone=None))


def test_without_a_phone_on_record_name_and_birth_date_have_to_fit() -> None:
    known = replace(ARU, phone=None)
    assert rules.may_claim(said(known), replace(STRANGER, name="BEK Aru", born=BORN))
    assert not rules.may_claim(said(known), STRANGER)
    assert not rules.may_claim(said(replace(known, born=None)), replace(ARU, born=None))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("Бек Ару", "Aru Bek"),
        ("БЕК АРУ", "Ару Серікқызы Бек"),
        ("Бек Ару Сериковна", "Бек Ару Серікқызы"),
        ("Бек А.", "Ару Бек"),
        ("Ару", "Ару Бек"),
    ],
)
def test_whom_an_employer_named_need_not_be_called_as_it_wrote(named: str, told: str) -> None:
    known = Person(name=named, born=BORN)
    assert rules.may_claim(said(known, source="employer:7"), Person(name=told, born=BORN))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (Person(name="Бек Ару", born=BORN), STRANGER),
        (Person(name="Бек Ару", born=BORN), Person(name="Бек", born=BORN)),
        (Person(name="Бек Ару", born=BORN), Person(name="А. Бек", born=BORN)),
        (Person(name="Бек Ару", born=BORN), Person(name="Бек Ару", born=date(1990, 2, 2))),
        (Person(name="Бек Ару", born=BORN), Person(name="Бек Ару")),
        (Person(name="Б. А.", born=BORN), Person(name="Бек Ару", born=BORN)),
        (Person(name="Бек Ару"), Person(name="Бек Дана", born=BORN)),
    ],
)
def test_nobody_is_whom_an_employer_named_by_knowing_their_number(
    named: Person, told: Person
) -> None:
    assert not rules.may_claim(said(named, source="employer:7"), told)


def test_once_a_register_confirmed_them_an_employer_s_spelling_is_not_enough() -> None:
    known = Known(person=Person(name="Бек Ару", born=BORN), verified=True, source="employer:7")
    assert not rules.may_claim(known, Person(name="Aru Bek", born=BORN))


@pytest.mark.parametrize("seen", [True, False])
def test_a_guardian_waits_for_an_operator_when_the_person_was_known_before(seen: bool) -> None:
    may = rules.guardian_may_act(
        guardian_id=1,
        guardian=Known(person=ARU, verified=True),
        dependant=Known(person=STRANGER, verified=True, source="register:city.csv"),
        seen=seen,
    )
    assert may is seen


def test_who_lives_together_by_the_register_may_ask_for_each_other() -> None:
    guardian = Known(person=replace(ARU, household="7"), verified=True)
    child = Known(person=Person(name="Dana Bek", household="7"), verified=True)
    assert rules.guardian_may_act(guardian_id=1, guardian=guardian, dependant=child, seen=False)
    claims_it = replace(guardian, verified=False)
    assert not rules.guardian_may_act(
        guardian_id=1, guardian=claims_it, dependant=child, seen=False
    )


def test_a_guardian_loses_whom_a_register_confirmed_into_another_household() -> None:
    brought_in = Known(person=STRANGER, verified=False, source="resident:1")
    confirmed = replace(brought_in, verified=True)
    guardian = Known(person=ARU, verified=True)
    assert rules.guardian_may_act(
        guardian_id=1, guardian=guardian, dependant=brought_in, seen=False
    )
    assert not rules.guardian_may_act(
        guardian_id=1, guardian=guardian, dependant=confirmed, seen=False
    )


@pytest.mark.parametrize(
    ("field", "person"),
    [
        ("name", Person(name="  \u200b ")),
        ("name", Person(name="12345")),
        ("name", Person(name="A" * 201)),
        ("address", Person(name="Aru", address="A" * 301)),
        ("born", Person(name="Aru", born=date(2020, 4, 3))),
        ("born", Person(name="Aru", born=date(1089, 1, 1))),
        ("tags", Person(name="Aru", tags=("Health Worker",))),
    ],
)
def test_what_can_not_be_true_is_refused_by_field(field: str, person: Person) -> None:
    with pytest.raises(BadInput) as caught:
        rules.check_person(person, today=TODAY)
    assert caught.value.field == field
