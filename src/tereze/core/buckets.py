# SPDX-License-Identifier: EUPL-1.2
"""Buckets of tokens: how often something may be done, at once and in the long run.

Each holder (a network, say) has a bucket of `size` tokens, into which one comes back every `seconds`.
What is charged may exceed what is there; then it takes longer until something is. A bucket is one
number, the moment at which it is full again, and a full one is not kept.

All processes of an instance charge the same buckets, in the table of `sql/buckets.sql`, where a
holder is a blind index. A process reads none of them: charging tells how full the bucket is now, and
the process believes that until it charges the next time. So nothing is asked of the database for who
does nothing that costs, nor for whom the process has seen empty. What a process believes may be too
much by what others charged meanwhile. That is charged all the same, and waited for afterwards: in
the long run, however many processes there are, no more comes out of a bucket than goes in.

>>> seconds = 0.0
>>> buckets = Buckets("doctest", size=2, seconds=10, most=1000, now=lambda: seconds)
>>> buckets.learn("a", full_in=20)
>>> buckets.left("a"), buckets.wait("a", 1), buckets.left("b")
(0.0, 10.0, 2.0)
>>> seconds = 15.0
>>> buckets.left("a"), buckets.wait("a", 1)
(1.5, 0.0)

No Django, and no lock: callers of several threads bring one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tereze.core.sealing import blind_index
from tereze.core.sql import load_queries

SQL = load_queries("tereze.core", "buckets.sql")


class Buckets:
    """What a process believes of the buckets of one kind.

    `what` keeps kinds apart. Memory is bounded by `most`: beyond it the holder that was not charged
    for longest is forgotten, until charging tells of it again.
    """

    def __init__(
        self,
        what: str,
        *,
        size: int,
        seconds: float,
        most: int,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.size = size
        self._what = what
        self._seconds = seconds
        self._most = most
        self._now = now
        #: the longest not charged comes first
        self._full_at: dict[str, float] = {}

    def __len__(self) -> int:
        """How many holders are remembered."""
        return len(self._full_at)

    def left(self, holder: str) -> float:
        """How many tokens there are; less than none after a charge that exceeded them."""
        return self.size - self._until_full(holder) / self._seconds

    def wait(self, holder: str, wanted: int) -> float:
        """Seconds until there are so many tokens, if nothing is charged meanwhile."""
        return max(0.0, self._until_full(holder) - (self.size - wanted) * self._seconds)

    def charge(self, holder: str, tokens: int) -> "Charge":
        """What the table has to be told, so that tokens are taken, whether they are there or not."""
        return Charge(
            buckets=self,
            holder=holder,
            index=blind_index(f"{self._what}:{holder}", context="core.bucket"),
            seconds=tokens * self._seconds,
        )

    def learn(self, holder: str, *, full_in: float) -> None:
        """Believe what the table told after a charge. Of two answers that cross the later counts."""
        full_at = max(self._now() + full_in, self._full_at.pop(holder, 0.0))
        while len(self._full_at) >= self._most:
            del self._full_at[next(iter(self._full_at))]
        self._full_at[holder] = full_at

    def forget(self) -> None:
        """Know nothing, as a process does that has just begun."""
        self._full_at.clear()

    def _until_full(self, holder: str) -> float:
        full_at = self._full_at.get(holder)
        return 0.0 if full_at is None else max(0.0, full_at - self._now())


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """Tokens that are taken out of one bucket."""

    buckets: Buckets
    holder: str
    #: what the table calls the holder
    index: bytes
    #: in which so many tokens come back
    seconds: float


def parameters_of(charges: Iterable[Charge]) -> dict[str, Any]:
    """What the statement `charge` is given."""
    of = {charge.index: charge.seconds for charge in charges}
    return {"holders": list(of), "seconds": list(of.values())}


def learn(charges: Iterable[Charge], full_in: Mapping[bytes, float]) -> None:
    """Believe what the statement answered: seconds until full, for each holder's index."""
    for charge in charges:
        charge.buckets.learn(charge.holder, full_in=full_in[charge.index])
