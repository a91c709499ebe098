# SPDX-License-Identifier: EUPL-1.2
"""Reading organisations, and who may sign for them.

`access_organisation` is the way of a resident: it fetches and authorises in one call, and an
organisation for which they may not sign does not exist for them. What else is read here has no
personal data but the number of a resident.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tereze.people import organisation_rules, sealed, selectors
from tereze.people.errors import UnknownOrganisation
from tereze.people.models import Look, Organisation, Representative, ResidentDocument
from tereze.people.types import (
    ORGANISATION_STATES,
    OrganisationFacts,
    PaperDocument,
    RepresentativeFacts,
    ResidentFacts,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signing:
    """An organisation together with the right of somebody to sign for it."""

    organisation: OrganisationFacts
    by: RepresentativeFacts
    #: code of the place where whoever signs lives; None: not known
    home: str | None = None


def list_signings(resident_id: int, now: datetime) -> tuple[Signing, ...]:
    """For which organisations a resident may sign; those that wait to be confirmed, too."""
    own = Representative.objects.filter(resident=resident_id, ended_at=None)
    found = []
    for row in own.select_related("organisation", "resident").order_by("organisation__name", "pk"):
        organisation = organisation_facts(row.organisation)
        acting = organisation_rules.who_may_act(list_representatives(organisation.id), now)
        if organisation.state != "closed" and row.pk in acting:
            home = sealed.open_person(row.resident.sealed).home
            found.append(Signing(organisation=organisation, by=acting[row.pk], home=home))
    return tuple(found)


def access_organisation(*, resident_id: int, organisation_id: int, now: datetime) -> Signing:
    """An open organisation for which a resident may sign. Raises UnknownOrganisation."""
    for signing in list_signings(resident_id, now):
        if signing.organisation.id == organisation_id and signing.organisation.state == "open":
            return signing
    raise UnknownOrganisation


def get_organisation(organisation_id: int) -> OrganisationFacts:
    """An organisation by its number. Raises UnknownOrganisation."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise UnknownOrganisation
    return organisation_facts(row)


def list_organisations(*, waiting: bool = False) -> tuple[OrganisationFacts, ...]:
    """Organisations by name: those that are open, or those that wait to be confirmed."""
    state = Organisation.State.WAITING if waiting else Organisation.State.OPEN
    return tuple(map(organisation_facts, Organisation.objects.filter(state=state).order_by("name")))


def list_representatives(organisation_id: int) -> tuple[RepresentativeFacts, ...]:
    """Everybody who was ever let in to sign, and was not let out again; the first first."""
    rows = Representative.objects.filter(organisation=organisation_id, ended_at=None)
    return tuple(map(representative_facts, rows.order_by("since", "pk")))


def name_representatives(
    organisation_id: int, now: datetime
) -> tuple[tuple[RepresentativeFacts, str], ...]:
    """Those who may sign now, with their names: for each other, and for who delegates."""
    acting = organisation_rules.who_may_act(list_representatives(organisation_id), now)
    rows = Representative.objects.filter(pk__in=acting).select_related("resident")
    names = {row.pk: sealed.open_person(row.resident.sealed).name for row in rows}
    return tuple((one, names[number]) for number, one in acting.items())


def find_residents_by_documents(
    documents: Collection[PaperDocument],
) -> Mapping[PaperDocument, ResidentFacts]:
    """Who holds these documents, all in two queries; each is opened with that document first."""
    indexes = {sealed.index_document(document): document for document in documents}
    rows: QuerySet[ResidentDocument] = ResidentDocument.objects.filter(index__in=list(indexes))
    holders: dict[int, list[PaperDocument]] = defaultdict(list)
    residents = {}
    for row in rows.select_related("resident"):
        holders[row.resident_id].append(indexes[bytes(row.index)])
        residents[row.resident_id] = row.resident
    opened = selectors.open_residents(list(residents.values()))
    return {document: facts for facts in opened for document in holders[facts.id]}


def record_looks(
    resident_ids: Sequence[int], *, organisation: OrganisationFacts, why: str, now: datetime
) -> None:
    """Write down, for the people concerned to read, that their employer looked."""
    with transaction.atomic():
        Look.objects.bulk_create(
            Look(
                resident_id=resident_id,
                who=f"employer {organisation.name}"[:80],
                at=now,
                what="permits",
                why=why,
            )
            for resident_id in resident_ids
        )


def organisation_facts(row: Organisation) -> OrganisationFacts:
    """An organisation as a value."""
    return OrganisationFacts(
        id=row.pk,
        name=row.name,
        registration_number=row.registration_number,
        sector=row.sector,
        staff=row.staff_count,
        state=next(state for state in ORGANISATION_STATES if state == row.state),
        registered_at=row.registered_at,
    )


def representative_facts(row: Representative) -> RepresentativeFacts:
    """A representative as a value."""
    return RepresentativeFacts(
        id=row.pk,
        organisation_id=row.organisation_id,
        resident_id=row.resident_id,
        let_in_by=row.let_in_by_id,
        workers_at_most=row.workers_at_most,
        since=row.since,
        until=row.until,
        ended_at=row.ended_at,
    )
