# SPDX-License-Identifier: EUPL-1.2
"""However it is tried, no more is sent or guessed than the limits say."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tereze.people import rules

NOON = datetime(2020, 4, 2, 12, tzinfo=UTC)

waits = st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=60)


def send_whenever_allowed(minutes: list[int]) -> list[datetime]:
    now, sent = NOON, list[datetime]()
    for wait in minutes:
        now += timedelta(minutes=wait)
        if rules.next_try(sent, rules.PHONE_LIMITS, now=now) is None:
            sent.append(now)
    return sent


@given(waits)
def test_no_phone_gets_more_codes_than_a_limit_says(minutes: list[int]) -> None:
    sent = send_whenever_allowed(minutes)
    for most, span in rules.PHONE_LIMITS:
        for start in sent:
            assert sum(start <= at < start + span for at in sent) <= most


@given(waits)
def test_the_moment_that_is_named_is_the_first_at_which_it_works(minutes: list[int]) -> None:
    sent = send_whenever_allowed(minutes)
    wait = rules.next_try(sent, rules.PHONE_LIMITS, now=sent[-1])
    if wait is not None:
        just_before = wait - timedelta(microseconds=1)
        assert rules.next_try(sent, rules.PHONE_LIMITS, now=wait) is None
        assert rules.next_try(sent, rules.PHONE_LIMITS, now=just_before) == wait


def test_a_day_of_guessing_opens_one_phone_in_twenty_thousand() -> None:
    codes_a_day = max(most for most, span in rules.PHONE_LIMITS if span == timedelta(days=1))
    assert codes_a_day * rules.MOST_TRIES / 1_000_000 <= 1 / 20_000
