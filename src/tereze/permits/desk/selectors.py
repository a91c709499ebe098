# SPDX-License-Identifier: EUPL-1.2
"""Reading calls. An operator opens a call that is theirs; in lists a phone is its last four digits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from tereze.people.selectors import Staff
from tereze.permits import selectors as permits
from tereze.permits.desk import sealed
from tereze.permits.desk.errors import CallOfAnother, CallOver, UnknownCall
from tereze.permits.desk.models import Call, CallAnswer, Line
from tereze.permits.desk.types import (
    ANSWER_KINDS,
    AnswerFacts,
    AnswerKind,
    CallFacts,
    Direction,
    LoggedCall,
)

#: A telephone system that says nothing more of a call has forgotten it.
RINGS_AT_MOST: Final = timedelta(minutes=15)
#: After this nobody is still talking: a call that nobody wrote down is over all the same, and its
#: people lie open no more. Otherwise an operator could look at them for a month by one look on record.
LASTS_AT_MOST: Final = timedelta(hours=2)
#: Whom nobody called back by then has found another way.
CALL_BACK_WITHIN: Final = timedelta(days=1)

_HISTORY: Final = 5
_LOG: Final = 30


def access_call(*, staff: Staff, call_id: int, now: datetime) -> CallFacts:
    """A call that this operator answered and that goes on.

    Raises UnknownCall, CallOfAnother, CallOver.
    """
    row = Call.objects.filter(pk=call_id).first()
    if row is None:
        raise UnknownCall
    if row.staff_id != staff.pk:
        raise CallOfAnother
    if is_over(row, now):
        raise CallOver
    return as_call(row)


def is_over(row: Call, now: datetime) -> bool:
    """Whether a call that was answered was written down, or is so old that it might be."""
    since = row.answered_at or row.arrived_at
    return row.wrapped_up_at is not None or since <= now - LASTS_AT_MOST


def find_line(staff: Staff) -> str:
    """The operator's line; empty when they said none."""
    return Line.objects.filter(staff=staff).values_list("name", flat=True).first() or ""


def list_document_types() -> tuple[str, ...]:
    """Types of documents that the packs of all orders know, the latest order's first."""
    orders = reversed(permits.list_orders())
    return tuple(dict.fromkeys(name for order in orders for name in order.regime.documents))


def list_ringing(now: datetime) -> tuple[CallFacts, ...]:
    """Calls that nobody has answered, who waits longest first."""
    rows = Call.objects.filter(
        answered_at=None, ended_at=None, wrapped_up_at=None, settled_at=None
    ).filter(arrived_at__gt=now - RINGS_AT_MOST)
    return tuple(map(as_call, rows.order_by("arrived_at", "pk")))


def list_going_on(staff: Staff, now: datetime) -> tuple[CallFacts, ...]:
    """Calls that this operator answered and has not wrapped up, the latest first."""
    return tuple(map(as_call, _going_on(staff, now)))


def find_call_to_show(staff: Staff, now: datetime) -> int | None:
    """A call that was answered at the operator's line and has not come to their screen yet."""
    row = _going_on(staff, now).filter(shown_at=None).first()
    return row.pk if row else None


def list_call_backs(now: datetime) -> tuple[CallFacts, ...]:
    """Missed calls whose callers nobody has spoken to since; of one phone only the last."""
    spoken = Call.objects.filter(
        phone_index=OuterRef("phone_index"), arrived_at__gt=OuterRef("arrived_at")
    )
    # Of some calls the telephone system never told that they ended.
    rings_no_more = Q(ended_at__isnull=False) | Q(arrived_at__lte=now - RINGS_AT_MOST)
    rows = (
        Call.objects.filter(rings_no_more, answered_at=None, settled_at=None)
        .filter(arrived_at__gt=now - CALL_BACK_WITHIN, phone_index__isnull=False)
        .exclude(Exists(spoken))
    )
    return tuple(map(as_call, rows.order_by("arrived_at", "pk")))


def list_answers(call_id: int) -> tuple[AnswerFacts, ...]:
    """What a call brought so far, the latest first."""
    rows = CallAnswer.objects.filter(call=call_id).order_by("-at", "-pk")
    return tuple(map(as_answer, rows))


def list_history(call: CallFacts) -> tuple[LoggedCall, ...]:
    """Earlier calls of the same phone or caller, the latest first."""
    same = Q(pk__in=[])
    if call.phone:
        same |= Q(phone_index=sealed.index_phone(call.phone))
    if call.resident_id is not None:
        same |= Q(resident_id=call.resident_id)
    earlier = Call.objects.filter(same).exclude(pk=call.id).order_by("-arrived_at", "-pk")
    return _as_log(earlier[:_HISTORY])


def list_own_calls(staff: Staff) -> tuple[LoggedCall, ...]:
    """The latest calls of an operator."""
    return _as_log(Call.objects.filter(staff=staff).order_by("-arrived_at", "-pk")[:_LOG])


def list_calls_of_resident(resident_id: int) -> tuple[LoggedCall, ...]:
    """All calls in which somebody was the caller, or was asked for: for themselves to read.

    What was noted about another caller, who asked for them, is that caller's.
    """
    theirs = Call.objects.filter(Q(resident_id=resident_id) | Q(opened__contains=[resident_id]))
    rows = list(theirs.order_by("-arrived_at", "-pk"))
    others = {row.pk for row in rows if row.resident_id != resident_id}
    return tuple(
        replace(one, note="", phone_tail="") if one.id in others else one for one in _as_log(rows)
    )


def as_call(row: Call) -> CallFacts:
    """A call's row, opened."""
    return CallFacts(
        id=row.pk,
        direction=_direction(row),
        line=row.line,
        staff_id=row.staff_id,
        phone=sealed.open_phone(row.sealed_phone),
        arrived_at=row.arrived_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        wrapped_up_at=row.wrapped_up_at,
        language=row.language,
        resident_id=row.resident_id,
        whom_id=row.whom_id,
        found=tuple(row.found),
        opened=tuple(row.opened),
        reason=row.reason,
        note=sealed.open_note(row.sealed_note),
    )


def as_answer(row: CallAnswer) -> AnswerFacts:
    """What a call brought, as a value."""
    return AnswerFacts(
        id=row.pk,
        at=row.at,
        kind=_kind(row),
        resident_id=row.resident_id,
        purpose=row.purpose,
        code=row.code,
        refusal_day=row.refusal_day,
        refusal_number=row.refusal_number,
        sent_at=row.sent_at,
    )


def _going_on(staff: Staff, now: datetime) -> QuerySet[Call]:
    return Call.objects.filter(
        staff=staff, wrapped_up_at=None, settled_at=None, answered_at__gt=now - LASTS_AT_MOST
    ).order_by("-arrived_at", "-pk")


def _as_log(rows: Iterable[Call]) -> tuple[LoggedCall, ...]:
    calls = list(rows)
    kinds: dict[int, list[AnswerKind]] = {row.pk: [] for row in calls}
    for answer in CallAnswer.objects.filter(call__in=kinds).order_by("at", "pk"):
        kinds[answer.call_id].append(_kind(answer))
    return tuple(_as_logged(as_call(row), tuple(kinds[row.pk])) for row in calls)


def _as_logged(call: CallFacts, kinds: tuple[AnswerKind, ...]) -> LoggedCall:
    return LoggedCall(
        id=call.id,
        direction=call.direction,
        state=call.state,
        arrived_at=call.arrived_at,
        phone_tail=(call.phone or "")[-4:],
        staff_id=call.staff_id,
        kinds=kinds,
        reason=call.reason,
        note=call.note,
        handling=call.handling,
    )


def _direction(row: Call) -> Direction:
    return "out" if row.direction == "out" else "in"


def _kind(row: CallAnswer) -> AnswerKind:
    return next(kind for kind in ANSWER_KINDS if kind == row.kind)
