# SPDX-License-Identifier: EUPL-1.2
"""Reading uploads and workers. What organisations see of people is what they typed themselves.

`access_` functions are the way of a representative: whoever may not sign for the organisation finds
nothing. Alarms and audits are in `watching.py`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.db.models import Count, QuerySet

from tereze.packs import selectors as packs
from tereze.packs.types import Purpose
from tereze.people import organisations
from tereze.people.organisations import Signing
from tereze.people.types import OrganisationFacts, ResidentFacts
from tereze.permits import rules, selectors
from tereze.permits.employers import sealed
from tereze.permits.employers.errors import NoPurpose, UnknownUpload, UnknownWorker
from tereze.permits.employers.models import Attestation, Upload, UploadRow, Worker
from tereze.permits.employers.rows import Checks
from tereze.permits.employers.sealed import Line
from tereze.permits.employers.tables import Form
from tereze.permits.employers.types import (
    JobFacts,
    RowFacts,
    UploadFacts,
    WorkerFacts,
)
from tereze.permits.types import Applicant, Employer, OrderInForce, Proposal, Request

#: Rows of a page.
PAGE: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Cap:
    """An amount of permits that the people of an organisation share."""

    limit: int
    used: int

    @property
    def left(self) -> int:
        """What is left of it."""
        return max(0, self.limit - self.used)


# --- what may be asked ----------------------------------------------------------------------------


def get_order(home: str | None, now: datetime) -> OrderInForce:
    """The order under which an employer asks now, by where who signs lives. Raises NoPurpose.

    Whoever works there may live under another order: that one then decides on them.
    """
    order = selectors.get_order_in_force(home, now)
    if order is None:
        raise NoPurpose
    return order


def list_in_force(now: datetime) -> tuple[OrderInForce, ...]:
    """All orders in force, the one that began last first."""
    orders = [one for one in selectors.list_orders() if one.starts_at <= now < one.ends_at]
    return tuple(reversed(orders))


def list_purposes(order: OrderInForce) -> tuple[Purpose, ...]:
    """For what employers get permits under an order. Where people are known by what they declare
    themselves, nobody else can name them."""
    if order.regime.identification.by != "document":
        return ()
    return tuple(
        purpose
        for purpose in order.regime.purposes
        if purpose.employer is not None and "employer" in (purpose.doors or order.regime.doors)
    )


@cache  # a digest names its content
def _names_of_types(digest: str) -> Mapping[str, str]:
    pack = packs.get_pack(digest)
    return {
        name.casefold(): type_id
        for type_id in pack.regime.documents
        for name in (
            type_id,
            *(
                texts.documents[type_id].title
                for texts in pack.texts.values()
                if type_id in texts.documents
            ),
        )
    }


def list_document_types(order: OrderInForce) -> tuple[str, ...]:
    """By which documents people are known."""
    return order.regime.identification.documents or tuple(order.regime.documents)


def get_checks(order: OrderInForce, *, usual: str, region: str, now: datetime) -> Checks:
    """What the rows of a list are checked by."""
    types = list_document_types(order)
    names = _names_of_types(order.digest)
    return Checks(
        documents={type_id: order.regime.documents[type_id] for type_id in types},
        usual=usual if usual in types else types[0],
        names={name: type_id for name, type_id in names.items() if type_id in types},
        region=region,
        today=now.astimezone(rules.timezone(order)).date(),
    )


def as_employer(organisation: OrganisationFacts) -> Employer:
    """An organisation as the rules see it."""
    return Employer(
        id=organisation.id,
        sector=organisation.sector,
        staff=organisation.staff,
        name=organisation.name,
    )


def get_cap(
    organisation: OrganisationFacts, purpose: str, order: OrderInForce, now: datetime
) -> Cap | None:
    """The least that the rules leave an organisation for a purpose; None: as many as it likes.

    It is for people to see beforehand. What counts is what the rules say when they are asked.
    """
    somebody = Applicant(age=30, verified=True, document_type=list_document_types(order)[0])
    request = Request(purpose=purpose, door="employer", employer=as_employer(organisation))
    outcome = rules.propose(order, somebody, request, {}, now)
    if not isinstance(outcome, Proposal):
        return Cap(limit=0, used=0) if outcome.code == "employer-cap" else None
    caps = [
        Cap(limit=claim.limit, used=selectors.read_tally(order, claim))
        for claim in outcome.tallies
        if claim.of == "employer"
    ]
    return min(caps, key=lambda cap: cap.left, default=None)


# --- uploads ----------------------------------------------------------------------------------------


def access_upload(signing: Signing, upload_id: int) -> UploadFacts:
    """A list of the organisation for which somebody signs. Raises UnknownUpload."""
    row = Upload.objects.filter(pk=upload_id, organisation=signing.organisation.id).first()
    if row is None:
        raise UnknownUpload
    return upload_facts(row)


def get_upload(upload_id: int) -> UploadFacts:
    """A list by its number. Raises UnknownUpload."""
    row = Upload.objects.filter(pk=upload_id).first()
    if row is None:
        raise UnknownUpload
    return upload_facts(row)


def list_uploads(organisation_id: int, *, most: int = 20) -> tuple[UploadFacts, ...]:
    """The latest lists of an organisation."""
    rows = Upload.objects.filter(organisation=organisation_id).exclude(state="cancelled")
    return tuple(map(_bare_facts, rows.order_by("-made_at")[:most]))


def list_waiting_uploads() -> tuple[tuple[UploadFacts, OrganisationFacts], ...]:
    """Lists that wait for somebody else's approval, who waits longest first."""
    rows = Upload.objects.filter(state=Upload.State.WAITING).select_related("organisation")
    return tuple(
        (upload_facts(row), organisations.organisation_facts(row.organisation))
        for row in rows.order_by("confirmed_at")
    )


def list_rows(upload_id: int, *states: str, page: int = 1) -> tuple[RowFacts, ...]:
    """A page of the rows of a list that are in some states."""
    rows = UploadRow.objects.filter(upload=upload_id, state__in=states).order_by("number")
    return tuple(map(_row_facts, rows[PAGE * (page - 1) : PAGE * page]))


def iterate_rows(upload_id: int, *states: str) -> Iterator[RowFacts]:
    """All rows of a list that are in some states."""
    rows = UploadRow.objects.filter(upload=upload_id, state__in=states).order_by("number")
    return map(_row_facts, rows.iterator(chunk_size=2_000))


def count_rows(upload_id: int) -> dict[str, int]:
    """How many rows of a list are in which state."""
    rows = UploadRow.objects.filter(upload=upload_id).values_list("state").annotate(Count("number"))
    return dict(rows.order_by("state"))


def upload_facts(row: Upload) -> UploadFacts:
    """A list as a value, its rows counted."""
    return _bare_facts(row, counts=count_rows(row.pk))


def _bare_facts(row: Upload, counts: Mapping[str, int] | None = None) -> UploadFacts:
    return UploadFacts(
        id=row.pk,
        organisation_id=row.organisation_id,
        made_by=row.made_by,
        made_at=row.made_at,
        source=row.source,
        purpose=row.purpose,
        state=row.state,
        why_unreadable=row.why_unreadable,
        rows=row.rows,
        checked=row.checked,
        bad=row.bad,
        answered=row.answered,
        reasons=tuple(row.reasons),
        approved_by=row.approved_by,
        over_cap=row.over_cap,
        confirmed_at=row.confirmed_at,
        done_at=row.done_at,
        counts=counts or {},
    )


def _row_facts(row: UploadRow) -> RowFacts:
    line: Line = sealed.open_line(row.sealed)
    return RowFacts(
        number=row.number,
        state=row.state,
        name=line.name,
        tail=line.document_number[-4:],
        cells=line.cells,
        problems=line.problems,
        why=row.why,
        said=row.said,
        permit_code=row.permit_code,
    )


def get_form(upload_id: int) -> tuple[Form, list[str], dict[str, int]]:
    """In which form a list came, its headings, and where its columns are."""
    said = Upload.objects.values_list("form", flat=True).get(pk=upload_id)
    form = Form(kind=said["kind"], encoding=said["encoding"], delimiter=said["delimiter"])
    return form, said["heading"], said["places"]


def get_attestation(upload_id: int) -> str:
    """The words under which a list was signed; empty: it was not."""
    row = Attestation.objects.filter(upload=upload_id).first()
    return row.text if row else ""


def is_signed_by(upload_id: int, resident_id: int) -> bool:
    """Whether it was this person who signed a list, and who so can't be the second one."""
    return Attestation.objects.filter(upload=upload_id, signed_by=resident_id).exists()


# --- workers ----------------------------------------------------------------------------------------


def count_workers(organisation_id: int) -> dict[str, int]:
    """How many people are on the list, by state."""
    rows = Worker.objects.filter(organisation=organisation_id).values_list("state")
    return dict(rows.annotate(Count("id")).order_by("state"))


def count_without_permit(organisation_id: int, now: datetime) -> int:
    """People on the list whose permit is over, or of an order that is: to be activated again."""
    return find_without_permit(organisation_id, now).count()


def find_without_permit(organisation_id: int, now: datetime) -> QuerySet[Worker]:
    """Their rows."""
    in_force = [order.id for order in list_in_force(now)]
    active = Worker.objects.filter(organisation=organisation_id, state=Worker.State.ACTIVE)
    return active.exclude(order_id__in=in_force, permit_until__gt=now)


def list_workers(
    organisation_id: int, *, states: Collection[str], page: int = 1
) -> tuple[WorkerFacts, ...]:
    """A page of the people on the list, the last first."""
    rows = Worker.objects.filter(organisation=organisation_id, state__in=states).order_by("-id")
    return tuple(map(worker_facts, rows[PAGE * (page - 1) : PAGE * page]))


def access_worker(signing: Signing, worker_id: int, *, why: str, now: datetime) -> WorkerFacts:
    """Somebody on the list, with their permit; the look is recorded for them. Raises UnknownWorker."""
    row = Worker.objects.filter(pk=worker_id, organisation=signing.organisation.id).first()
    if row is None:
        raise UnknownWorker
    organisations.record_looks(
        [row.resident_id], organisation=signing.organisation, why=why, now=now
    )
    return worker_facts(row)


def list_jobs(resident: ResidentFacts) -> tuple[JobFacts, ...]:
    """Where somebody is on a list, for that person."""
    rows = Worker.objects.filter(resident_id=resident.id).select_related("organisation")
    return tuple(
        JobFacts(
            worker_id=row.pk,
            organisation=row.organisation.name,
            state=row.state,
            added_at=row.added_at,
            permit_code=row.permit_code,
            permit_until=row.permit_until,
        )
        for row in rows.order_by("-added_at")
    )


def worker_facts(row: Worker) -> WorkerFacts:
    """Somebody on the list, as the organisation sees them."""
    told = sealed.open_told(row.sealed)
    return WorkerFacts(
        id=row.pk,
        resident_id=row.resident_id,
        name=told.name,
        tail=told.tail,
        plate=told.plate,
        state=row.state,
        added_at=row.added_at,
        since=row.since,
        purpose=row.purpose,
        order_id=row.order_id,
        permit_code=row.permit_code,
        permit_until=row.permit_until,
    )


def find_workers(organisation_id: int, resident_ids: Collection[int]) -> dict[int, Worker]:
    """Who of these is on the list already, by their numbers."""
    rows = Worker.objects.filter(organisation=organisation_id, resident_id__in=resident_ids)
    return {row.resident_id: row for row in rows}
