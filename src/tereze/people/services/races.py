# SPDX-License-Identifier: EUPL-1.2
"""Two who write the same person at the same moment.

A row that does not exist yet can't be locked. So the first writer is told by a unique index, and
the second looks again: it now finds what the first one wrote, and updates that.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

T = TypeVar("T")

#: Each round is lost only to somebody else who won it; losing so often is no race but a mistake.
_ROUNDS = 5


class LostRace(Exception):
    """What was read a moment ago is gone."""


def win(write: Callable[[], T]) -> T:
    """Call `write` in a transaction of its own, again if somebody was quicker."""
    for _ in range(_ROUNDS - 1):
        try:
            with transaction.atomic():
                return write()
        except (IntegrityError, LostRace):
            continue
    with transaction.atomic():
        return write()
