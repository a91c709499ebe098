# SPDX-License-Identifier: EUPL-1.2
"""Telling whoever sends or answers messages that there is something to do.

The rows of inbox and outbox are the work; this only spares the wait until somebody looks. So it
happens after the commit, when the rows can be seen, and at most one job waits for each account,
however many messages do. Where a job is lost, the look-round of each minute finds the rows (tasks.py).

What travels over lines needs no job: who holds them, and who answers beside, look by themselves.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONValue

from tereze.messaging.channels import find_account, is_line
from tereze.messaging.types import Report

#: the jobs, by their names, because tasks stand above services
DELIVER = "tereze.messaging.tasks.deliver_messages"
ANSWER = "tereze.messaging.tasks.answer_messages"
REPORT = "tereze.messaging.tasks.note_early_reports"

#: Tries that are due within so many seconds of each other have one job.
_SLOT_SECONDS = 5


def for_sending(account: str, *, at: datetime | None = None) -> None:
    """Have the messages of this account sent, after the commit; `at`: not before."""
    # In a demonstration nothing is sent: its people are made up, but their numbers may be somebody's.
    if not account or settings.DEMO:
        return
    if not _is_line(account):
        _queue_after_commit(DELIVER, f"deliver {account}", at, account=account)


def for_answering(account: str, *, at: datetime | None = None) -> None:
    """Have messages that came to this account answered, after the commit; `at`: not before."""
    if not _is_line(account):
        _queue_after_commit(ANSWER, "answer", at)


def for_reports(reports: Sequence[tuple[bytes, Report]], *, at: datetime) -> None:
    """Have reports looked at again that fit nothing yet, once, after the commit."""
    told: list[JSONValue] = [[key.hex(), it.arrived, it.error] for key, it in reports]
    job = jobs.configure_task(REPORT, queue="messages", schedule_at=at)
    transaction.on_commit(partial(job.defer, reports=told), robust=True)


def _is_line(account: str) -> bool:
    found = find_account(account)
    return found is not None and is_line(found)


def _queue_after_commit(task: str, lock: str, at: datetime | None, **arguments: str) -> None:
    transaction.on_commit(partial(_queue, task, lock, at, arguments), robust=True)


def _queue(task: str, lock: str, at: datetime | None, arguments: dict[str, str]) -> None:
    queueing_lock = lock
    if at is not None:
        # A lock of its own: what is to be done at once must not find that it waits for later.
        queueing_lock = f"{lock} at {int(at.timestamp()) // _SLOT_SECONDS}"
    job = jobs.configure_task(
        task,
        queue="messages",
        # One at a time for each account, so that its pace holds for all workers.
        lock=lock,
        queueing_lock=queueing_lock,
        schedule_at=at + timedelta(seconds=1) if at else None,
    )
    with suppress(AlreadyEnqueued):
        job.defer(**arguments)
