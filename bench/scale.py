# SPDX-License-Identifier: EUPL-1.2
"""How much of everything."""

from dataclasses import dataclass

#: more than anybody will answer a second, so that nobody runs out of requests
_MOST_PER_SECOND = 25_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """The size of a measurement."""

    residents: int = 500_000
    #: in the tables when permits are looked up
    permits: int = 1_000_000
    #: of people who come at once
    crowd: int = 20_000
    connections: int = 64
    workers: int = 2
    rounds: int = 3
    #: of one contestant in one round
    seconds: float = 5.0
    #: before the first round
    warm_up: float = 1.0

    def requests(self, seconds: float) -> int:
        """How many requests to have ready for so many seconds."""
        return int(seconds * _MOST_PER_SECOND) + self.connections


#: So small that it says nothing but that the measurement works.
SMALL = Scale(
    residents=20_000,
    permits=2_000,
    crowd=200,
    connections=8,
    rounds=1,
    seconds=0.3,
    warm_up=0.1,
)
