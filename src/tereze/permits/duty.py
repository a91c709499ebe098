# SPDX-License-Identifier: EUPL-1.2
"""What those on duty read: appeals by their deadline, emergencies, somebody's permits.

Lists show no person: a queue needs purposes and deadlines. Whatever tells of a person is opened one
at a time by a function `access_…`, which asks for the role and records the look for the person to
read. An officer decides on facts, not on a name, so an appeal is shown without one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tereze.people import mandates
from tereze.people import selectors as people
from tereze.people.selectors import Staff
from tereze.people.types import (
    DependantFacts,
    GuardianFacts,
    LookFacts,
    MandateFacts,
    Person,
    ResidentFacts,
)
from tereze.permits import codes, records, selectors
from tereze.permits.errors import NoSuchPermit, UnknownAppeal
from tereze.permits.models import Appeal, EmergencyPass, RefusalRecord
from tereze.permits.own import read_refusal
from tereze.permits.services.appeals import open_reason, open_sentence
from tereze.permits.types import (
    Applicant,
    EmergencyFacts,
    OrderInForce,
    PermitFacts,
    Refusal,
    Request,
)

#: How far back movements are shown; rules may have deleted them earlier.
SHOWN: Final = timedelta(days=31)
#: What an officer sees of somebody's permits when deciding on an appeal.
_LATELY: Final = timedelta(days=7)
#: Looks that are read out to somebody without a phone.
_LOOKS_TOLD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedAppeal:
    """An appeal in a list: nothing of the person."""

    id: int
    made_at: datetime
    due_at: datetime
    #: open, granted, declined
    state: str
    decided_at: datetime | None
    #: what was asked for and why it was refused; empty when the refusal was deleted by rule
    purpose: str
    refusal_code: str
    order_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedRequest:
    """What was asked and why it was refused."""

    asked_at: datetime
    request: Request
    refusal: Refusal
    order: OrderInForce
    #: the person as the rules saw them
    applicant: Applicant


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealCase:
    """An appeal with all that its decision needs."""

    appeal: QueuedAppeal
    #: what the resident wrote
    sentence: str
    refused: RefusedRequest
    #: their permits of the last days, the newest first
    permits: Sequence[PermitFacts]
    #: what the officer answered; empty while it is open
    reason: str
    permit_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonCase:
    """A resident for somebody whose work needs to see them."""

    resident: ResidentFacts
    dependants: tuple[DependantFacts, ...]
    guardians: tuple[GuardianFacts, ...]
    permits: Sequence[PermitFacts]
    refusals: Sequence[RefusedRequest]
    #: by their initials: it is not they who are looked at
    helpers: tuple[MandateFacts, ...] = ()
    #: who looked at their data, to be told to somebody who can't read it themselves
    looks: tuple[LookFacts, ...] = ()


# --- appeals ----------------------------------------------------------------------------------------


def list_open_appeals() -> tuple[QueuedAppeal, ...]:
    """Appeals that wait, the one whose deadline is first first."""
    return _queue(list(Appeal.objects.filter(state=Appeal.State.OPEN).order_by("due_at", "pk")))


def list_decided_appeals(limit: int = 20) -> tuple[QueuedAppeal, ...]:
    """The appeals that were decided last."""
    decided = Appeal.objects.exclude(state=Appeal.State.OPEN)
    return _queue(list(decided.order_by("-decided_at")[:limit]))


def access_appeal(*, staff: Staff, appeal_id: int, why: str, now: datetime) -> AppealCase:
    """An appeal for whoever decides it; the look is recorded. Raises UnknownAppeal."""
    row = Appeal.objects.filter(pk=appeal_id).first()
    refusal = _refusals_of([row]).get(row.refusal_number) if row else None
    if row is None or refusal is None:
        raise UnknownAppeal
    people.access_resident(
        staff=staff, resident_id=row.resident_id, what="appeal", why=why, now=now
    )
    return AppealCase(
        appeal=_as_queued(row, refusal),
        sentence=open_sentence(row),
        refused=_open_refusal(refusal),
        permits=selectors.list_permits(row.resident_id, since=now - _LATELY),
        reason=open_reason(row),
        permit_code=row.permit_code,
    )


def _queue(rows: Sequence[Appeal]) -> tuple[QueuedAppeal, ...]:
    refusals = _refusals_of(rows)
    return tuple(_as_queued(row, refusals.get(row.refusal_number)) for row in rows)


def _refusals_of(appeals: Sequence[Appeal]) -> Mapping[int, RefusalRecord]:
    """The refusals behind some appeals in one statement; resident and day name their partitions."""
    found = RefusalRecord.objects.of(*(appeal.resident_id for appeal in appeals)).filter(
        day__in={appeal.refusal_day for appeal in appeals},
        number__in={appeal.refusal_number for appeal in appeals},
    )
    return {refusal.number: refusal for refusal in found}


def _as_queued(row: Appeal, refusal: RefusalRecord | None) -> QueuedAppeal:
    return QueuedAppeal(
        id=row.pk,
        made_at=row.made_at,
        due_at=row.due_at,
        state=row.state,
        decided_at=row.decided_at,
        purpose=refusal.purpose if refusal else "",
        refusal_code=refusal.code if refusal else "",
        order_id=refusal.order_id if refusal else None,
    )


# --- emergencies ------------------------------------------------------------------------------------


def list_emergencies(now: datetime) -> tuple[EmergencyFacts, ...]:
    """Emergency passes of the last month, the newest first; nobody's account is opened."""
    rows = EmergencyPass.objects.filter(taken_at__gt=now - SHOWN).defer("sealed_account")
    return tuple(
        EmergencyFacts(code=row.code, taken_at=row.taken_at, declared_at=row.declared_at)
        for row in rows.order_by("-taken_at")
    )


def count_undeclared_emergencies(now: datetime) -> int:
    """How many of these nobody has told about yet."""
    taken = EmergencyPass.objects.filter(taken_at__gt=now - SHOWN)
    return taken.filter(declared_at=None).count()


def access_emergency(*, staff: Staff, code: str, why: str, now: datetime) -> EmergencyFacts:
    """An emergency with what the person told; the look is recorded. Raises NoSuchPermit."""
    row = EmergencyPass.objects.filter(code=_normalise(code)).first()
    if row is None:
        raise NoSuchPermit
    if row.resident_id is not None:
        people.access_resident(
            staff=staff, resident_id=row.resident_id, what="emergency", why=why, now=now
        )
    return selectors.as_emergency_facts(row)


# --- permits and people -----------------------------------------------------------------------------


def access_permit(*, staff: Staff, code: str, why: str, now: datetime) -> PermitFacts:
    """A permit by its code; the look is recorded. Raises NoSuchPermit."""
    permit = selectors.get_permit(code, now)
    people.access_resident(
        staff=staff, resident_id=permit.resident_id, what="permit", why=why, now=now
    )
    return permit


def access_person(*, staff: Staff, resident_id: int, why: str, now: datetime) -> PersonCase:
    """A resident with their permits and refusals of the last month; the look is recorded.

    Dependants stand there by their initials: it is not they who are looked at.
    """
    resident = people.access_resident(
        staff=staff, resident_id=resident_id, what="profile, permits", why=why, now=now
    )
    since = now - SHOWN
    return PersonCase(
        resident=resident,
        dependants=tuple(
            replace(link, name=Person(name=link.name).initials)
            for link in people.list_dependants(resident_id)
        ),
        guardians=people.list_guardians(resident_id),
        permits=selectors.list_permits(resident_id, since=since),
        refusals=[_open_refusal(row) for row in selectors.list_refusals(resident_id, since=since)],
        helpers=tuple(
            replace(mandate, helper_name=Person(name=mandate.helper_name).initials)
            for mandate in mandates.list_given(resident_id)
        ),
        looks=people.list_looks(resident_id)[:_LOOKS_TOLD],
    )


def _open_refusal(row: RefusalRecord) -> RefusedRequest:
    decided = records.open_decided(row.sealed)
    return RefusedRequest(
        asked_at=row.asked_at,
        request=decided.request,
        refusal=read_refusal(decided.outcome),
        # A refusal without an order is answered, but not kept.
        order=selectors.get_order(row.order_id or 0),
        applicant=decided.applicant,
    )


def _normalise(code: str) -> str:
    try:
        return codes.normalise(code)
    except codes.InvalidCode as error:
        raise NoSuchPermit(str(error)) from error
