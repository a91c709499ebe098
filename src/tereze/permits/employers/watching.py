# SPDX-License-Identifier: EUPL-1.2
"""What officers and administrators read about employers: alarms, samples, counts. A name is opened one
at a time (`access_check`), and the person concerned reads that somebody looked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from tereze.people import organisations
from tereze.people import selectors as people
from tereze.people.selectors import Staff
from tereze.people.types import OrganisationFacts, ResidentFacts
from tereze.permits.employers.errors import UnknownCheck
from tereze.permits.employers.models import Alarm, Attestation, Check, Sample, Worker
from tereze.permits.employers.types import AlarmFacts, CheckFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class EmployerFacts:
    """An organisation as an administrator sees it: counts, and nobody's name."""

    organisation: OrganisationFacts
    workers: int
    alarms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AttestationFacts:
    """What somebody signed."""

    upload_id: int
    #: number of the resident
    signed_by: int
    signed_at: datetime
    text: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleFacts:
    """The lot of a week."""

    week: date
    seed: str
    drawn_from: int
    drawn: int
    confirmed: int
    unknown: int


def list_employers() -> tuple[EmployerFacts, ...]:
    """All open organisations, by name."""
    workers = _count(Worker.objects.filter(state=Worker.State.ACTIVE).values_list("organisation"))
    alarms = _count(Alarm.objects.filter(closed_at=None).values_list("organisation"))
    return tuple(
        EmployerFacts(
            organisation=one, workers=workers.get(one.id, 0), alarms=alarms.get(one.id, 0)
        )
        for one in organisations.list_organisations()
    )


def list_alarms(organisation_id: int | None = None) -> tuple[AlarmFacts, ...]:
    """Alarms that nobody has closed, the newest first."""
    rows = Alarm.objects.filter(closed_at=None).select_related("organisation")
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    return tuple(
        AlarmFacts(
            id=row.pk,
            organisation_id=row.organisation_id,
            organisation=row.organisation.name,
            kind=row.kind,
            facts=row.facts,
            at=row.at,
        )
        for row in rows.order_by("-at")[:200]
    )


def list_attestations(organisation_id: int, *, most: int = 20) -> tuple[AttestationFacts, ...]:
    """What was signed for an organisation lately."""
    rows = Attestation.objects.filter(organisation=organisation_id).order_by("-signed_at")
    return tuple(
        AttestationFacts(
            upload_id=row.upload,
            signed_by=row.signed_by,
            signed_at=row.signed_at,
            text=row.text,
            people=row.people,
        )
        for row in rows[:most]
    )


def get_sample() -> SampleFacts | None:
    """The last sample that was drawn."""
    row = Sample.objects.order_by("-week").first()
    if row is None:
        return None
    counts = _count(row.checks.values_list("finding"))
    return SampleFacts(
        week=row.week,
        seed=row.seed,
        drawn_from=row.drawn_from,
        drawn=sum(counts.values()),
        confirmed=counts.get(Check.Finding.CONFIRMED, 0),
        unknown=counts.get(Check.Finding.UNKNOWN, 0),
    )


def list_open_checks() -> tuple[CheckFacts, ...]:
    """Whom nobody has looked at yet."""
    rows = Check.objects.filter(finding="").select_related("worker__organisation")
    return tuple(map(check_facts, rows.order_by("sample", "pk")))


def expect_open(check_id: int) -> None:
    """Raises UnknownCheck for what is not to be looked at, or not any more."""
    if not Check.objects.filter(pk=check_id, finding="").exists():
        raise UnknownCheck


def access_check(
    *, staff: Staff, check_id: int, why: str, now: datetime
) -> tuple[CheckFacts, ResidentFacts]:
    """One person of the sample for an officer who asks there; the look is recorded."""
    row = Check.objects.filter(pk=check_id).select_related("worker__organisation").first()
    if row is None:
        raise UnknownCheck
    facts = check_facts(row)
    resident = people.access_resident(
        staff=staff, resident_id=facts.resident_id, what="employer", why=why, now=now
    )
    return facts, resident


def check_facts(row: Check) -> CheckFacts:
    """A check as a value."""
    return CheckFacts(
        id=row.pk,
        week=row.sample_id,
        organisation=row.worker.organisation.name,
        worker_id=row.worker_id,
        resident_id=row.worker.resident_id,
        finding=row.finding,
        found_at=row.found_at,
    )


def _count(rows: QuerySet[Any, tuple[Any, ...]]) -> dict[Any, int]:
    return dict(rows.annotate(Count("pk")).order_by())
