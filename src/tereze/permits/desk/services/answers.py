# SPDX-License-Identifier: EUPL-1.2
"""What a call brings: a permit or a refusal, an emergency pass, an appeal, a code sent as a message.

A key goes with each press, so that two presses of Enter, and an answer that was lost on its way, bring one
permit and are written down once.
"""

from datetime import datetime

from django.db import transaction

from tereze.messaging.services import queue_message
from tereze.people import selectors as people
from tereze.people.selectors import Staff
from tereze.permits import selectors, services
from tereze.permits.desk.errors import NobodyMeant, UnknownCall
from tereze.permits.desk.letters import tell_permit
from tereze.permits.desk.models import CallAnswer
from tereze.permits.desk.selectors import as_answer
from tereze.permits.desk.services.calls import lock_own_call
from tereze.permits.desk.types import AnswerFacts, CallFacts
from tereze.permits.types import Answer, Granted, Refused, Request

DOOR = "desk"


def ask_in_call(
    *, staff: Staff, call: CallFacts, request: Request, key: str, now: datetime
) -> AnswerFacts | None:
    """Ask for whom the call is; None when no order is in force, so that nothing is kept.

    Raises NobodyMeant, KeyUsedForAnother, TooBusy.
    """
    if call.whom_id is None:
        raise NobodyMeant
    with transaction.atomic():
        lock_own_call(staff=staff, call_id=call.id, now=now)
        given = services.ask_permit(
            resident=people.get_resident(call.whom_id),
            request=request,
            door=DOOR,
            key=f"call:{call.id}:{key}",
            now=now,
        )
        if isinstance(given, Refused) and given.order is None:
            return None
        return _write_down(call, key, given, call.whom_id, request.purpose, now)


def take_pass_in_call(*, staff: Staff, call: CallFacts, key: str, now: datetime) -> AnswerFacts:
    """Somebody is in danger: a code to say on the way, whoever they are."""
    if known := CallAnswer.objects.filter(call=call.id, key=key).first():
        return as_answer(known)
    taken = services.take_emergency_pass(now=now)
    with transaction.atomic():
        lock_own_call(staff=staff, call_id=call.id, now=now)
        row, _ = CallAnswer.objects.get_or_create(
            call_id=call.id,
            key=key,
            defaults={"at": now, "kind": "emergency", "code": taken.code},
        )
        return as_answer(row)


def appeal_in_call(
    *, staff: Staff, call: CallFacts, answer_id: int, sentence: str, now: datetime
) -> AnswerFacts:
    """Ask a duty officer to look at a refusal of this call again, in the caller's words.

    Raises UnknownCall, NotAppealable, AlreadyDecided.
    """
    refused = _get(call, answer_id, kind="refused")
    if refused.refusal_day is None or refused.refusal_number is None:
        raise UnknownCall
    services.appeal_refusal(
        resident_id=refused.resident_id or 0,
        day=refused.refusal_day,
        number=refused.refusal_number,
        sentence=sentence,
        now=now,
    )
    with transaction.atomic():
        lock_own_call(staff=staff, call_id=call.id, now=now)
        row, _ = CallAnswer.objects.get_or_create(
            call_id=call.id,
            key=f"appeal-{answer_id}",
            defaults={
                "at": now,
                "kind": "appealed",
                "resident_id": refused.resident_id,
                "purpose": refused.purpose,
                "refusal_day": refused.refusal_day,
                "refusal_number": refused.refusal_number,
            },
        )
        return as_answer(row)


@transaction.atomic
def send_code(*, staff: Staff, call: CallFacts, answer_id: int, now: datetime) -> str | None:
    """Send a permit's code to the phone on record, or else to the one that called; once.

    The phone to which it goes; None when there is none. Raises UnknownCall.
    """
    lock_own_call(staff=staff, call_id=call.id, now=now)
    granted = _get(call, answer_id, kind="granted")
    phone = _phone_for(call, granted.resident_id)
    if phone is None or granted.sent_at is not None:
        return phone
    CallAnswer.objects.filter(pk=granted.pk).update(sent_at=now)
    text = tell_permit(selectors.get_permit(granted.code, now), call.language or None, now)
    queue_message(to=phone, text=text, channel="sms", now=now)
    return phone


def _phone_for(call: CallFacts, resident_id: int | None) -> str | None:
    """Their own, then that of who asks for them, then the one that called."""
    for known in (resident_id, call.resident_id):
        if known is not None and (phone := people.get_resident(known).person.phone):
            return phone
    return call.phone


def _write_down(
    call: CallFacts, key: str, given: Answer, resident_id: int, purpose: str, now: datetime
) -> AnswerFacts:
    row, _ = CallAnswer.objects.get_or_create(
        call_id=call.id,
        key=key,
        defaults={"at": now, "resident_id": resident_id, "purpose": purpose, **_what(given)},
    )
    return as_answer(row)


def _what(given: Answer) -> dict[str, object]:
    if isinstance(given, Granted):
        return {"kind": "granted", "code": given.permit.code}
    return {"kind": "refused", "refusal_day": given.day, "refusal_number": given.number}


def _get(call: CallFacts, answer_id: int, *, kind: str) -> CallAnswer:
    row = CallAnswer.objects.filter(pk=answer_id, call=call.id, kind=kind).first()
    if row is None:
        raise UnknownCall
    return row
