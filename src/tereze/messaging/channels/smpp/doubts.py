# SPDX-License-Identifier: EUPL-1.2
"""Knowing a message again that a carrier brings twice, although SMPP gives messages no number.

A carrier repeats what it has no acknowledgement of. That can only be what it brought shortly before a
connection broke; so these messages are in doubt for a while on the next one, and whoever brings the
very same words of the same person then brings what we have. At any other time the same words are a
new message: people do write "1" twice.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta

#: so long before a break an acknowledgement may have been lost
DOUBTED = timedelta(seconds=60)
#: Then a carrier has repeated what it wanted to.
_SECONDS_OF_DOUBT = 300.0


class Doubts:
    """What may come again on a connection. Numbers are `DIGEST.RANDOM`: made here, and read here."""

    def __init__(self, numbers: Iterable[str], clock: Callable[[], float]) -> None:
        """
        >>> doubts = Doubts(["aa.1"], lambda: 0.0)
        >>> doubts.number_for("aa"), doubts.number_for("aa") == "aa.1"
        ('aa.1', False)
        """
        self._numbers = {number.partition(".")[0]: number for number in numbers}
        self._clock = clock
        self._until = clock() + _SECONDS_OF_DOUBT

    def number_for(self, digest: str) -> str:
        """The number of a message: that of the one it repeats, or a new one."""
        if self._clock() < self._until and (number := self._numbers.pop(digest, None)):
            return number
        return f"{digest}.{secrets.token_hex(6)}"
