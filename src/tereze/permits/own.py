# SPDX-License-Identifier: EUPL-1.2
"""What residents read of their own: each function fetches and authorises in one call.

A resident sees what is theirs and what is of those for whom they may act. Whatever else is asked
for does not exist for them, so nobody learns from an answer whether a code is somebody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from tereze.core.errors import NotFound
from tereze.people import selectors as people
from tereze.people.types import MandateFacts, Relation, ResidentFacts
from tereze.permits import codes, records, rules, selectors
from tereze.permits.errors import NoSuchPermit
from tereze.permits.models import Appeal, EmergencyPass, RefusalRecord
from tereze.permits.services.appeals import open_reason, open_sentence
from tereze.permits.types import (
    EmergencyFacts,
    OrderInForce,
    PermitFacts,
    Refusal,
    Request,
    WayOut,
)

#: How far back permits and refusals are shown; rules may have deleted them earlier.
SHOWN: Final = timedelta(days=31)


class NoSuchRefusal(NotFound):
    """There is no such refusal of yours. It may have been deleted by rule."""

    code = "no-such-refusal"


class NoSuchPerson(NotFound):
    """You do not ask for this person."""

    code = "no-such-person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Whom:
    """Somebody for whom a resident asks: themselves, a dependant, or whom they help (`acting`)."""

    #: 0: oneself; else the place in the list of dependants, or the number of a mandate. It stands in
    #: addresses, and a number of the person does not.
    number: int
    resident: ResidentFacts
    relation: Relation | None = None
    #: under which they are helped
    mandate: MandateFacts | None = None

    @property
    def may_ask(self) -> bool:
        """Whether permits may be asked for, and not only seen."""
        return self.mandate is None or self.mandate.scope == "ask"


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealFacts:
    """An appeal as the resident sees it."""

    id: int
    made_at: datetime
    due_at: datetime
    state: str
    sentence: str
    decided_at: datetime | None
    #: what the officer answered; empty while it is open
    reason: str
    permit_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalFacts:
    """A refusal as the resident sees it."""

    resident_id: int
    day: date
    number: int
    asked_at: datetime
    request: Request
    refusal: Refusal
    order: OrderInForce
    appeal: AppealFacts | None = None

    @property
    def appealable(self) -> bool:
        """A human may still be asked to look at it."""
        return self.appeal is None and self.refusal.code not in rules.NOT_APPEALABLE


# --- for whom ---------------------------------------------------------------------------------------


def list_whom(resident: ResidentFacts) -> tuple[Whom, ...]:
    """Everybody for whom a resident may ask, themselves first."""
    dependants = enumerate(people.list_dependants(resident.id), start=1)
    return (
        Whom(number=0, resident=resident),
        *(
            Whom(
                number=number,
                relation=facts.relation,
                resident=people.access_dependant(
                    guardian_id=resident.id, dependant_id=facts.resident_id
                ),
            )
            for number, facts in dependants
            if facts.may_act
        ),
    )


def access_whom(resident: ResidentFacts, number: int) -> Whom:
    """The person at a place of that list. Raises NoSuchPerson."""
    for whom in list_whom(resident):
        if whom.number == number:
            return whom
    raise NoSuchPerson


def find_whom(resident: ResidentFacts, resident_id: int) -> Whom:
    """The same by the person's number. Raises NoSuchPerson."""
    for whom in list_whom(resident):
        if whom.resident.id == resident_id:
            return whom
    raise NoSuchPerson


# --- permits ----------------------------------------------------------------------------------------


def access_permit(resident: ResidentFacts, code: str, now: datetime) -> PermitFacts:
    """A permit of theirs or of somebody for whom they ask. Raises NoSuchPermit."""
    permit = selectors.get_permit(code, now)
    if permit.resident_id not in _ids(resident):
        raise NoSuchPermit
    return permit


def list_permits(resident: ResidentFacts, now: datetime) -> Sequence[PermitFacts]:
    """Permits of a resident and of those for whom they ask, the newest first."""
    since = now - SHOWN
    found = [one for id in _ids(resident) for one in selectors.list_permits(id, since=since)]
    return sorted(found, key=lambda permit: permit.asked_at, reverse=True)


# --- refusals and appeals ---------------------------------------------------------------------------


def access_refusal(resident: ResidentFacts, *, day: date, number: int) -> RefusalFacts:
    """A refusal that was given to them or for somebody for whom they ask. Raises NoSuchRefusal."""
    found = find_refusal(_ids(resident), day=day, number=number)
    if found is None:
        raise NoSuchRefusal
    return found


def find_refusal(resident_ids: Sequence[int], *, day: date, number: int) -> RefusalFacts | None:
    """A refusal that one of these people got; whoever asks may see all of theirs."""
    refusals = RefusalRecord.objects.of(*resident_ids)
    row = refusals.filter(day=day, number=number).first()
    if row is None or row.order_id is None:
        return None
    return _as_refusal(row, Appeal.objects.filter(refusal_number=number).first())


def list_refusals(resident: ResidentFacts, now: datetime) -> Sequence[RefusalFacts]:
    """Refusals given to a resident and to those for whom they ask, the newest first."""
    since = now - SHOWN
    found = [row for id in _ids(resident) for row in selectors.list_refusals(id, since=since)]
    found.sort(key=lambda row: row.asked_at, reverse=True)
    return [_as_refusal(row, None) for row in found]


def list_appeals(resident: ResidentFacts) -> Sequence[RefusalFacts]:
    """Refusals that were appealed against, the newest appeal first."""
    appeals = Appeal.objects.filter(resident_id__in=_ids(resident)).order_by("-made_at")
    return [
        _as_refusal(row, appeal)
        for appeal in appeals
        for row in RefusalRecord.objects.against_which(appeal)
    ]


def _as_refusal(row: RefusalRecord, appeal: Appeal | None) -> RefusalFacts:
    decided = records.open_decided(bytes(row.sealed))
    return RefusalFacts(
        resident_id=row.resident_id,
        day=row.day,
        number=row.number,
        asked_at=row.asked_at,
        request=decided.request,
        refusal=read_refusal(decided.outcome),
        order=selectors.get_order(row.order_id or 0),
        appeal=_as_appeal(appeal) if appeal else None,
    )


def _as_appeal(row: Appeal) -> AppealFacts:
    return AppealFacts(
        id=row.pk,
        made_at=row.made_at,
        due_at=row.due_at,
        state=row.state,
        sentence=open_sentence(row),
        decided_at=row.decided_at,
        reason=open_reason(row),
        permit_code=row.permit_code,
    )


def read_refusal(outcome: dict[str, Any]) -> Refusal:
    """A refusal from the plain values in which it was kept.

    >>> kept = {"code": "already-out", "rule": "needs", "legal_basis": "",
    ...         "facts": {"until": "2020-04-20T14:30:00Z", "purpose": "needs"}}
    >>> read_refusal(kept).facts["until"].hour
    14
    """
    return Refusal(
        code=outcome["code"],
        rule=outcome["rule"],
        legal_basis=outcome["legal_basis"],
        next_eligible=msgspec.convert(outcome.get("next_eligible"), datetime | None),
        ways_out=msgspec.convert(outcome.get("ways_out", ()), tuple[WayOut, ...]),
        facts={name: _read_fact(value) for name, value in outcome.get("facts", {}).items()},
    )


def _read_fact(value: str | int) -> str | int | date | datetime:
    """A fact of a refusal. Only moments were written with a "T" between two numbers."""
    for kind in (datetime, date):
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError:
            continue
    return value


# --- emergencies ------------------------------------------------------------------------------------


def get_emergency_pass(code: str) -> EmergencyPass:
    """An emergency pass, for whoever holds its code. It tells nothing of anybody."""
    try:
        found = EmergencyPass.objects.filter(code=codes.normalise(code)).first()
    except codes.InvalidCode as error:
        raise NoSuchPermit(str(error)) from error
    if found is None:
        raise NoSuchPermit
    return found


def list_emergencies(resident: ResidentFacts) -> Sequence[EmergencyFacts]:
    """Emergencies that a resident declared, with what they told."""
    rows = EmergencyPass.objects.filter(resident_id=resident.id).order_by("-taken_at")
    return [selectors.as_emergency_facts(row) for row in rows]


def _ids(resident: ResidentFacts) -> list[int]:
    return [whom.resident.id for whom in list_whom(resident)]
