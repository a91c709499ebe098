# SPDX-License-Identifier: EUPL-1.2
"""Numbers for rows: time-ordered so that indexes stay small and warm, random so that nobody counts."""

import secrets
import time
from threading import Lock

_RANDOM_BITS = 22

_one_at_a_time = Lock()
_drawn: set[int] = set()
_millisecond = 0


def new_id() -> int:
    """A positive 63-bit number: 41 bits of milliseconds, 22 random bits.

    One process never gives a number twice. Chance alone would: a list of a thousand people is
    numbered within a millisecond, and one list in eight would have two of a number.
    """
    global _millisecond
    with _one_at_a_time:
        now = time.time_ns() // 1_000_000
        if now != _millisecond:
            _millisecond = now
            _drawn.clear()
        while (bits := secrets.randbits(_RANDOM_BITS)) in _drawn:
            pass
        _drawn.add(bits)
    return now << _RANDOM_BITS | bits
