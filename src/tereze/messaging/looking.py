# SPDX-License-Identifier: EUPL-1.2
"""How often to look into the inbox or outbox for something to do.

Processes that carry and answer look by themselves instead of being told: twice a second while all is
quiet, more often for as long as something was found lately. That costs less than telling them of each
message, needs no connection more, and can't be lost.
"""

from collections.abc import Callable

#: seconds between two looks in quiet times, and while there is something
_QUIET, _BUSY = 0.5, 0.1
#: so long after the last find it is not quiet yet
_LATELY = 10.0


class Looking:
    """One who looks, again and again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._found_at = float("-inf")

    def found_something(self) -> None:
        """There was something, so there may be more soon."""
        self._found_at = self._clock()

    def wait(self) -> float:
        """Seconds until the next look.

        >>> looking = Looking(lambda: 100.0)
        >>> quiet = looking.wait()
        >>> looking.found_something()
        >>> quiet, looking.wait()
        (0.5, 0.1)
        """
        return _BUSY if self._clock() < self._found_at + _LATELY else _QUIET
