# SPDX-License-Identifier: EUPL-1.2
"""Buckets of tokens: how often something may be done, at once and in the long run.

Each holder (a network, say) has a bucket of `size` tokens, into which one comes back every `seconds`.
What is charged may exceed what is there; then it takes longer until something is. A bucket is one
number, the moment at which it is full again, and a full one is not kept. So memory is bounded by
`most`: beyond it the holder that was not charged for longest is forgotten, and begins with a full
bucket.

>>> seconds = 0.0
>>> buckets = Buckets(size=2, seconds=10, most=1000, now=lambda: seconds)
>>> buckets.charge("a", 2)
>>> buckets.left("a"), buckets.wait("a", 1), buckets.left("b")
(0.0, 10.0, 2.0)
>>> seconds = 15.0
>>> buckets.left("a"), buckets.wait("a", 1)
(1.5, 0.0)

Plain memory of one process, without a lock: callers of several threads bring one.
"""

from collections.abc import Callable
from time import monotonic


class Buckets:
    """A bucket for each holder."""

    def __init__(
        self, *, size: int, seconds: float, most: int, now: Callable[[], float] = monotonic
    ) -> None:
        self.size = size
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

    def charge(self, holder: str, tokens: int) -> None:
        """Take tokens, whether they are there or not."""
        full_in = self._until_full(holder) + tokens * self._seconds
        self._full_at.pop(holder, None)
        while len(self._full_at) >= self._most:
            del self._full_at[next(iter(self._full_at))]
        self._full_at[holder] = self._now() + full_in

    def _until_full(self, holder: str) -> float:
        full_at = self._full_at.get(holder)
        return 0.0 if full_at is None else max(0.0, full_at - self._now())
