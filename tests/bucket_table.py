# SPDX-License-Identifier: EUPL-1.2
"""The table of buckets in memory, with a clock that tests set. `tests/concurrency/test_guessing_from_everywhere.py`
holds the real one to the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from tereze.core.buckets import Buckets, Charge, learn


@dataclass
class BucketTable:
    """What all processes charge."""

    now: Callable[[], float]
    full_at: dict[bytes, float] = field(default_factory=dict)

    def charge(self, charges: Iterable[Charge]) -> dict[bytes, float]:
        """What the statement answers."""
        answered = {}
        for charge in charges:
            full_at = max(self.full_at.get(charge.index, 0.0), self.now()) + charge.seconds
            self.full_at[charge.index] = full_at
            answered[charge.index] = full_at - self.now()
        return answered

    def take(self, buckets: Buckets, holder: str, tokens: int) -> None:
        """Charge, and let the process that did it believe the answer."""
        charges = [buckets.charge(holder, tokens)]
        learn(charges, self.charge(charges))


def let_nothing_come_back(monkeypatch: pytest.MonkeyPatch, buckets: Buckets) -> None:
    """Let the real table fill these so slowly that a test may take as long as it does."""
    monkeypatch.setattr(buckets, "_seconds", 86_400.0)
