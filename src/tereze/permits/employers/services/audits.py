# SPDX-License-Identifier: EUPL-1.2
"""Sampled audits: a few people of each week, drawn by lot, and whether they work where it is said.

The seed is kept beside the sample, so that anybody can draw it again and see that nobody was picked.
"""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.people import roles
from tereze.people.selectors import Staff
from tereze.people.types import Role
from tereze.permits.employers import rules
from tereze.permits.employers.errors import UnknownAlarm, UnknownCheck
from tereze.permits.employers.models import Alarm, Check, Sample, Worker
from tereze.permits.employers.services.workers import end_unknown_worker
from tereze.permits.employers.types import CheckFacts
from tereze.permits.employers.watching import check_facts

_MAY_FIND: Final[tuple[Role, ...]] = ("duty-officer",)


def draw_checks(*, now: datetime) -> int:
    """Draw this week's sample, unless it was drawn; says of how many people it is."""
    today = now.astimezone(UTC).date()
    week = today - timedelta(days=today.weekday())
    try:
        with transaction.atomic():
            return _draw(week, now)
    except IntegrityError:  # somebody drew it at this moment
        return Check.objects.filter(sample=week).count()


def _draw(week: date, now: datetime) -> int:
    if Sample.objects.filter(week=week).exists():
        return Check.objects.filter(sample=week).count()
    active = list(Worker.objects.filter(state=Worker.State.ACTIVE).values_list("pk", flat=True))
    seed = secrets.token_hex(16)
    sample = Sample.objects.create(week=week, seed=seed, drawn_from=len(active), drawn_at=now)
    drawn = rules.draw_sample(active, seed=seed)
    Check.objects.bulk_create(Check(sample=sample, worker_id=number) for number in drawn)
    audit.record(
        actor="worker", action="checks-drawn", subject=f"sample:{week}", at=now, people=len(drawn)
    )
    return len(drawn)


def record_finding(*, staff: Staff, check_id: int, works_there: bool, now: datetime) -> CheckFacts:
    """Write down what an officer found about one person. Whoever does not work there loses the
    permit, and the organisation is looked at. Raises UnknownCheck.
    """
    official = roles.require(staff, _MAY_FIND)
    check = Check.objects.filter(pk=check_id, finding="").first()
    if check is None:
        raise UnknownCheck
    if not works_there:
        # First, and again if this is stopped here: the finding is what ends it.
        end_unknown_worker(worker_id=check.worker_id, actor=official.actor, now=now)
    finding = Check.Finding.CONFIRMED if works_there else Check.Finding.UNKNOWN
    with transaction.atomic():
        found = Check.objects.filter(pk=check_id, finding="").update(
            finding=finding, found_at=now, found_by=official.actor
        )
        if not found:
            raise UnknownCheck
        check = Check.objects.select_related("worker__organisation").get(pk=check_id)
        if not works_there:
            Alarm.objects.create(
                organisation_id=check.worker.organisation_id,
                kind=Alarm.Kind.AUDIT,
                facts={"worker": check.worker_id},
                at=now,
            )
        audit.record(
            actor=official.actor,
            action=f"check-{finding}",
            subject=f"worker:{check.worker_id}",
            at=now,
        )
    return check_facts(check)


@transaction.atomic
def close_alarm(*, alarm_id: int, note: str, actor: str, now: datetime) -> None:
    """An officer looked, and says what they found. Raises UnknownAlarm."""
    note = note.strip()
    if not note:
        raise BadInput("Write what you found.", field="note")
    closed = Alarm.objects.filter(pk=alarm_id, closed_at=None).update(
        closed_at=now, closed_by=actor, note=note[:300]
    )
    if not closed:
        raise UnknownAlarm
    audit.record(actor=actor, action="alarm-closed", subject=f"alarm:{alarm_id}", at=now)
