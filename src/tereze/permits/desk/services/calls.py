# SPDX-License-Identifier: EUPL-1.2
"""Calls: answered, brought to a screen, wrapped up, called back. A call is one operator's."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.people.phones import read_phone
from tereze.people.selectors import Staff
from tereze.permits.desk import sealed, selectors
from tereze.permits.desk.errors import CallOfAnother, CallOver, UnknownCall
from tereze.permits.desk.models import Call, Line
from tereze.permits.desk.types import REASONS, CallFacts, Reason

#: A telephone system may both tell of a call and open the page: within this it is one call.
SAME_CALL: Final = timedelta(minutes=5)


@transaction.atomic
def sit_at_line(*, staff: Staff, line: str, now: datetime) -> None:
    """Say at which line an operator sits. Whoever sat there before sits there no more."""
    name = line.strip()
    Line.objects.filter(staff=staff).exclude(name=name).delete()
    if name:
        Line.objects.update_or_create(name=name, defaults={"staff": staff, "since": now})
    audit.record(actor=f"staff:{staff.pk}", action="line-taken", subject=f"line:{name}", at=now)


@transaction.atomic
def open_call(*, staff: Staff, phone: str | None, now: datetime) -> CallFacts:
    """A call that an operator has on the line, whether or not the telephone system told of it.

    Raises BadPhone.
    """
    number = read_phone(phone, region=settings.REGION) if phone else None
    known = _find_same(staff, number, now) if number else None
    row = known or Call(arrived_at=now, line=selectors.find_line(staff))
    row.staff = staff
    row.answered_at = row.answered_at or now
    if number and row.phone_index is None:
        _set_phone(row, number)
    row.save()
    return selectors.as_call(row)


@transaction.atomic
def take_call(*, staff: Staff, call_id: int, now: datetime) -> CallFacts:
    """Answer a call that rings. Raises CallOfAnother when somebody was quicker."""
    row = _lock(call_id)
    if row.staff_id not in (None, staff.pk):
        raise CallOfAnother
    if row.staff_id is None and row.ended_at is not None:
        raise CallOver("The caller has hung up. The call is in the list of those to call back.")
    row.staff = staff
    row.answered_at = row.answered_at or now
    row.line = row.line or selectors.find_line(staff)
    row.save(update_fields=["staff", "answered_at", "line"])
    return selectors.as_call(row)


@transaction.atomic
def call_back(*, staff: Staff, call_id: int, now: datetime) -> CallFacts:
    """Begin to call somebody back whose call was missed. Raises CallOfAnother."""
    missed = _settle(call_id, now)
    return selectors.as_call(
        Call.objects.create(
            direction="out",
            staff=staff,
            line=selectors.find_line(staff),
            sealed_phone=missed.sealed_phone,
            phone_index=missed.phone_index,
            language=missed.language,
            arrived_at=now,
            answered_at=now,
        )
    )


@transaction.atomic
def drop_call_back(*, call_id: int, actor: str, now: datetime) -> None:
    """Say that nobody has to call back. Raises CallOfAnother."""
    _settle(call_id, now)
    audit.record(actor=actor, action="call-back-dropped", subject=f"call:{call_id}", at=now)


@transaction.atomic
def set_call_language(*, call: CallFacts, language: str) -> None:
    """The language in which the conversation is."""
    if language not in dict(settings.LANGUAGES):
        raise BadInput("Choose one of the languages of this site.", field="language")
    Call.objects.filter(pk=call.id).update(language=language)


@transaction.atomic
def wrap_up_call(
    *, staff: Staff, call_id: int, reason: Reason, note: str, now: datetime
) -> CallFacts:
    """Write down what a call was about; its person lies open no more. Raises CallOver."""
    if reason not in REASONS:
        raise BadInput("Say what the call was about.", field="reason")
    row = lock_own_call(staff=staff, call_id=call_id, now=now)
    row.reason = reason
    row.sealed_note = sealed.seal_note(note.strip())
    row.ended_at = row.ended_at or now
    row.wrapped_up_at = now
    row.found = []
    row.save()
    return selectors.as_call(row)


def lock_own_call(*, staff: Staff, call_id: int, now: datetime) -> Call:
    """A call of this operator that goes on, held until the transaction ends.

    Raises UnknownCall, CallOfAnother, CallOver.
    """
    row = _lock(call_id)
    if row.staff_id != staff.pk:
        raise CallOfAnother
    if selectors.is_over(row, now):
        raise CallOver
    return row


def _find_same(staff: Staff, phone: str, now: datetime) -> Call | None:
    """The call of this phone that the telephone system told of, or that this operator opened."""
    going_on = Call.objects.select_for_update().filter(
        phone_index=sealed.index_phone(phone),
        arrived_at__gt=now - SAME_CALL,
        wrapped_up_at=None,
        ended_at=None,
    )
    for row in going_on.order_by("-arrived_at"):
        if row.staff_id in (None, staff.pk):
            return row
    return None


def _settle(call_id: int, now: datetime) -> Call:
    row = _lock(call_id)
    if row.settled_at is not None or row.answered_at is not None:
        raise CallOfAnother("Somebody else calls back already.")
    row.settled_at = now
    row.save(update_fields=["settled_at"])
    return row


def _lock(call_id: int) -> Call:
    row = Call.objects.select_for_update().filter(pk=call_id).first()
    if row is None:
        raise UnknownCall
    return row


def _set_phone(row: Call, phone: str) -> None:
    row.sealed_phone = sealed.seal_phone(phone)
    row.phone_index = sealed.index_phone(phone)
