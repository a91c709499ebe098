# SPDX-License-Identifier: EUPL-1.2
"""Who may sign for an organisation, and how that begins and ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tereze.core.errors import Conflict
from tereze.people import organisations, services
from tereze.people.errors import (
    AlreadyRepresents,
    MayNotDelegate,
    OrganisationTaken,
    UnknownOrganisation,
    UnknownRepresentative,
    UnknownResident,
)
from tereze.people.types import OrganisationFacts, PaperDocument, Person, ResidentFacts
from town import NOON, iin, resident

pytestmark = pytest.mark.django_db

DIRECTOR = "+77010000011"


def clinic(number: str = "200440000018") -> OrganisationFacts:
    return services.add_organisation(
        name="Clinic",
        registration_number=number,
        sector="health",
        staff=100,
        actor="tests",
        now=NOON,
    )


def let_in(organisation: OrganisationFacts, who: ResidentFacts) -> int:
    return services.add_representative(
        organisation_id=organisation.id, document=who.documents[0], actor="tests", now=NOON
    ).id


def may_sign(who: ResidentFacts, organisation: OrganisationFacts, days: int = 0) -> bool:
    try:
        organisations.access_organisation(
            resident_id=who.id, organisation_id=organisation.id, now=NOON + timedelta(days=days)
        )
    except UnknownOrganisation:
        return False
    return True


def pass_on(
    organisation: OrganisationFacts,
    by: ResidentFacts,
    to: ResidentFacts,
    *,
    days: int | None = None,
    most: int | None = None,
) -> int:
    return services.delegate(
        organisation_id=organisation.id,
        resident_id=by.id,
        document=to.documents[0],
        workers_at_most=most,
        until=None if days is None else NOON + timedelta(days=days),
        now=NOON,
    ).id


def test_a_number_of_registration_is_known_once_while_its_organisation_is_open() -> None:
    first = clinic()
    with pytest.raises(OrganisationTaken):
        clinic()
    services.close_organisation(organisation_id=first.id, actor="tests", now=NOON)
    assert clinic().id != first.id


def test_nobody_signs_for_an_organisation_before_it_is_confirmed() -> None:
    aina = resident(phone=DIRECTOR)
    asked = services.apply_organisation(
        resident_id=aina.id,
        name="Bakery",
        registration_number="200440000026",
        sector="food-supply",
        staff=12,
        now=NOON,
    )
    assert not may_sign(aina, asked)
    with pytest.raises(Conflict):
        services.apply_organisation(
            resident_id=aina.id,
            name="Another",
            registration_number="",
            sector="health",
            staff=None,
            now=NOON,
        )
    services.answer_application(organisation_id=asked.id, confirm=True, actor="staff:1", now=NOON)
    assert may_sign(aina, asked)


def test_a_declined_application_leads_nowhere() -> None:
    aina = resident(phone=DIRECTOR)
    asked = services.apply_organisation(
        resident_id=aina.id, name="Bakery", registration_number="", sector="x", staff=1, now=NOON
    )
    services.answer_application(organisation_id=asked.id, confirm=False, actor="staff:1", now=NOON)
    assert not may_sign(aina, asked)
    assert organisations.list_signings(aina.id, NOON) == ()


def test_a_delegate_acts_until_the_day_that_was_said() -> None:
    director, clerk, where = resident(phone=DIRECTOR), resident(phone="+77010000012"), clinic()
    let_in(where, director)
    pass_on(where, director, clerk, days=3, most=20)
    assert may_sign(clerk, where)
    assert not may_sign(clerk, where, days=3)


def test_a_delegate_does_not_delegate_and_nobody_gives_more_than_they_have() -> None:
    director, clerk, other = (resident(phone=f"+7701000001{n}") for n in (1, 2, 3))
    where = clinic()
    let_in(where, director)
    pass_on(where, director, clerk, days=3, most=20)
    with pytest.raises(MayNotDelegate):
        pass_on(where, clerk, other, days=1, most=1)


def test_when_a_director_leaves_so_do_those_whom_they_let_in() -> None:
    director, clerk, where = resident(phone=DIRECTOR), resident(phone="+77010000012"), clinic()
    number = let_in(where, director)
    pass_on(where, director, clerk)
    services.end_representative(
        organisation_id=where.id,
        representative_id=number,
        resident_id=None,
        actor="staff:1",
        now=NOON,
    )
    assert not may_sign(director, where)
    assert not may_sign(clerk, where)
    # Somebody new may let the clerk in again.
    third = resident(phone="+77010000013")
    let_in(where, third)
    pass_on(where, third, clerk)
    assert may_sign(clerk, where)


def test_only_who_let_somebody_in_ends_their_right() -> None:
    director, other, clerk = (resident(phone=f"+7701000001{n}") for n in (1, 2, 3))
    where = clinic()
    let_in(where, director)
    let_in(where, other)
    number = pass_on(where, director, clerk)

    def end(who: ResidentFacts) -> None:
        services.end_representative(
            organisation_id=where.id,
            representative_id=number,
            resident_id=who.id,
            actor=f"resident:{who.id}",
            now=NOON,
        )

    with pytest.raises(UnknownRepresentative):
        end(other)
    end(clerk)
    assert not may_sign(clerk, where)


def test_nobody_signs_twice_or_unknown() -> None:
    director, where = resident(phone=DIRECTOR), clinic()
    let_in(where, director)
    with pytest.raises(AlreadyRepresents):
        let_in(where, director)
    with pytest.raises(UnknownResident):
        services.add_representative(
            organisation_id=where.id,
            document=PaperDocument(type="kz-iin", number="850101150019"),
            actor="tests",
            now=NOON,
        )


def test_whom_an_employer_names_becomes_known_unconfirmed_and_may_say_otherwise() -> None:
    where = clinic()
    told = Person(name="Айна Ж", born=date(1988, 3, 14), tags=("health-worker",))
    document = PaperDocument(type="kz-iin", number=iin(told))
    (made,) = services.bring_in_workers(
        organisation_id=where.id, workers={document: told}, now=NOON
    ).values()
    assert made.verified_at is None
    assert made.person.tags == ()
    assert made.source == f"employer:{where.id}"
    again = services.bring_in_workers(
        organisation_id=where.id,
        workers={document: replace(told, name="Other")},
        now=NOON,
    )
    assert again[document].person.name == "Айна Ж"
    herself = services.register_resident(
        person=Person(name="Айна Жарықова", born=date(1988, 3, 14), phone="+77010000077"),
        documents=[document],
        source="self",
        verified=False,
        actor="self",
        now=NOON,
    )
    assert herself.id == made.id
    assert herself.person.name == "Айна Жарықова"
