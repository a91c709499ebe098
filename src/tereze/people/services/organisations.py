# SPDX-License-Identifier: EUPL-1.2
"""Organisations become known, and residents get, pass on and lose the right to sign for them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from tereze.core import audit
from tereze.core.database import run
from tereze.core.errors import BadInput, Conflict
from tereze.core.ids import new_id
from tereze.core.sql import load_queries
from tereze.people import organisation_rules, organisations, rules, sealed, selectors
from tereze.people.errors import (
    AlreadyRepresents,
    MayNotDelegate,
    OrganisationTaken,
    UnknownOrganisation,
    UnknownRepresentative,
    UnknownResident,
)
from tereze.people.models import Organisation, Representative
from tereze.people.services import attempts
from tereze.people.services.races import LostRace, win
from tereze.people.types import (
    OrganisationFacts,
    PaperDocument,
    Person,
    RepresentativeFacts,
    ResidentFacts,
)

SQL = load_queries("tereze.people", "importing.sql")

#: Those who may sign for one organisation at a time.
MOST_REPRESENTATIVES = 50


@transaction.atomic
def add_organisation(
    *,
    name: str,
    registration_number: str,
    sector: str,
    staff: int | None,
    actor: str,
    now: datetime,
) -> OrganisationFacts:
    """Make an employer known, by an administrator. Raises OrganisationTaken."""
    row = _create(name, registration_number, sector, staff, Organisation.State.OPEN, now)
    audit.record(
        actor=actor, action="organisation-added", subject=_subject(row), at=now, staff=staff
    )
    return organisations.organisation_facts(row)


@transaction.atomic
def apply_organisation(
    *,
    resident_id: int,
    name: str,
    registration_number: str,
    sector: str,
    staff: int | None,
    now: datetime,
) -> OrganisationFacts:
    """Apply for an employer whose right to sign one has; an administrator confirms it.

    Raises OrganisationTaken; Conflict when another application of the same person waits.
    """
    waiting = Representative.objects.filter(
        resident=resident_id, ended_at=None, organisation__state=Organisation.State.WAITING
    )
    if waiting.exists():
        raise Conflict("You applied before. An administrator will answer that first.")
    row = _create(name, registration_number, sector, staff, Organisation.State.WAITING, now)
    Representative.objects.create(organisation=row, resident_id=resident_id, since=now)
    audit.record(
        actor=f"resident:{resident_id}",
        action="organisation-applied",
        subject=_subject(row),
        at=now,
        staff=staff,
    )
    return organisations.organisation_facts(row)


@transaction.atomic
def answer_application(
    *, organisation_id: int, confirm: bool, actor: str, now: datetime
) -> OrganisationFacts:
    """Confirm an organisation that somebody applied for, or decline it. Raises UnknownOrganisation."""
    row = _lock(organisation_id, Organisation.State.WAITING)
    row.state = Organisation.State.OPEN if confirm else Organisation.State.CLOSED
    row.closed_at = None if confirm else now
    row.save(update_fields=["state", "closed_at"])
    word = "confirmed" if confirm else "declined"
    audit.record(actor=actor, action=f"organisation-{word}", subject=_subject(row), at=now)
    return organisations.organisation_facts(row)


@transaction.atomic
def change_organisation(
    *, organisation_id: int, sector: str, staff: int | None, actor: str, now: datetime
) -> OrganisationFacts:
    """Set the sector and the declared staff, by which caps go. Raises UnknownOrganisation."""
    row = _lock(organisation_id, Organisation.State.OPEN)
    row.sector, row.staff_count = sector, staff
    row.save(update_fields=["sector", "staff_count"])
    audit.record(
        actor=actor,
        action="organisation-changed",
        subject=_subject(row),
        at=now,
        sector=sector,
        staff=staff,
    )
    return organisations.organisation_facts(row)


@transaction.atomic
def close_organisation(*, organisation_id: int, actor: str, now: datetime) -> OrganisationFacts:
    """Let nobody sign for it any more. Raises UnknownOrganisation."""
    row = _lock(organisation_id, Organisation.State.OPEN)
    row.state, row.closed_at = Organisation.State.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    audit.record(actor=actor, action="organisation-closed", subject=_subject(row), at=now)
    return organisations.organisation_facts(row)


def hold_organisation(organisation_id: int) -> None:
    """Let nobody else sign for an organisation, or close it, until the transaction ends. Raises
    UnknownOrganisation when it is not open."""
    _lock(organisation_id, Organisation.State.OPEN)


@transaction.atomic
def add_representative(
    *, organisation_id: int, document: PaperDocument, actor: str, now: datetime
) -> RepresentativeFacts:
    """Let somebody sign for an organisation, by an administrator who has seen the papers.

    Raises UnknownOrganisation, UnknownResident, AlreadyRepresents.
    """
    row = _lock(organisation_id, Organisation.State.OPEN)
    return _let_in(row, document, None, None, None, actor, now)


def delegate(
    *,
    organisation_id: int,
    resident_id: int,
    document: PaperDocument,
    workers_at_most: int | None,
    until: datetime | None,
    now: datetime,
) -> RepresentativeFacts:
    """Let somebody else sign, with limits: at most what one has oneself.

    Raises UnknownOrganisation, MayNotDelegate, UnknownResident, AlreadyRepresents, and
    TooManyDocuments, because the answer tells whether somebody is known.
    """
    attempts.try_documents(f"resident:{resident_id}", now=now)
    with transaction.atomic():
        row = _lock(organisation_id, Organisation.State.OPEN)
        own = organisations.access_organisation(
            resident_id=resident_id, organisation_id=organisation_id, now=now
        ).by
        if not organisation_rules.may_let_in(own, workers_at_most=workers_at_most, until=until):
            raise MayNotDelegate
        actor = f"resident:{resident_id}"
        return _let_in(row, document, own.id, workers_at_most, until, actor, now)


@transaction.atomic
def end_representative(
    *,
    organisation_id: int,
    representative_id: int,
    resident_id: int | None,
    actor: str,
    now: datetime,
) -> None:
    """End somebody's right to sign, and with it of all whom they let in.

    By an administrator (`resident_id` is None), by whoever let them in, or by themselves. Raises
    UnknownRepresentative.
    """
    _lock(organisation_id, Organisation.State.OPEN)
    row = (
        Representative.objects.select_related("let_in_by")
        .filter(pk=representative_id, organisation=organisation_id, ended_at=None)
        .first()
    )
    if row is None:
        raise UnknownRepresentative
    giver = row.let_in_by.resident_id if row.let_in_by else None
    if resident_id is not None and resident_id not in (giver, row.resident_id):
        raise UnknownRepresentative
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(
        actor=actor,
        action="representative-ended",
        subject=f"organisation:{organisation_id}",
        at=now,
        resident=row.resident_id,
    )


def bring_in_workers(
    *, organisation_id: int, workers: Mapping[PaperDocument, Person], now: datetime
) -> Mapping[PaperDocument, ResidentFacts]:
    """Make known whom an employer names and nobody knew: not confirmed, and without a phone, so
    that nobody signs in as them. Whoever is known already stays as they are.

    The person themselves is believed more than their employer (`rules.may_claim`).
    """
    source = f"employer:{organisation_id}"
    checked = {
        document: rules.own_words(
            rules.check_person(
                Person(name=told.name, born=told.born, sex=told.sex), today=now.date()
            )
        )
        for document, told in workers.items()
    }

    def write() -> Mapping[PaperDocument, ResidentFacts]:
        known = organisations.find_residents_by_documents(list(checked))
        new = {document: told for document, told in checked.items() if document not in known}
        if not new:
            return known
        # One after the other, with work in between: numbers drawn at once may be the same.
        rows = {new_id(): sealed.seal_person(told) for told in new.values()}
        if len(rows) < len(new):
            raise LostRace
        ids = list(rows)
        run(
            SQL["insert_unconfirmed"],
            {
                "ids": ids,
                "sealed": list(rows.values()),
                "source": source,
                "now": now,
            },
        )
        run(
            SQL["insert_documents"],
            {
                "indexes": [sealed.index_document(document) for document in new],
                "resident_ids": ids,
                "types": [document.type for document in new],
                "sealed_numbers": [sealed.seal_number(document) for document in new],
            },
        )
        audit.record(
            actor=source, action="workers-brought-in", subject=source, at=now, people=len(new)
        )
        return organisations.find_residents_by_documents(list(checked))

    return win(write)


def _create(
    name: str, number: str, sector: str, staff: int | None, state: str, now: datetime
) -> Organisation:
    name, number = rules.tidy(name), rules.tidy(number).upper()
    if not 2 <= len(name) <= 200:
        raise BadInput("Write the organisation's name.", field="name")
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                name=name,
                registration_number=number,
                sector=sector,
                staff_count=staff,
                registered_at=now,
                state=state,
            )
    except IntegrityError:
        raise OrganisationTaken(field="registration_number") from None


def _let_in(
    organisation: Organisation,
    document: PaperDocument,
    let_in_by: int | None,
    workers_at_most: int | None,
    until: datetime | None,
    actor: str,
    now: datetime,
) -> RepresentativeFacts:
    resident = selectors.find_resident_by_document(document.type, document.number)
    if resident is None:
        raise UnknownResident(field="number")
    present = organisations.list_representatives(organisation.pk)
    if len(present) >= MOST_REPRESENTATIVES:
        raise Conflict(
            "As many people sign for this organisation as may. End somebody's right first."
        )
    # Whoever may act no more, because time is over or who let them in has left, makes room.
    acting = organisation_rules.who_may_act(present, now)
    for one in present:
        if one.resident_id == resident.id:
            if one.id in acting:
                raise AlreadyRepresents(field="number")
            Representative.objects.filter(pk=one.id).update(ended_at=now)
    row = Representative.objects.create(
        organisation=organisation,
        resident_id=resident.id,
        let_in_by_id=let_in_by,
        workers_at_most=workers_at_most,
        since=now,
        until=until,
    )
    audit.record(
        actor=actor,
        action="representative-added",
        subject=_subject(organisation),
        at=now,
        resident=resident.id,
        workers_at_most=workers_at_most,
    )
    return organisations.representative_facts(row)


def _lock(organisation_id: int, state: str) -> Organisation:
    row = Organisation.objects.select_for_update().filter(pk=organisation_id, state=state).first()
    if row is None:
        raise UnknownOrganisation
    return row


def _subject(row: Organisation) -> str:
    return f"organisation:{row.pk}"
