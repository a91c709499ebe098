# SPDX-License-Identifier: EUPL-1.2
"""What the telephone system tells of calls.

Events come late, twice and in any order. Each only adds what is not known yet, so hearing one again, or
having it played again by a stranger, changes nothing.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tereze.people.errors import BadPhone
from tereze.people.phones import read_phone
from tereze.permits.desk import sealed, selectors
from tereze.permits.desk.models import Call, Line
from tereze.permits.desk.types import CallEvent, CallFacts


@transaction.atomic
def hear_event(*, event: CallEvent, now: datetime) -> CallFacts:
    """Write down what became of a call, and bring it to its operator."""
    at = min(event.at, now)
    # Of two events that come at once one makes the row, and the other waits for it.
    Call.objects.get_or_create(system_id=event.call, defaults={"arrived_at": at})
    row = Call.objects.select_for_update().get(system_id=event.call)
    row.arrived_at = min(row.arrived_at, at)
    if phone := _read(event.caller):
        row.sealed_phone = row.sealed_phone or sealed.seal_phone(phone)
        row.phone_index = row.phone_index or sealed.index_phone(phone)
    if event.event == "answered":
        row.answered_at = row.answered_at or at
        row.line = row.line or event.line or ""
    if event.event == "ended":
        row.ended_at = row.ended_at or at
    if row.staff_id is None and row.answered_at is not None and row.line:
        sits = Line.objects.filter(name=row.line).first()
        row.staff_id = sits.staff_id if sits else None
    row.save()
    return selectors.as_call(row)


def _read(caller: str | None) -> str | None:
    """The number; what an exchange writes for one that is withheld is none."""
    try:
        return read_phone(caller, region=settings.REGION) if caller else None
    except BadPhone:
        return None
