# SPDX-License-Identifier: EUPL-1.2
"""When a permit may begin and must end: orders, starts, lengths, closings, the two odd days."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tereze.permits import rules
from tereze.permits.types import Applicant, Proposal, Refusal
from unit.permits.regimes import EMERGENCY, World, world

DAY = "2020-06-26"  # a Friday
SHOPS = {"hours": [{"from": "08:00", "until": "20:00"}]}
NIGHT = {"hours": [{"from": "21:00", "until": "05:00"}]}


# --- the order -------------------------------------------------------------------------------------


def test_before_an_order_begins_one_may_ask_for_a_start_inside_it() -> None:
    city = world(order={"starts_at": datetime(2020, 6, 26, 18, tzinfo=UTC)})  # midnight in Almaty
    assert city.refused(f"{DAY} 10:00") == ("no-order", "needs", "2020-06-27 00:00")
    assert city.refused(f"{DAY} 10:00", starts_at=f"{DAY} 23:59")[0] == "no-order"
    assert city.granted(f"{DAY} 10:00", starts_at="2020-06-27 00:00").startswith("2020-06-27 00:00")
    assert city.refused(f"{DAY} 10:00", starts_at="2020-06-28 00:00")[0] == "too-far-ahead"


def test_before_an_order_begins_waiting_does_not_help_whom_its_rules_refuse() -> None:
    city = world({"who": {"sex": "male"}}, order={"starts_at": datetime(2020, 6, 27, tzinfo=UTC)})
    assert city.refused(f"{DAY} 10:00") == ("no-order", "needs", None)


def test_nothing_is_granted_from_the_sunset_on_and_nothing_lasts_beyond_it() -> None:
    city = world(
        {"start": {"delay_minutes": 15}}, order={"ends_at": datetime(2020, 6, 26, 6, tzinfo=UTC)}
    )
    assert city.granted(f"{DAY} 11:00") == f"{DAY} 11:15 – {DAY} 12:00"
    assert city.refused(f"{DAY} 11:45") == ("after-sunset", "needs", None)
    assert city.refused(f"{DAY} 11:00", starts_at=f"{DAY} 12:00")[0] == "after-sunset"
    assert city.refused("2020-07-26 11:00")[0] == "after-sunset"


def test_a_next_time_after_the_sunset_is_none() -> None:
    city = world(
        {"counters": ["one"]},
        counters={"one": {"limit": 1}},
        order={"ends_at": datetime(2020, 6, 26, 18, tzinfo=UTC)},
    )
    city.take(f"{DAY} 08:00")
    assert city.refused(f"{DAY} 12:00") == ("quota-used", "one", None)


# --- the start ----------------------------------------------------------------------------------------


def test_a_start_is_now_or_later_and_not_too_far_ahead() -> None:
    city = world({"start": {"delay_minutes": 10, "ahead_minutes": 60}})
    ten = f"{DAY} 10:00"
    assert city.granted(ten, starts_at=f"{DAY} 09:58").startswith(f"{DAY} 10:10")
    assert city.granted(ten, starts_at=f"{DAY} 10:05").startswith(f"{DAY} 10:10")
    assert city.granted(ten, starts_at=f"{DAY} 11:10").startswith(f"{DAY} 11:10")
    assert city.refused(ten, starts_at=f"{DAY} 09:57") == ("in-the-past", "needs", f"{DAY} 10:10")
    assert city.refused(ten, starts_at=f"{DAY} 11:11") == ("too-far-ahead", "needs", f"{DAY} 11:11")


def test_a_next_time_is_good_for_asking_then_and_for_asking_ahead() -> None:
    city = world({**SHOPS, "start": {"delay_minutes": 15}, "shortest_minutes": 30})
    code, _, eight = city.refused(f"{DAY} 06:00")
    assert (code, eight) == ("outside-hours", f"{DAY} 08:00")
    assert city.granted(f"{DAY} 06:00", starts_at=eight).startswith(f"{DAY} 08:00")
    assert city.granted(f"{DAY} 08:00", starts_at=eight).startswith(f"{DAY} 08:15")


def test_hours_too_short_for_the_delay_are_never_a_next_time() -> None:
    shutter = {"hours": [{"from": "08:00", "until": "08:10"}], "shortest_minutes": 5}
    assert world(shutter).refused(f"{DAY} 06:00")[2] == f"{DAY} 08:00"
    assert world({**shutter, "start": {"delay_minutes": 15}}).refused(f"{DAY} 06:00")[2] is None


def test_who_asks_at_a_next_time_and_waits_is_not_carried_over_the_sunset() -> None:
    late = {"hours": [{"from": "23:50", "until": "24:00"}], "shortest_minutes": 5}
    tonight = {"ends_at": datetime(2020, 6, 26, 18, tzinfo=UTC)}
    assert world(late, order=tonight).refused(f"{DAY} 20:00")[2] == f"{DAY} 23:50"
    waiting = world({**late, "start": {"delay_minutes": 15}}, order=tonight)
    assert waiting.refused(f"{DAY} 20:00")[2] is None


# --- lengths --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "minutes", "until"),
    [
        ({"minutes": 60}, None, f"{DAY} 11:00"),
        ({"minutes": 60}, 90, f"{DAY} 11:00"),
        ({"minutes": 60}, 20, f"{DAY} 10:20"),
        ({"choose": {"at_most": 180, "usual": 60}}, None, f"{DAY} 11:00"),
        ({"choose": {"at_most": 180}}, None, f"{DAY} 13:00"),
        ({"choose": {"at_most": 180}}, 30, f"{DAY} 10:30"),
        ({"until_stated": {"at_most": 600}}, 90, f"{DAY} 11:30"),
        ({"until": "18:00"}, None, f"{DAY} 18:00"),
        ({"until": "24:00"}, None, "2020-06-27 00:00"),
        ({"until": "18:00"}, 60, f"{DAY} 11:00"),
        ({"until_end_of": "day"}, None, "2020-06-27 00:00"),
        ({"until_end_of": "week"}, None, "2020-06-29 00:00"),
        ({"until_end_of": "month"}, None, "2020-07-01 00:00"),
        ({"until_end_of": "order"}, None, "2020-07-10 00:00"),
        ({"until_end_of": "month"}, 30, f"{DAY} 10:30"),
    ],
)
def test_a_permit_lasts_as_its_purpose_says(
    duration: Mapping[str, Any], minutes: int | None, until: str
) -> None:
    city = world({"duration": duration}, order={"ends_at": datetime(2020, 7, 9, 18, tzinfo=UTC)})
    assert city.granted(f"{DAY} 10:00", minutes=minutes) == f"{DAY} 10:00 – {until}"


def test_a_clock_time_that_has_gone_by_means_tomorrow() -> None:
    city = world({"duration": {"until": "18:00"}})
    assert city.refused(f"{DAY} 18:00") == ("closes-too-soon", "needs", "2020-06-27 00:00")


def test_no_permit_ends_later_than_thirty_days_after_it_was_asked_for() -> None:
    """Its code tells the day of asking only within a month."""
    city = world(
        {"duration": {"until_end_of": "order"}, "start": {"ahead_minutes": 60 * 24 * 60}},
        purposes=[{**EMERGENCY, "duration": {"minutes": 90 * 24 * 60}}],
    )
    end = "2020-07-26 10:00"
    assert city.granted(f"{DAY} 10:00") == f"{DAY} 10:00 – {end}"
    assert city.granted(f"{DAY} 10:00", "emergency") == f"{DAY} 10:00 – {end}"
    assert city.granted(f"{DAY} 10:00", starts_at="2020-07-20 10:00") == f"2020-07-20 10:00 – {end}"
    assert city.refused(f"{DAY} 10:00", starts_at="2020-07-25 11:00")[0] == "too-far-ahead"
    request = city.request(starts_at="2020-08-20 10:00")
    overruled = rules.overrule(city.order, city.applicant, request, city.instant(f"{DAY} 10:00"))
    assert city.clock(overruled.ends_at) == end


def test_a_week_begins_on_the_day_that_the_regime_says() -> None:
    sunday = world({"duration": {"until_end_of": "week"}}, week_starts_on="sun")
    assert sunday.granted(f"{DAY} 10:00").endswith("2020-06-28 00:00")


# --- closings ----------------------------------------------------------------------------------------------


def test_hours_refuse_before_they_begin_and_end_what_lasts_too_long() -> None:
    shops = world(SHOPS)
    assert shops.refused(f"{DAY} 07:59") == ("outside-hours", "needs", f"{DAY} 08:00")
    assert shops.granted(f"{DAY} 08:00") == f"{DAY} 08:00 – {DAY} 10:00"
    assert shops.granted(f"{DAY} 19:00") == f"{DAY} 19:00 – {DAY} 20:00"
    assert shops.granted(f"{DAY} 19:45") == f"{DAY} 19:45 – {DAY} 20:00"
    assert shops.refused(f"{DAY} 19:46") == ("closes-too-soon", "needs", "2020-06-27 08:00")
    assert shops.refused(f"{DAY} 20:00") == ("outside-hours", "needs", "2020-06-27 08:00")


def test_a_refusal_by_hours_tells_the_next_hours() -> None:
    refusal = world(SHOPS).ask(f"{DAY} 21:00")
    assert isinstance(refusal, Refusal)
    shops = world(SHOPS)
    assert refusal.facts["from"] == shops.instant("2020-06-27 08:00")
    assert refusal.facts["until"] == shops.instant("2020-06-27 20:00")


def test_hours_that_never_come_again_tell_nothing() -> None:
    shops = world(
        {"hours": [{"from": "08:00", "until": "20:00"}]},
        bars=[{"id": "all", "when": {"dates": [{"first": "2020-06-01", "last": "2020-12-31"}]}}],
    )
    refusal = shops.ask(f"{DAY} 10:00")
    assert isinstance(refusal, Refusal)
    assert set(refusal.facts) == {"purpose"}
    assert refusal.next_eligible is None


@pytest.mark.parametrize(
    ("past_closing", "answer"),
    [
        ("shorten", f"{DAY} 19:00 – {DAY} 20:00"),
        ("refuse", ("closes-too-soon", "needs", "2020-06-27 08:00")),
        ("run-over", f"{DAY} 19:00 – {DAY} 21:00"),
    ],
)
def test_a_purpose_says_what_becomes_of_a_permit_that_would_last_past_closing(
    past_closing: str, answer: Any
) -> None:
    shops = world({**SHOPS, "past_closing": past_closing})
    if isinstance(answer, str):
        assert shops.granted(f"{DAY} 19:00") == answer
    else:
        assert shops.refused(f"{DAY} 19:00") == answer


def test_a_short_walk_that_ends_before_closing_is_not_cut_and_so_not_too_short() -> None:
    assert world(SHOPS).granted(f"{DAY} 19:50", minutes=10) == f"{DAY} 19:50 – {DAY} 20:00"


def test_the_curfew_holds_through_the_night() -> None:
    city = world(curfews=[NIGHT])
    assert city.granted(f"{DAY} 20:00") == f"{DAY} 20:00 – {DAY} 21:00"
    for asked in (f"{DAY} 21:00", "2020-06-27 00:00", "2020-06-27 04:59"):
        assert city.refused(asked) == ("curfew", "curfew", "2020-06-27 05:00")
    refusal = city.ask(f"{DAY} 23:00")
    assert isinstance(refusal, Refusal)
    assert refusal.facts["until"] == city.instant("2020-06-27 05:00")


def test_a_curfew_may_hold_on_some_nights_only() -> None:
    new_year = world(
        curfews=[{**NIGHT, "dates": ["2020-12-31", {"first": "2021-01-06", "last": "2021-01-07"}]}]
    )
    assert new_year.granted("2020-12-31 03:00"), "the night before began on the 30th"
    assert new_year.refused("2020-12-31 22:00")[2] == "2021-01-01 05:00"
    assert new_year.refused("2021-01-01 04:00")[0] == "curfew"
    assert new_year.granted("2021-01-01 22:00")
    assert new_year.refused("2021-01-08 04:00")[0] == "curfew"


def test_a_curfew_may_not_begin_on_some_dates() -> None:
    new_year = world(curfews=[{**NIGHT, "except_dates": ["2020-12-31"]}])
    assert new_year.refused("2020-12-31 03:00")[0] == "curfew", "the night before began on the 30th"
    assert new_year.granted("2020-12-31 22:00") == "2020-12-31 22:00 – 2021-01-01 00:00"
    assert new_year.granted("2021-01-01 04:00") == "2021-01-01 04:00 – 2021-01-01 06:00"
    assert new_year.refused("2021-01-01 22:00")[0] == "curfew"


@pytest.mark.parametrize(("age", "until"), [(None, "23:00"), (18, "23:00"), (17, "21:00")])
def test_of_several_curfews_each_is_for_those_whom_it_means(age: int | None, until: str) -> None:
    young = {**NIGHT, "id": "young", "when": {"age": {"under": 18}}}
    late = {"hours": [{"from": "23:00", "until": "04:00"}]}
    person = Applicant(age=age, home="KZ-61")
    city = world({"duration": {"minutes": 240}}, curfews=[late, young], applicant=person)
    assert city.granted(f"{DAY} 20:00") == f"{DAY} 20:00 – {DAY} {until}"
    assert city.refused(f"{DAY} 23:00")[:2] == ("curfew", "curfew")
    if age == 17:
        assert city.refused(f"{DAY} 22:00") == ("curfew", "young", "2020-06-27 05:00")


def test_a_window_that_opens_on_friday_night_closes_on_saturday() -> None:
    weekend = world({"hours": [{"from": "22:00", "until": "02:00", "days": ["fri"]}]})
    assert weekend.granted("2020-06-27 01:00") == "2020-06-27 01:00 – 2020-06-27 02:00"
    assert weekend.refused("2020-06-27 23:00")[2] == "2020-07-03 22:00"


def test_hours_round_the_clock_never_close() -> None:
    for hours in ({"from": "00:00", "until": "24:00"}, {"from": "06:00", "until": "06:00"}):
        assert (
            world({"hours": [hours]}).granted(f"{DAY} 23:00") == f"{DAY} 23:00 – 2020-06-27 01:00"
        )


def test_exemptions_lift_hours_and_curfew_each_for_itself() -> None:
    for free_of, answer in (("hours", "curfew"), ("curfew", "outside-hours")):
        city = world(
            {"hours": [{"from": "06:00", "until": "20:00"}]},
            curfews=[NIGHT],
            exemptions=[{"id": "shift", "when": {"tagged": ["shift"]}, "free_of": [free_of]}],
            applicant=Applicant(home="KZ-61", tags=frozenset({"shift"})),
        )
        assert city.refused(f"{DAY} 22:00")[0] == answer


def test_an_exemption_lifts_the_counters_and_the_rest_and_the_permit_is_free() -> None:
    free = {"id": "doctors", "when": {"tagged": ["doctor"]}, "free_of": ["counters", "cooldown"]}
    city = world(
        {"counters": ["none", "room"], "cooldown": {"hours": 48}},
        counters={"none": {"limit": 0}, "room": {"limit": 0, "of": "place"}},
        exemptions=[free],
        applicant=Applicant(home="KZ-61", tags=frozenset({"doctor"})),
    )
    city.ledgers["resident"] = (city.used(f"{DAY} 06:00"),)
    outcome = city.ask(f"{DAY} 10:00")
    assert isinstance(outcome, Proposal)
    assert (outcome.free, outcome.tallies) == (True, ())
    city.applicant = Applicant(home="KZ-61")
    assert city.refused(f"{DAY} 10:00")[0] == "cooldown"


# --- the two odd days, and the ends of months -----------------------------------------------------------------


def _athens(purpose: Mapping[str, Any] | None = None, **regime: Any) -> World:
    return world(purpose, timezone="Europe/Athens", **regime)


def test_a_curfew_ends_by_the_clock_on_the_short_and_on_the_long_night() -> None:
    athens = _athens(curfews=[NIGHT])
    assert athens.refused("2021-03-27 22:00")[2] == "2021-03-28 05:00"
    assert athens.refused("2020-10-24 22:00")[2] == "2020-10-25 05:00"


def test_a_permit_over_the_change_keeps_its_length() -> None:
    for day in ("2021-03-28", "2020-10-25"):
        outcome = _athens().ask(f"{day} 02:30")
        assert isinstance(outcome, Proposal)
        assert (outcome.ends_at - outcome.starts_at).total_seconds() == 7200


def test_a_window_whose_end_is_skipped_closes_at_the_change() -> None:
    athens = _athens({"hours": [{"from": "01:00", "until": "03:30"}]})
    assert athens.granted("2021-03-28 02:00") == "2021-03-28 02:00 – 2021-03-28 04:00"
    outcome = athens.ask("2021-03-28 02:00")
    assert isinstance(outcome, Proposal)
    assert outcome.ends_at == datetime(2021, 3, 28, 1, tzinfo=UTC)


def test_a_window_that_is_skipped_whole_stays_shut() -> None:
    athens = _athens({"hours": [{"from": "03:10", "until": "03:40"}]})
    assert athens.refused("2021-03-28 02:00")[2] == "2021-03-29 03:10"


def test_a_day_of_23_or_25_hours_is_one_day() -> None:
    athens = _athens({"counters": ["one"]}, counters={"one": {"limit": 1}})
    for day, following in (("2021-03-28", "2021-03-29"), ("2020-10-25", "2020-10-26")):
        athens.ledgers["resident"] = (athens.used(f"{day} 00:00"),)
        assert athens.refused(f"{day} 23:30") == ("quota-used", "one", f"{following} 00:00")
        assert athens.granted(f"{following} 00:00")


@pytest.mark.parametrize(
    ("used", "asked", "following"),
    [
        ("2020-02-01", "2020-02-29", "2020-03-01"),
        ("2020-12-01", "2020-12-31", "2021-01-01"),
        ("2020-04-30", "2020-04-30", "2020-05-01"),
    ],
)
def test_a_month_ends_with_its_last_day(used: str, asked: str, following: str) -> None:
    city = world({"counters": ["one"]}, counters={"one": {"limit": 1, "per": "month"}})
    city.ledgers["resident"] = (city.used(f"{used} 00:00"),)
    assert city.refused(f"{asked} 21:00") == ("quota-used", "one", f"{following} 00:00")


def test_a_clock_of_half_hours_counts_its_own_hours() -> None:
    delhi = world(
        {"counters": ["one"], "duration": {"minutes": 10}},
        counters={"one": {"limit": 1, "per": "hour"}},
        timezone="Asia/Kolkata",
    )
    delhi.take(f"{DAY} 10:10")
    assert delhi.refused(f"{DAY} 10:50") == ("quota-used", "one", f"{DAY} 11:00")


# --- what a human grants ------------------------------------------------------------------------------------


def test_a_human_grants_over_the_rules_from_the_start_asked_for_and_inside_the_order() -> None:
    sunset = datetime(2020, 6, 27, 0, tzinfo=UTC)
    city = world({**SHOPS, "who": {"sex": "male"}}, purposes=[EMERGENCY], order={"ends_at": sunset})
    now = city.instant(f"{DAY} 21:00")
    for asked, begins in (
        (None, f"{DAY} 21:00"),
        (f"{DAY} 12:00", f"{DAY} 21:00"),
        (f"{DAY} 22:00", f"{DAY} 22:00"),
        ("2020-06-28 12:00", f"{DAY} 21:00"),
    ):
        proposal = rules.overrule(city.order, city.applicant, city.request(starts_at=asked), now)
        assert city.clock(proposal.starts_at) == begins
        assert proposal.free
        assert proposal.ends_at - proposal.starts_at == city.used(begins).ends_at - city.instant(
            begins
        )
