# SPDX-License-Identifier: EUPL-1.2
"""How fast a carrier wants it: what it was told to be, and slower when it says that it is too much.

Told off ("throttled", "queue full"), we stop for a moment, each time in a row longer, and go on at half
the speed; each second without that it may be a little faster again.
"""

from collections import deque

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
#: told off again within so many seconds: it was not enough
_IN_A_ROW = 5.0
_SLOWEST = 1.0
_RECOVERY = 1.1


class Tempo:
    """When the next message may go. Time is given, so that it can be tried without waiting."""

    def __init__(self, per_second: float | None) -> None:
        self._allowed = per_second
        #: None: as fast as it goes
        self._rate = per_second
        self._next = 0.0
        self._pause = 0.0
        self._told_off_at = float("-inf")
        self._raised_at = 0.0
        self._sent: deque[float] = deque(maxlen=1000)

    def turn(self, now: float) -> float:
        """Take the next turn; when it is."""
        self._recover(now)
        turn = max(self._next, now)
        self._next = turn + (1 / self._rate if self._rate else 0.0)
        self._sent.append(turn)
        return turn

    def told_off(self, now: float) -> None:
        """The carrier did not take a message because there are too many.

        >>> tempo = Tempo(100)
        >>> tempo.told_off(10.0)
        >>> tempo.turn(10.0), tempo.turn(10.0)
        (10.5, 10.52)
        >>> tempo.told_off(11.0)
        >>> tempo.turn(11.0)
        12.0
        """
        if now < self._next and now - self._told_off_at < self._pause:
            return  # an answer to what had been sent before we stopped
        is_in_a_row = now - self._told_off_at < self._pause + _IN_A_ROW
        self._pause = min(self._pause * 2, _LONGEST_PAUSE) if is_in_a_row else _FIRST_PAUSE
        recent = self._rate or float(sum(at > now - 1.0 for at in self._sent))
        self._rate = max(_SLOWEST, recent / 2)
        self._told_off_at = self._raised_at = now
        self._next = now + self._pause

    def _recover(self, now: float) -> None:
        if self._rate is None or self._rate == self._allowed or now < self._raised_at + 1.0:
            return
        seconds = min(int(now - self._raised_at), 600)
        self._raised_at += seconds
        self._rate *= _RECOVERY**seconds
        if self._rate > (self._allowed or 1000.0):
            self._rate = self._allowed
