# SPDX-License-Identifier: EUPL-1.2
"""Events: how a room tells those above it that something happened, without knowing them.

A room declares frozen event classes in its `events.py` and publishes them when the transaction
commits. Rooms further up subscribe in their `apps.py`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")

_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E], act: Callable[[E], None]) -> None:
    """Call `act` with every event of this class, in the publishing transaction.

    Being inside it, an outbox row or a job is written exactly when the cause is. `act` therefore
    must only write to the database; talking to a vendor belongs in a job.
    """
    if act not in _subscribers[event]:
        _subscribers[event].append(act)


def publish(event: object) -> None:
    """Tell the subscribers. Refuses outside a transaction, where half of it could be lost."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction")
    for act in _subscribers[type(event)]:
        act(event)
