# SPDX-License-Identifier: EUPL-1.2
"""However it is charged, and by however many, a bucket gives no more than its size and what came
back."""

from hypothesis import given
from hypothesis import strategies as st

from bucket_table import BucketTable
from tereze.core.buckets import Buckets

SIZE, SECONDS = 5, 10
steps = st.lists(
    st.tuples(st.floats(0, 100), st.sampled_from("ab"), st.integers(0, 2)), max_size=60
)


@given(steps)
def test_nobody_gets_more_than_the_size_and_what_comes_back(
    steps: list[tuple[float, str, int]],
) -> None:
    now, got = 0.0, {"a": 0, "b": 0}
    table = BucketTable(lambda: now)
    buckets = Buckets("test", size=SIZE, seconds=SECONDS, most=10, now=lambda: now)
    for seconds, holder, _ in steps:
        now += seconds
        if buckets.left(holder) >= 1:
            table.take(buckets, holder, 1)
            got[holder] += 1
    assert all(taken <= SIZE + now / SECONDS + 1e-6 for taken in got.values())


@given(steps)
def test_nor_from_several_processes_but_for_one_each(steps: list[tuple[float, str, int]]) -> None:
    """A process may not have seen yet what the others took; that is waited for afterwards."""
    now, got = 0.0, {"a": 0, "b": 0}
    table = BucketTable(lambda: now)
    processes = [
        Buckets("test", size=SIZE, seconds=SECONDS, most=10, now=lambda: now) for _ in range(3)
    ]
    for seconds, holder, process in steps:
        now += seconds
        if processes[process].left(holder) >= 1:
            table.take(processes[process], holder, 1)
            got[holder] += 1
    unseen = len(processes) - 1
    assert all(taken <= SIZE + unseen + now / SECONDS + 1e-6 for taken in got.values())


def test_what_one_process_took_another_learns_with_its_first_charge() -> None:
    table = BucketTable(lambda: 0.0)
    one, other = (
        Buckets("test", size=SIZE, seconds=SECONDS, most=10, now=lambda: 0.0) for _ in range(2)
    )
    for _ in range(SIZE):
        table.take(one, "a", 1)
    table.take(other, "a", 1)
    assert (one.left("a"), other.left("a")) == (0, -1)


def test_kinds_do_not_share_a_bucket() -> None:
    codes, passes = (
        Buckets(what, size=SIZE, seconds=SECONDS, most=10) for what in ("codes", "passes")
    )
    assert codes.charge("8.8.8.8", 1).index != passes.charge("8.8.8.8", 1).index
    assert b"8.8.8.8" not in codes.charge("8.8.8.8", 1).index


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(1, 5))
def test_the_wait_that_is_named_is_long_enough(charges: list[int], wanted: int) -> None:
    now = 0.0
    table = BucketTable(lambda: now)
    buckets = Buckets("test", size=SIZE, seconds=SECONDS, most=10, now=lambda: now)
    for tokens in charges:
        table.take(buckets, "a", tokens)
    now = buckets.wait("a", wanted)
    assert buckets.left("a") >= wanted - 1e-6


def test_memory_is_bounded_and_the_latest_are_remembered() -> None:
    buckets = Buckets("test", size=SIZE, seconds=SECONDS, most=3, now=lambda: 0.0)
    for number in range(100):
        buckets.learn(str(number), full_in=10)
        buckets.learn("busy", full_in=0)
    assert len(buckets) == 3
    assert (buckets.left("99"), buckets.left("0")) == (4, 5)


def test_of_two_answers_that_cross_the_later_one_is_believed() -> None:
    buckets = Buckets("test", size=SIZE, seconds=SECONDS, most=3, now=lambda: 0.0)
    buckets.learn("a", full_in=20)
    buckets.learn("a", full_in=10)
    assert buckets.left("a") == SIZE - 2
