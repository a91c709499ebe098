# SPDX-License-Identifier: EUPL-1.2
"""Rows of checkpoints as the rules take them. No Django here: the gate reads such rows too."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tereze.permits import decisions
from tereze.permits.checkpoints.rules import Queue
from tereze.permits.types import OrderInForce

#: Where no order ever was.
USUAL_HOURS = 24


def as_queue(row: Mapping[str, Any]) -> Queue:
    """What a checkpoint's row says of its queue."""
    return Queue(
        lanes=row["lanes"],
        queue_minutes=row["queue_minutes"],
        waiting=row["waiting"],
        waiting_at=row["waiting_at"],
        seconds_per_check=row["seconds_per_check"],
    )


def hours_to_keep(orders: Iterable[OrderInForce], place: str, now: datetime) -> int:
    """After how many hours it is deleted who crossed into a place: as the order says that rules it,
    or ruled it last."""
    begun = [order for order in orders if order.starts_at <= now]
    order = decisions.choose_covering(begun, place)
    return order.crossing_hours if order else USUAL_HOURS
