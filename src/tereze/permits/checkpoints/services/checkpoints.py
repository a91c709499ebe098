# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints: put on a road, changed, closed."""

from datetime import datetime
from typing import Final

from django.db import transaction

from tereze.core import audit
from tereze.permits.checkpoints import selectors
from tereze.permits.checkpoints.errors import BadCheckpoint, CheckpointClosed, UnknownCheckpoint
from tereze.permits.checkpoints.models import Checkpoint, Device
from tereze.permits.checkpoints.types import CheckpointFacts

MOST_LANES: Final = 50
MOST_MINUTES: Final = 240


@transaction.atomic(durable=True)
def add_checkpoint(
    *, name: str, place: str, lanes: int, queue_minutes: int, actor: str, now: datetime
) -> CheckpointFacts:
    """Put a checkpoint on the road into a place that an order's pack knows.

    Raises BadCheckpoint, which names the field.
    """
    known = selectors.list_known_places()
    if place not in known:
        raise BadCheckpoint(
            f"No order's pack knows this place. Known: {', '.join(known) or 'none'}.",
            field="place",
        )
    _check(name, lanes, queue_minutes)
    row = Checkpoint.objects.create(
        name=name,
        place=place,
        lanes=lanes,
        queue_minutes=queue_minutes,
        added_at=now,
        added_by=actor,
    )
    audit.record(actor=actor, action="checkpoint-added", subject=_subject(row), at=now, place=place)
    return selectors.as_facts(row)


@transaction.atomic(durable=True)
def change_checkpoint(
    *,
    checkpoint_id: int,
    name: str,
    lanes: int,
    queue_minutes: int,
    actor: str,
    now: datetime,
) -> CheckpointFacts:
    """Give a checkpoint another name, other lanes, or another length of its queue.

    Raises UnknownCheckpoint, CheckpointClosed, BadCheckpoint.
    """
    row = _lock_open(checkpoint_id)
    _check(name, lanes, queue_minutes, besides=row.pk)
    row.name, row.lanes, row.queue_minutes = name, lanes, queue_minutes
    row.save(update_fields=["name", "lanes", "queue_minutes"])
    audit.record(
        actor=actor,
        action="checkpoint-changed",
        subject=_subject(row),
        at=now,
        lanes=lanes,
        queue_minutes=queue_minutes,
    )
    return selectors.as_facts(row)


@transaction.atomic(durable=True)
def close_checkpoint(*, checkpoint_id: int, actor: str, now: datetime) -> CheckpointFacts:
    """Take a checkpoint off the road, and with it what is carried there. Its counts stay.

    Raises UnknownCheckpoint, CheckpointClosed.
    """
    row = _lock_open(checkpoint_id)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    devices = Device.objects.filter(checkpoint=row, closed_at=None).update(closed_at=now)
    audit.record(
        actor=actor, action="checkpoint-closed", subject=_subject(row), at=now, devices=devices
    )
    return selectors.as_facts(row)


def _check(name: str, lanes: int, queue_minutes: int, besides: int = 0) -> None:
    if not 1 <= len(name.strip()) <= 120:
        raise BadCheckpoint("A checkpoint needs a name of up to 120 characters.", field="name")
    if Checkpoint.objects.filter(name=name, closed_at=None).exclude(pk=besides).exists():
        raise BadCheckpoint("Another checkpoint has this name.", field="name")
    if not 1 <= lanes <= MOST_LANES:
        raise BadCheckpoint(f"A checkpoint has 1 to {MOST_LANES} lanes.", field="lanes")
    if not 1 <= queue_minutes <= MOST_MINUTES:
        raise BadCheckpoint(
            f"The queue's length is 1 to {MOST_MINUTES} minutes.", field="queue_minutes"
        )


def _lock_open(checkpoint_id: int) -> Checkpoint:
    row = Checkpoint.objects.select_for_update().filter(pk=checkpoint_id).first()
    if row is None:
        raise UnknownCheckpoint
    if row.closed_at is not None:
        raise CheckpointClosed
    return row


def _subject(row: Checkpoint) -> str:
    return f"checkpoint:{row.pk}"
