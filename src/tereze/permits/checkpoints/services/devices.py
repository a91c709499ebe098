# SPDX-License-Identifier: EUPL-1.2
"""Devices: an inspector opens one for a shift. Its key is shown once; only a digest is kept."""

from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.messaging.keys import digest_key
from tereze.permits.checkpoints import selectors
from tereze.permits.checkpoints.errors import (
    CheckpointClosed,
    NoSuchLane,
    UnknownCheckpoint,
    UnknownDevice,
)
from tereze.permits.checkpoints.keys import SHIFT, new_device_key
from tereze.permits.checkpoints.models import Checkpoint, Device
from tereze.permits.checkpoints.types import DeviceFacts


@transaction.atomic(durable=True)
def open_device(
    *, checkpoint_id: int, lane: int, actor: str, now: datetime
) -> tuple[DeviceFacts, str]:
    """Open a device at a checkpoint's lane for one shift; also gives its key, which is shown once.

    Raises UnknownCheckpoint, CheckpointClosed, NoSuchLane.
    """
    # Locked, so that no device is opened while the checkpoint closes those that it has.
    checkpoint = Checkpoint.objects.select_for_update().filter(pk=checkpoint_id).first()
    if checkpoint is None:
        raise UnknownCheckpoint(field="checkpoint")
    if checkpoint.closed_at is not None:
        raise CheckpointClosed
    if not 1 <= lane <= checkpoint.lanes:
        raise NoSuchLane(f"{checkpoint.name} has lanes 1 to {checkpoint.lanes}.", field="lane")
    key = new_device_key()
    row = Device.objects.create(
        checkpoint=checkpoint,
        lane=lane,
        opened_by=actor,
        opened_at=now,
        until=now + SHIFT,
        key_digest=digest_key(key),
    )
    audit.record(
        actor=actor,
        action="device-opened",
        subject=f"device:{row.pk}",
        at=now,
        checkpoint=checkpoint_id,
        lane=lane,
    )
    return selectors.as_device(row), key


@transaction.atomic(durable=True)
def close_device(*, device_id: int, actor: str, now: datetime) -> DeviceFacts:
    """Close a device before its shift is over: it was given back, or lost. The gate obeys within
    five seconds; closing twice changes nothing.

    Raises UnknownDevice.
    """
    row = Device.objects.select_for_update().filter(pk=device_id).first()
    if row is None:
        raise UnknownDevice
    return _close(row, actor=actor, now=now)


@transaction.atomic(durable=True)
def end_shift(*, key: str, now: datetime) -> DeviceFacts:
    """Close the device of a key, as its inspector does who has told everything and goes home.

    Raises UnknownDevice.
    """
    row = Device.objects.select_for_update().filter(key_digest=digest_key(key)).first()
    if row is None:
        raise UnknownDevice
    return _close(row, actor=row.opened_by, now=now)


def _close(row: Device, *, actor: str, now: datetime) -> DeviceFacts:
    if row.closed_at is None:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        audit.record(actor=actor, action="device-closed", subject=f"device:{row.pk}", at=now)
    return selectors.as_device(row)
