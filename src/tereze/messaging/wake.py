# SPDX-License-Identifier: EUPL-1.2
"""Telling whoever sends or answers messages that there is something to do.

The rows of inbox and outbox are the work; this only spares the wait until somebody looks. So it
happens after the commit, when the rows can be seen, and at most one job waits for each account
however many messages do. Where it is lost, the look-round of each minute finds the rows (tasks.py).
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

#: the jobs, by their names, because tasks stand above services
DELIVER = "tereze.messaging.tasks.deliver_messages"
ANSWER = "tereze.messaging.tasks.answer_messages"

#: Tries that are due within so many seconds of each other have one job.
_SLOT_SECONDS = 5


def for_sending(account: str, *, at: datetime | None = None) -> None:
    """Have the messages of this account sent, after the commit; `at`: not before."""
    # In a demonstration nothing is sent: its people are made up, but their numbers may be somebody's.
    if account and not settings.DEMO:
        _after_commit(DELIVER, f"deliver {account}", at, account=account)


def for_answering(*, at: datetime | None = None) -> None:
    """Have messages answered, after the commit; `at`: not before."""
    _after_commit(ANSWER, "answer", at)


def _after_commit(task: str, lock: str, at: datetime | None, **arguments: str) -> None:
    transaction.on_commit(partial(_defer, task, lock, at, arguments), robust=True)


def _defer(task: str, lock: str, at: datetime | None, arguments: dict[str, str]) -> None:
    if at is not None:
        slot = int(at.timestamp()) // _SLOT_SECONDS
        # A lock of its own: what is to be done at once must not find that it waits for later.
        lock = f"{lock} at {slot}"
    job = jobs.configure_task(
        task,
        queue="messages",
        queueing_lock=lock,
        schedule_at=at + timedelta(seconds=1) if at else None,
    )
    with suppress(AlreadyEnqueued):
        job.defer(**arguments)
