# SPDX-License-Identifier: EUPL-1.2
"""The share to check: as many as the queue bears, whatever the queue."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tereze.permits.checkpoints import rules
from tereze.permits.checkpoints.rules import Queue, Sampling, share_to_check
from town import NOON

QUEUES = st.builds(
    Queue,
    lanes=st.integers(1, 20),
    queue_minutes=st.integers(1, 240),
    waiting=st.integers(0, 5_000),
    waiting_at=st.just(NOON),
    seconds_per_check=st.none() | st.integers(rules.FASTEST_CHECK, rules.SLOWEST_CHECK),
)


def last_waits(queue: Queue, check_one_in: int) -> float:
    """Minutes."""
    check = queue.seconds_per_check or rules.SECONDS_PER_CHECK
    rows = (queue.waiting or 0) / queue.lanes
    return rules.seconds_for_last(rows, check, check_one_in) / 60


@given(queue=QUEUES)
def test_the_last_in_the_queue_is_through_in_time_unless_no_share_does_it(queue: Queue) -> None:
    told = share_to_check(queue, NOON)
    if told.why == "crowd":
        assert last_waits(queue, rules.SPARSEST) > queue.queue_minutes - 0.01
    else:
        assert last_waits(queue, told.check_one_in) <= queue.queue_minutes + 1e-6


@given(queue=QUEUES)
def test_no_more_are_waved_through_than_the_queue_asks_for(queue: Queue) -> None:
    told = share_to_check(queue, NOON)
    if told.check_one_in > 1:
        assert last_waits(queue, told.check_one_in - 1) > queue.queue_minutes - 1e-6
    assert (told.check_one_in == 1) == (told.why == "no-queue")


@given(queue=QUEUES, more=st.integers(0, 500))
def test_a_longer_queue_never_means_more_checks(queue: Queue, more: int) -> None:
    longer = Queue(
        lanes=queue.lanes,
        queue_minutes=queue.queue_minutes,
        waiting=(queue.waiting or 0) + more,
        waiting_at=NOON,
        seconds_per_check=queue.seconds_per_check,
    )
    assert share_to_check(longer, NOON).check_one_in >= share_to_check(queue, NOON).check_one_in


@given(queue=QUEUES)
def test_what_was_seen_long_ago_says_nothing(queue: Queue) -> None:
    later = NOON + rules.REPORT_HOLDS + timedelta(seconds=1)
    assert share_to_check(queue, later) == Sampling(check_one_in=1, why="no-report")


@given(gap=st.floats(1, 180), gaps=st.integers(0, 1_000), one_in=st.integers(1, rules.SPARSEST))
def test_what_is_measured_is_a_time_that_a_check_can_take(
    gap: float, gaps: int, one_in: int
) -> None:
    seconds = rules.measure_check(middle_gap=gap, gaps=gaps, check_one_in=one_in)
    assert seconds is None or rules.FASTEST_CHECK <= seconds <= rules.SLOWEST_CHECK


def test_measuring_finds_what_a_check_takes_however_many_are_waved_through() -> None:
    for one_in in (1, 2, 10):
        gap = 30.0 + (one_in - 1) * rules.SECONDS_TO_WAVE
        assert rules.measure_check(middle_gap=gap, gaps=50, check_one_in=one_in) == 30
