# SPDX-License-Identifier: EUPL-1.2
"""Who guesses codes is slowed down, and who checks permits is not."""

from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from bucket_table import BucketTable
from tereze.permits import guessing
from tereze.permits.errors import NoSuchPermit, TooManyGuesses
from tereze.permits.guessing import Guessing

HERE, THERE = "8.8.8.8", "2a00:1450:4001:82a::"


@dataclass
class Gatekeeper:
    """Looks codes up, with a clock that tests set."""

    now: float = 0.0
    guessing: Guessing = field(init=False)
    table: BucketTable = field(init=False)

    def __post_init__(self) -> None:
        self.guessing = self.new_process()
        self.table = BucketTable(lambda: self.now)

    def new_process(self) -> Guessing:
        """A process that has seen nothing yet."""
        return Guessing(now=lambda: self.now)

    def look_up(self, network: str | None, *, right: bool = False) -> None:
        with self.guessing.one(network) as guess:
            if not right:
                charges = self.guessing.charges(guess)
                self.guessing.learn(guess, charges, self.table.charge(charges))
                raise NoSuchPermit

    def guess(self, network: str | None, times: int = 10**6) -> int:
        """Guess wrong until refused or so often; how often that was."""
        for number in range(times):
            try:
                self.look_up(network)
            except NoSuchPermit:
                continue
            except TooManyGuesses:
                return number
        return times

    def wait_of(self, network: str | None) -> int:
        with pytest.raises(TooManyGuesses) as caught:
            self.look_up(network, right=True)
        return caught.value.seconds

    def exhaust_all(self) -> None:
        """Let many networks guess until all together are too many."""
        for number in range(guessing.ALL_AT_ONCE // 10):
            assert self.guess(f"9.9.9.{number}", times=10) == 10


@pytest.fixture
def gatekeeper() -> Gatekeeper:
    return Gatekeeper()


@pytest.mark.parametrize("network", [HERE, None])
def test_who_checks_valid_permits_all_day_is_never_stopped(
    gatekeeper: Gatekeeper, network: str | None
) -> None:
    for _ in range(10_000):
        gatekeeper.look_up(network, right=True)


def test_one_network_guesses_so_often_and_then_seldom(gatekeeper: Gatekeeper) -> None:
    assert gatekeeper.guess(HERE) == guessing.AT_ONCE
    assert gatekeeper.wait_of(HERE) == guessing.SECONDS
    gatekeeper.now += guessing.SECONDS
    assert gatekeeper.guess(HERE) == 1
    assert gatekeeper.guess(THERE) == guessing.AT_ONCE


def test_guesses_that_are_sent_at_once_count_before_they_are_answered(
    gatekeeper: Gatekeeper,
) -> None:
    with ExitStack() as under_way:
        for _ in range(guessing.AT_ONCE):
            under_way.enter_context(gatekeeper.guessing.one(HERE))
        assert gatekeeper.wait_of(HERE) == 1
    gatekeeper.look_up(HERE, right=True)


def test_when_many_guess_together_who_never_guessed_goes_on(gatekeeper: Gatekeeper) -> None:
    gatekeeper.look_up(HERE, right=True)
    gatekeeper.exhaust_all()

    for _ in range(1_000):
        gatekeeper.look_up(HERE, right=True)
    assert gatekeeper.wait_of("9.9.9.0") == 10 * guessing.SECONDS


def test_when_many_guess_together_a_wrong_code_costs_as_much_as_many(
    gatekeeper: Gatekeeper,
) -> None:
    gatekeeper.exhaust_all()

    assert gatekeeper.guess(HERE) == 1
    wait = gatekeeper.wait_of(HERE)
    assert wait == guessing.CROWDED_COST * guessing.SECONDS
    gatekeeper.now += wait
    gatekeeper.look_up(HERE, right=True)


def test_askers_that_can_not_be_told_apart_share_the_bucket_of_all(gatekeeper: Gatekeeper) -> None:
    assert gatekeeper.guess(None) == guessing.ALL_AT_ONCE
    assert gatekeeper.wait_of(None) == guessing.ALL_SECONDS


def test_what_failed_for_another_reason_costs_nothing(gatekeeper: Gatekeeper) -> None:
    for _ in range(1_000):
        with pytest.raises(TimeoutError), gatekeeper.guessing.one(HERE):
            raise TimeoutError
    gatekeeper.look_up(HERE, right=True)


def test_a_process_that_saw_nothing_answers_no_wrong_code_beyond_the_limit(
    gatekeeper: Gatekeeper,
) -> None:
    assert gatekeeper.guess(HERE) == guessing.AT_ONCE
    for _ in range(5):
        gatekeeper.guessing = gatekeeper.new_process()
        assert gatekeeper.guess(HERE) == 0
    assert gatekeeper.wait_of(HERE) == 6 * guessing.SECONDS
    gatekeeper.guessing = gatekeeper.new_process()
    gatekeeper.look_up(HERE, right=True)


@pytest.mark.parametrize("network", [HERE, None])
def test_many_processes_together_give_no_more_guesses_in_the_long_run_than_one(
    gatekeeper: Gatekeeper, network: str | None
) -> None:
    processes = [gatekeeper.new_process() for _ in range(8)]
    size, seconds = (
        (guessing.AT_ONCE, guessing.SECONDS)
        if network
        else (guessing.ALL_AT_ONCE, guessing.ALL_SECONDS)
    )
    answered, times = 0, 300
    for _ in range(times):
        for gatekeeper.guessing in processes:
            answered += gatekeeper.guess(network)
        gatekeeper.now += seconds
    assert answered <= size + times


def test_what_one_process_saw_crowded_another_learns(gatekeeper: Gatekeeper) -> None:
    gatekeeper.exhaust_all()
    gatekeeper.guessing = gatekeeper.new_process()
    assert gatekeeper.guess(HERE) == 1
    assert gatekeeper.wait_of(HERE) == guessing.SECONDS
