# SPDX-License-Identifier: EUPL-1.2
"""Keeping talks between two messages, and counting how often somebody writes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.db import transaction

from tereze.core.buckets import Buckets, learn
from tereze.core.caching import forget_with_everything
from tereze.core.charging import charge_buckets
from tereze.core.database import run_prepared
from tereze.core.sql import Query, load_queries
from tereze.messaging.conversation.types import Talk
from tereze.permits.conversation import models
from tereze.permits.conversation.rules import MESSAGE_SECONDS, MESSAGES_AT_ONCE
from tereze.permits.conversation.sealed import index_holder, open_talk, seal_talk

SQL: Mapping[str, Query] = load_queries("tereze.permits.conversation", "talks.sql")

#: Who says nothing for so long begins anew.
TALKS_ARE_KEPT: Final = timedelta(hours=12)

#: How often each chat was written from.
MESSAGES: Final = Buckets("talk", size=MESSAGES_AT_ONCE, seconds=MESSAGE_SECONDS, most=100_000)
forget_with_everything(MESSAGES.forget)
_lock = Lock()


def take_talk(holder: str, now: datetime) -> Talk:
    """Where the talk stands, and nobody else goes on with it until this transaction ends."""
    rows = run_prepared(
        SQL["take_talk"],
        {"holder": index_holder(holder), "keep_until": now + TALKS_ARE_KEPT, "now": now},
    )
    sealed = bytes(rows[0][0])
    return open_talk(sealed) if sealed else Talk()


def look_at_talk(holder: str, now: datetime) -> Talk:
    """Where the talk stands, without going on with it."""
    kept = models.Talk.objects.filter(holder=index_holder(holder), keep_until__gt=now).first()
    return open_talk(bytes(kept.sealed)) if kept and kept.sealed else Talk()


def keep_talk(holder: str, talk: Talk, now: datetime) -> None:
    """Write down where the talk stands, in the transaction that took it."""
    run_prepared(
        SQL["keep_talk"],
        {
            "holder": index_holder(holder),
            "sealed": seal_talk(talk),
            "keep_until": now + TALKS_ARE_KEPT,
        },
    )


def forget_talk(holder: str) -> None:
    """Nothing was begun."""
    models.Talk.objects.filter(holder=index_holder(holder)).delete()


@transaction.atomic
def delete_old_talks(*, now: datetime) -> int:
    """Delete talks and tickets that are over; says how many."""
    talks, _ = models.Talk.objects.filter(keep_until__lte=now).delete()
    tickets, _ = models.Ticket.objects.filter(keep_until__lte=now).delete()
    return talks + tickets


def count_message(sender: str, *, messages: int = 1) -> float:
    """Count that somebody writes; for how many seconds they have to wait, when it is too often.

    Who has to wait is not counted further: to write once more does not make it longer.
    """
    with _lock:
        if (wait := MESSAGES.wait(sender, 1)) > 0:
            return wait
    charge = MESSAGES.charge(sender, messages)
    full_in = charge_buckets([charge])
    with _lock:
        learn([charge], full_in)
        # Other processes may have heard too much already.
        return MESSAGES.wait(sender, 0)
