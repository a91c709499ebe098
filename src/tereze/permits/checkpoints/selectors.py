# SPDX-License-Identifier: EUPL-1.2
"""Reading checkpoints and devices. Counts are in `figures.py`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tereze.messaging.keys import digest_key
from tereze.permits import selectors as permits
from tereze.permits.checkpoints.errors import UnknownCheckpoint
from tereze.permits.checkpoints.models import Checkpoint, Device
from tereze.permits.checkpoints.records import as_queue
from tereze.permits.checkpoints.rules import Queue
from tereze.permits.checkpoints.types import CheckpointFacts, DeviceFacts
from tereze.permits.rules import touching
from tereze.permits.types import OrderInForce


def list_checkpoints(*, closed: bool = False) -> tuple[CheckpointFacts, ...]:
    """Checkpoints by place and name: those that are open, or all."""
    rows = Checkpoint.objects.order_by("place", "name", "pk")
    if not closed:
        rows = rows.filter(closed_at=None)
    return tuple(map(as_facts, rows))


def get_checkpoint(checkpoint_id: int) -> CheckpointFacts:
    """A checkpoint by its number, closed ones too. Raises UnknownCheckpoint."""
    return as_facts(_get(checkpoint_id))


def get_queue(checkpoint_id: int) -> Queue:
    """What is known of a checkpoint's queue. Raises UnknownCheckpoint."""
    return as_queue(vars(_get(checkpoint_id)))


def list_devices(checkpoint_id: int, now: datetime) -> tuple[DeviceFacts, ...]:
    """Devices that are open at a checkpoint, by lane."""
    rows = Device.objects.filter(
        checkpoint_id=checkpoint_id, closed_at=None, until__gt=now
    ).order_by("lane", "opened_at")
    return tuple(map(as_device, rows))


def find_place(key: str, now: datetime) -> str | None:
    """The place at whose checkpoint the device of this key is open; None: it opens nothing."""
    open_here = Device.objects.filter(closed_at=None, until__gt=now, checkpoint__closed_at=None)
    places = open_here.filter(key_digest=digest_key(key)).values_list(
        "checkpoint__place", flat=True
    )
    return places.first()


def count_devices(now: datetime) -> Mapping[int, int]:
    """How many devices are open, by checkpoint."""
    counts: dict[int, int] = {}
    rows = Device.objects.filter(closed_at=None, until__gt=now)
    for checkpoint_id in rows.values_list("checkpoint_id", flat=True):
        counts[checkpoint_id] = counts.get(checkpoint_id, 0) + 1
    return counts


def list_known_places() -> tuple[str, ...]:
    """Codes of the places and zones of all orders' packs, as their maps list them."""
    regimes = [order.regime for order in permits.list_orders()]
    places = (place.code for regime in regimes for place in regime.places)
    zones = (zone.code for regime in regimes for zone in regime.zones)
    return tuple(dict.fromkeys((*places, *zones)))


def list_orders_at(place: str) -> tuple[OrderInForce, ...]:
    """Past, present and prepared orders under which permits may count at a checkpoint of this place;
    the one that starts last comes last."""
    orders = permits.list_orders()
    return tuple(order for order in orders if touching(order, place).intersection(order.places))


def as_facts(row: Checkpoint) -> CheckpointFacts:
    """A checkpoint's row as a value."""
    return CheckpointFacts(
        id=row.pk,
        name=row.name,
        place=row.place,
        lanes=row.lanes,
        queue_minutes=row.queue_minutes,
        added_at=row.added_at,
        closed_at=row.closed_at,
    )


def as_device(row: Device) -> DeviceFacts:
    """A device's row as a value, without its key's digest."""
    return DeviceFacts(
        id=row.pk,
        checkpoint_id=row.checkpoint_id,
        lane=row.lane,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        until=row.until,
        closed_at=row.closed_at,
    )


def _get(checkpoint_id: int) -> Checkpoint:
    row: Any = Checkpoint.objects.filter(pk=checkpoint_id).first()
    if not isinstance(row, Checkpoint):
        raise UnknownCheckpoint
    return row
