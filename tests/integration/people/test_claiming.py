# SPDX-License-Identifier: EUPL-1.2
"""Whom nobody but an employer named registers later: as themselves, and nobody else as them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tereze.people import selectors, services
from tereze.people.errors import DocumentTaken
from tereze.people.types import PaperDocument, Person, ResidentFacts

AINA = Person(name="Айна Жарықова", born=date(1988, 3, 14), phone="+77010000077")


@pytest.fixture
def named(db: None, iin: PaperDocument, now) -> ResidentFacts:
    """Somebody on an employer's list, whom nobody knew."""
    organisation = services.add_organisation(
        name="Clinic", registration_number="", sector="health", staff=9, actor="tests", now=now
    )
    named = services.bring_in_workers(organisation_id=organisation.id, workers={iin: AINA}, now=now)
    return named[iin]


def test_whom_an_employer_named_registers_as_themselves(register, named) -> None:
    registered = register(replace(AINA, name="Aina Maratqyzy Jaryqova"))
    assert registered.id == named.id
    assert registered.person.name == "Aina Maratqyzy Jaryqova"
    assert (registered.person.phone, registered.source) == (AINA.phone, "self")


@pytest.mark.parametrize(
    "stranger", [replace(AINA, name="Біреу Басқа"), replace(AINA, born=date(1988, 3, 15))]
)
def test_knowing_the_number_is_not_enough(register, named, stranger: Person) -> None:
    with pytest.raises(DocumentTaken):
        register(stranger)
    assert selectors.get_resident(named.id) == named
    assert selectors.list_residents_by_phone("+77010000077") == ()


def test_an_operator_who_saw_the_document_sets_the_phone_and_nobody_replaces_it(
    register, employ, named, now
) -> None:
    services.change_phone(
        staff=employ("operator"), resident_id=named.id, phone="+77010000078", now=now
    )
    with pytest.raises(DocumentTaken):
        register(AINA)
    assert register(replace(AINA, phone="+77010000078")).id == named.id


def test_nobody_tries_names_until_one_fits_with_however_many_phones(
    named, iin: PaperDocument, now
) -> None:
    def claim(person: Person, later: timedelta = timedelta(0)) -> ResidentFacts:
        return services.register_resident(
            person=person,
            documents=[iin],
            source="self",
            verified=False,
            actor="tests",
            now=now + later,
        )

    for guess in range(10):
        with pytest.raises(DocumentTaken):
            claim(Person(name=f"{'А' * guess}йна Басқа", phone=f"+7777000000{guess}"))
    with pytest.raises(DocumentTaken):
        claim(AINA)
    assert claim(AINA, timedelta(days=1)).id == named.id
