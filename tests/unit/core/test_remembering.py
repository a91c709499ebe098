# SPDX-License-Identifier: EUPL-1.2
"""Values by key are read once for their time, and the one unused longest goes first."""

import pytest

from tereze.core.caching import RememberedEach, forget_everything


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("tereze.core.caching.time.monotonic", lambda: clock.now + 1)
    return clock


class Source:
    """Counts how often it is read."""

    def __init__(self) -> None:
        self.times = 0

    def read(self) -> int:
        self.times += 1
        return self.times


def test_a_value_is_read_once_for_its_time(clock: Clock) -> None:
    each, source = RememberedEach[str, int](seconds=5, most=9), Source()

    assert [each.get("a", source.read) for _ in range(3)] == [1, 1, 1]
    clock.now = 5
    assert each.get("a", source.read) == 2


def test_each_key_has_its_own(clock: Clock) -> None:
    each, source = RememberedEach[str, int](seconds=5, most=9), Source()

    assert [each.get(key, source.read) for key in "abab"] == [1, 2, 1, 2]


def test_of_too_many_the_one_unused_longest_goes(clock: Clock) -> None:
    each, source = RememberedEach[str, int](seconds=5, most=2), Source()
    for key in "abac":
        each.get(key, source.read)

    assert [each.get(key, source.read) for key in "acb"] == [1, 3, 4]


def test_what_could_not_be_read_is_tried_again(clock: Clock) -> None:
    each, source = RememberedEach[str, int](seconds=5, most=2), Source()
    with pytest.raises(ZeroDivisionError):
        each.get("a", lambda: 1 // 0)

    assert each.get("a", source.read) == 1


def test_all_is_forgotten_between_tests(clock: Clock) -> None:
    each, source = RememberedEach[str, int](seconds=5, most=2), Source()
    each.get("a", source.read)
    forget_everything()

    assert each.get("a", source.read) == 2
