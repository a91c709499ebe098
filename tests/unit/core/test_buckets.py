# SPDX-License-Identifier: EUPL-1.2
"""However it is charged, a bucket gives no more than its size and what came back."""

from hypothesis import given
from hypothesis import strategies as st

from tereze.core.buckets import Buckets

steps = st.lists(st.tuples(st.floats(0, 100), st.sampled_from("ab")), max_size=60)


@given(steps)
def test_nobody_gets_more_than_the_size_and_what_comes_back(steps: list[tuple[float, str]]) -> None:
    now, got = 0.0, {"a": 0, "b": 0}
    buckets = Buckets(size=5, seconds=10, most=10, now=lambda: now)
    for seconds, holder in steps:
        now += seconds
        if buckets.left(holder) >= 1:
            buckets.charge(holder, 1)
            got[holder] += 1
    assert all(taken <= 5 + now / 10 + 1e-6 for taken in got.values())


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(1, 5))
def test_the_wait_that_is_named_is_long_enough(charges: list[int], wanted: int) -> None:
    now = 0.0
    buckets = Buckets(size=5, seconds=10, most=10, now=lambda: now)
    for tokens in charges:
        buckets.charge("a", tokens)
    now = buckets.wait("a", wanted)
    assert buckets.left("a") >= wanted - 1e-6


def test_memory_is_bounded_and_the_latest_are_remembered() -> None:
    buckets = Buckets(size=5, seconds=10, most=3, now=lambda: 0.0)
    for number in range(100):
        buckets.charge(str(number), 1)
        buckets.charge("busy", 0)
    assert len(buckets) == 3
    assert (buckets.left("99"), buckets.left("0")) == (4, 5)
