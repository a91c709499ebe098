# SPDX-License-Identifier: EUPL-1.2
"""Opening and closing doors; putting words into the outbox, and handing them to a gateway."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.messaging.errors import DoorExists, UnknownDoor
from tereze.messaging.gateways import Undelivered, open_gateway
from tereze.messaging.keys import digest_key, new_key
from tereze.messaging.models import Door, OutboxMessage
from tereze.messaging.sealed import Words, open_words, seal_words
from tereze.messaging.types import DOOR_KINDS, SCOPES, DoorKind, Scope

#: A message is evidence of nothing once it arrived, and holds codes and names until then.
MESSAGES_ARE_KEPT = timedelta(days=1)
#: A code for signing in is worth nothing after ten minutes, other news are for hours.
MESSAGES_ARE_TRIED = timedelta(hours=1)

#: the job that delivers a message
DELIVER = "tereze.messaging.tasks.deliver_message"

logger = logging.getLogger(__name__)


@transaction.atomic
def add_door(
    *, name: str, kind: DoorKind, scopes: Collection[Scope], actor: str, now: datetime
) -> str:
    """Open a door for a program and give its key. The key is shown this once and not kept."""
    if kind not in DOOR_KINDS:
        raise BadInput(f"A door is one of: {', '.join(DOOR_KINDS)}.", field="kind")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadInput(f"Scopes are one or more of: {', '.join(SCOPES)}.", field="scopes")
    key = new_key()
    door, is_new = Door.objects.get_or_create(
        name=name,
        defaults={
            "kind": kind,
            "key_digest": digest_key(key),
            "scopes": sorted(set(scopes)),
            "added_at": now,
        },
    )
    if not is_new:
        raise DoorExists(field="name")
    audit.record(
        actor=actor,
        action="door-added",
        subject=f"door:{door.pk}",
        at=now,
        name=name,
        kind=kind,
        scopes=door.scopes,
    )
    return key


@transaction.atomic
def close_door(*, name: str, actor: str, now: datetime) -> None:
    """Close a door for good: its key opens nothing any more."""
    door = _lock_open_door(name)
    door.closed_at = now
    door.save(update_fields=["closed_at"])
    audit.record(actor=actor, action="door-closed", subject=f"door:{door.pk}", at=now, name=name)


@transaction.atomic
def rotate_door_key(*, name: str, actor: str, now: datetime) -> str:
    """Give a door a new key; the old one opens nothing any more."""
    door = _lock_open_door(name)
    key = new_key()
    door.key_digest = digest_key(key)
    door.save(update_fields=["key_digest"])
    audit.record(
        actor=actor, action="door-key-rotated", subject=f"door:{door.pk}", at=now, name=name
    )
    return key


@transaction.atomic
def queue_message(*, to: str, text: str, channel: str, now: datetime) -> int:
    """Put words for somebody into the outbox, in the transaction of what they tell about.

    The job that delivers them is queued in the same transaction: with it, or not at all. In a
    demonstration none is: its people are made up, but their numbers may be somebody's.
    """
    sealed = seal_words(Words(to=to, text=text))
    message = OutboxMessage.objects.create(channel=channel, sealed=sealed, created_at=now)
    if channel == "sms" and settings.SMS_URL and not settings.DEMO:
        # By its name, because tasks stand above services.
        jobs.configure_task(DELIVER, queue="messages").defer(message_id=message.pk)
    return message.pk


def deliver_message(*, message_id: int, now: datetime) -> None:
    """Hand a message to the gateway, and write down whether it took it.

    Raises Undelivered as long as it is worth to try again; then it is given up. No connection to
    the database is held while the gateway takes its time.
    """
    waiting = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.WAITING)
    message = waiting.first()
    if (
        message is None
    ):  # deleted by rule, or handed over by a run that ended before it could say so
        return
    connection.close()
    try:
        open_gateway(settings.SMS_URL).send(open_words(message.sealed))
    except Undelivered as error:
        if not error.is_final and now < message.created_at + MESSAGES_ARE_TRIED:
            raise
        logger.warning("message %d was given up: %s", message_id, error)
        waiting.update(state=OutboxMessage.State.FAILED)
    else:
        waiting.update(state=OutboxMessage.State.SENT, sent_at=now)


@transaction.atomic
def delete_old_messages(now: datetime) -> int:
    """Delete messages that are older than a day, sent or not; says how many."""
    old = OutboxMessage.objects.filter(created_at__lte=now - MESSAGES_ARE_KEPT)
    return old.delete()[0]


def _lock_open_door(name: str) -> Door:
    door = Door.objects.select_for_update().filter(name=name, closed_at=None).first()
    if door is None:
        raise UnknownDoor(field="name")
    return door
