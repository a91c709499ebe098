# SPDX-License-Identifier: EUPL-1.2
"""Reading doors, which accounts have work and, in a demo only, what was said."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from tereze.messaging.errors import OutboxIsPrivate
from tereze.messaging.keys import digest_key
from tereze.messaging.models import Door, InboxMessage, OutboxMessage
from tereze.messaging.sealed import open_incoming, open_words, talker
from tereze.messaging.types import DoorFacts, Exchanged, OutboxFacts


def find_door(key: str) -> DoorFacts | None:
    """The open door that this key belongs to."""
    door = Door.objects.filter(key_digest=digest_key(key), closed_at=None).first()
    return _facts(door) if door else None


def list_doors() -> tuple[DoorFacts, ...]:
    """All doors, closed ones too, by name."""
    return tuple(map(_facts, Door.objects.order_by("name")))


def list_outbox(limit: int = 50) -> tuple[OutboxFacts, ...]:
    """The latest messages, opened. Only in a demo: elsewhere they are nobody's to read."""
    if not settings.DEMO:
        raise OutboxIsPrivate
    return tuple(map(_open, OutboxMessage.objects.order_by("-created_at", "-pk")[:limit]))


def list_exchange(*, accounts: Collection[str], address: str) -> tuple[Exchanged, ...]:
    """What somebody wrote to these accounts, and what they were told, the first first. Only in a demo."""
    if not settings.DEMO:
        raise OutboxIsPrivate
    talkers = [talker(account, address) for account in accounts]
    said = [
        Exchanged(id=row.pk, at=row.received_at, incoming=open_incoming(row.sealed))
        for row in InboxMessage.objects.filter(talker__in=talkers)
    ]
    told = [
        Exchanged(id=row.pk, at=row.created_at, reply=open_words(row.sealed).reply)
        for row in OutboxMessage.objects.filter(talker__in=talkers)
    ]
    # What answers something comes after it, also in the same instant.
    return tuple(sorted((*said, *told), key=lambda one: (one.at, one.reply is not None, one.id)))


def list_accounts_with_work(now: datetime) -> tuple[str, ...]:
    """The accounts by which messages are due."""
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
    return tuple(due.exclude(account="").values_list("account", flat=True).distinct())


def list_vendor_ids(*, account: str, since: datetime) -> tuple[str, ...]:
    """The vendor's numbers of what came to an account lately."""
    rows = InboxMessage.objects.filter(account=account, received_at__gte=since)
    return tuple(open_incoming(row.sealed).id for row in rows.order_by("pk"))


def _facts(door: Door) -> DoorFacts:
    return DoorFacts(
        id=door.pk,
        name=door.name,
        kind=door.kind,
        scopes=frozenset(door.scopes),
        added_at=door.added_at,
        closed_at=door.closed_at,
    )


def _open(message: OutboxMessage) -> OutboxFacts:
    words = open_words(message.sealed)
    return OutboxFacts(
        id=message.pk,
        to=words.to,
        text=words.reply.text,
        channel=message.channel,
        account=message.account,
        reply=words.reply,
        state=message.state,
        created_at=message.created_at,
    )
