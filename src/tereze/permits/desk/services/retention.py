# SPDX-License-Identifier: EUPL-1.2
"""Forgetting calls: by rule, and when somebody is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tereze.people.events import ResidentErased
from tereze.permits.desk.models import Call, CallAnswer
from tereze.permits.services import record_deletion

#: As long as what was asked for in them can be appealed against and be shown.
CALLS_ARE_KEPT: Final = timedelta(days=31)


@transaction.atomic(durable=True)
def delete_old_calls(*, now: datetime) -> int:
    """Delete calls of more than a month ago with what they brought; says how many. The public log of
    deletions tells of it."""
    before = now - CALLS_ARE_KEPT
    old = Call.objects.filter(arrived_at__lte=before)
    count = old.count()
    old.delete()
    record_deletion(
        what="calls", until=before, rows=count, rule=f"after {CALLS_ARE_KEPT.days} days", now=now
    )
    return count


def forget_resident(event: ResidentErased) -> None:
    """Take somebody who is erased out of the log; that there was a call stays."""
    CallAnswer.objects.filter(resident_id=event.resident_id).update(
        resident_id=None, refusal_day=None, refusal_number=None, code=""
    )
    theirs = Q(resident_id=event.resident_id) | Q(opened__contains=[event.resident_id])
    Call.objects.filter(theirs).update(
        resident_id=None,
        whom_id=None,
        found=[],
        opened=[],
        sealed_phone=None,
        phone_index=None,
        sealed_note=None,
    )
