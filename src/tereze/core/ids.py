# SPDX-License-Identifier: EUPL-1.2
"""Numbers for rows: time-ordered so that indexes stay small and warm, random so that nobody counts."""

import secrets
import time

_RANDOM_BITS = 22


def new_id() -> int:
    """A positive 63-bit number: 41 bits of milliseconds, 22 random bits."""
    return (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
