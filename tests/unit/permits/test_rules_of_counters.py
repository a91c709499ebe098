# SPDX-License-Identifier: EUPL-1.2
"""What was used before: overlaps, rest, quotas, budgets, shared amounts; and how it is forgotten."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tereze.permits import rules
from tereze.permits.types import Applicant, Employer, HolderKind, Proposal, Refusal
from unit.permits.regimes import EMERGENCY, NEEDS, World, world

DAY = "2020-06-26"  # a Friday
TEN = f"{DAY} 10:00"
WALK: Mapping[str, Any] = {**NEEDS, "id": "walk"}


def _quota(purpose: Mapping[str, Any] | None = None, **counter: Any) -> World:
    """A world whose purpose draws on one counter, of one permit a day unless said otherwise."""
    return world(
        {"counters": ["quota"], **(purpose or {})}, counters={"quota": {"limit": 1, **counter}}
    )


# --- other permits, and rest between two -----------------------------------------------------------


def test_nobody_is_out_twice_at_the_same_time() -> None:
    city = world(purposes=[WALK])
    city.take(TEN)
    assert city.refused(f"{DAY} 11:00", "walk") == ("already-out", "walk", f"{DAY} 12:00")
    assert city.refused(f"{DAY} 09:00", "walk") == ("already-out", "walk", f"{DAY} 12:00")
    assert city.granted(f"{DAY} 12:00", "walk")
    assert city.granted(f"{DAY} 08:00", "walk")


def test_a_standing_permit_and_an_emergency_stand_beside_others() -> None:
    standing = {**NEEDS, "id": "work", "duration": {"until_end_of": "month"}, "overlaps": True}
    city = world(purposes=[standing, EMERGENCY])
    city.take(TEN)
    assert city.granted(TEN, "work")
    city = world(purposes=[standing, EMERGENCY])
    city.take(TEN, "work")
    city.take(TEN, "emergency")
    assert city.granted(TEN)


def test_a_permit_that_a_human_granted_is_in_the_way_though_it_was_free() -> None:
    city = world()
    city.ledgers["resident"] = (city.used(TEN, free=True),)
    assert city.refused(f"{DAY} 11:00")[0] == "already-out"


def test_where_a_household_sends_one_nobody_goes_while_another_is_out() -> None:
    city = world({"alone_in": "household"}, purposes=[{**WALK, "alone_in": "household"}, EMERGENCY])
    city.ledgers["household"] = (city.used(TEN),)
    assert city.refused(f"{DAY} 11:00") == ("household-out", "needs", f"{DAY} 12:00")
    assert city.refused(f"{DAY} 09:00", "walk") == ("household-out", "walk", f"{DAY} 12:00")
    assert city.granted(f"{DAY} 12:00")
    assert city.granted(f"{DAY} 11:00", "emergency")


def test_a_household_counts_only_those_whom_it_sent_alone() -> None:
    city = world({"alone_in": "household"}, purposes=[WALK])
    city.ledgers["household"] = (city.used(TEN, purpose="walk"),)
    assert city.granted(f"{DAY} 11:00")
    assert city.granted(f"{DAY} 11:00", "walk")


def test_who_goes_alone_is_written_into_the_ledger_of_the_household() -> None:
    city = world({"alone_in": "household"}, ledgers={"household": ()})
    city.take(TEN)
    assert len(city.ledgers["household"]) == 1
    assert city.refused(f"{DAY} 11:00")[0] == "already-out", "one's own permit is told as such"
    lonely = world({"alone_in": "household"})
    lonely.take(TEN)
    assert "household" not in lonely.ledgers


def test_permits_of_another_regime_are_of_no_concern() -> None:
    city = _quota({"cooldown": {"days": 3}})
    city.ledgers["resident"] = (city.used(TEN, regime="another"),)
    assert city.granted(f"{DAY} 11:00")


@pytest.mark.parametrize(
    ("cooldown", "next_at"),
    [
        ({"hours": 6}, f"{DAY} 16:00"),
        ({"hours": 6, "after": "end"}, f"{DAY} 18:00"),
        ({"days": 2}, "2020-06-28 10:00"),
    ],
)
def test_rest_is_counted_from_the_start_or_from_the_end(
    cooldown: Mapping[str, Any], next_at: str
) -> None:
    city = world({"cooldown": cooldown}, purposes=[WALK])
    city.take(TEN)
    assert city.refused(f"{DAY} 13:00") == ("cooldown", "needs", next_at)
    assert city.granted(next_at)
    assert city.granted(f"{DAY} 13:00", "walk"), "another purpose needs no rest"


def test_rest_is_kept_before_a_planned_permit_too() -> None:
    city = world({"cooldown": {"hours": 6, "after": "end"}})
    city.take(TEN, starts_at=f"{DAY} 20:00")
    assert city.refused(f"{DAY} 12:30") == ("cooldown", "needs", "2020-06-27 04:00")
    assert city.granted(f"{DAY} 12:00") == f"{DAY} 12:00 – {DAY} 14:00"


def test_a_free_permit_asks_for_no_rest() -> None:
    city = world({"cooldown": {"hours": 6}})
    city.ledgers["resident"] = (city.used(TEN, free=True),)
    assert city.granted(f"{DAY} 13:00")


# --- quotas ---------------------------------------------------------------------------------------------


def test_a_quota_is_shared_by_the_purposes_that_name_it() -> None:
    city = world(
        {"counters": ["quota"]},
        purposes=[{**WALK, "counters": ["quota"]}, {**NEEDS, "id": "doctor"}],
        counters={"quota": {"limit": 1}},
    )
    city.take(TEN, "walk")
    city.take(f"{DAY} 13:00", "doctor")
    assert city.refused(f"{DAY} 16:00") == ("quota-used", "quota", "2020-06-27 00:00")


def test_free_permits_cost_no_quota() -> None:
    city = _quota()
    city.ledgers["resident"] = (city.used(f"{DAY} 05:00", free=True),)
    assert city.granted(TEN)


def test_the_first_counter_that_is_used_up_refuses() -> None:
    city = world(
        {"counters": ["week", "day"]},
        counters={"day": {"limit": 1}, "week": {"limit": 2, "per": "week"}},
    )
    city.take("2020-06-25 10:00")
    city.take(TEN)
    assert city.refused(f"{DAY} 13:00") == ("quota-used", "week", "2020-06-29 00:00")


def test_people_count_by_the_heads_that_go() -> None:
    city = _quota({"companions_at_most": 3}, limit=4, counts="people")
    city.take(TEN, party=3)
    refusal = city.ask(f"{DAY} 13:00", party=2)
    assert isinstance(refusal, Refusal)
    assert (refusal.facts["limit"], refusal.facts["used"]) == (4, 3)
    assert city.granted(f"{DAY} 13:00", party=1)


def test_the_first_limit_that_is_meant_for_somebody_is_theirs() -> None:
    city = _quota(
        limits=[
            {"when": {"tagged": ["carer"]}, "limit": None},
            {"when": {"age": {"under": 18}}, "limit": 0},
            {"when": {"tagged": ["pupil"]}, "limit": 3},
        ]
    )
    city.ledgers["resident"] = (city.used(f"{DAY} 05:00"),)
    grown, child = Applicant(home="KZ-61", age=40), Applicant(home="KZ-61", age=10)
    for applicant, answer in (
        (grown, "quota-used"),
        (child, "quota-used"),
        (replace(child, tags=frozenset({"carer"})), None),
        (replace(grown, tags=frozenset({"pupil"})), None),
    ):
        city.applicant = applicant
        outcome = city.ask(TEN)
        assert (outcome.code if isinstance(outcome, Refusal) else None) == answer


@pytest.mark.parametrize("of", ["household", "phone", "plate"])
def test_a_holder_that_is_not_known_has_no_quota_and_no_ledger(of: HolderKind) -> None:
    city = _quota(of=of)
    outcome = city.ask(TEN)
    assert isinstance(outcome, Proposal)
    assert outcome.holders == ("resident",)
    city.ledgers[of] = ()
    outcome = city.ask(TEN)
    assert isinstance(outcome, Proposal)
    assert outcome.holders == ("resident", of)


def test_a_resident_is_always_known() -> None:
    city = _quota(limit=0)
    city.ledgers.clear()
    assert city.refused(TEN) == ("quota-used", "quota", None)


def test_a_quota_per_order_is_never_renewed() -> None:
    city = _quota(per="order")
    city.take(TEN)
    assert city.refused("2021-11-30 10:00") == ("quota-used", "quota", None)


# --- rolling periods ----------------------------------------------------------------------------------------


def test_rolling_hours_end_to_the_minute() -> None:
    city = _quota(per={"rolling_hours": 24})
    city.take(TEN)
    assert city.refused("2020-06-27 09:59") == ("quota-used", "quota", "2020-06-27 10:00")
    assert city.granted("2020-06-27 10:00")


def test_rolling_hours_hold_before_a_planned_permit_too() -> None:
    city = _quota(per={"rolling_hours": 24})
    city.take(TEN, starts_at="2020-06-27 09:00")
    assert city.refused(f"{DAY} 10:00") == ("quota-used", "quota", "2020-06-28 09:00")


def test_two_in_any_24_hours_leave_room_between_two_that_are_farther_apart() -> None:
    city = _quota(limit=2, per={"rolling_hours": 24})
    city.ledgers["resident"] = (city.used("2020-06-25 14:00"), city.used("2020-06-27 06:00"))
    assert city.granted(TEN), "no 24 hours hold three"
    city.ledgers["resident"] += (city.used(f"{DAY} 04:00"),)
    assert city.refused(TEN)[0] == "quota-used"


def test_calendar_days_count_whole() -> None:
    city = _quota(per={"calendar_days": 3})
    city.take(f"{DAY} 21:00")
    assert city.refused("2020-06-28 23:00") == ("quota-used", "quota", "2020-06-29 00:00")
    assert city.granted("2020-06-29 00:00")


# --- budgets of minutes ---------------------------------------------------------------------------------


def test_a_budget_shortens_what_can_be_shortened() -> None:
    city = _quota({"duration": {"minutes": 60}}, limit=90, counts="minutes")
    city.take(TEN)
    assert city.granted(f"{DAY} 12:00") == f"{DAY} 12:00 – {DAY} 12:30"


def test_a_budget_refuses_what_must_not_be_cut() -> None:
    city = _quota({"duration": {"until_stated": {"at_most": 120}}}, limit=90, counts="minutes")
    city.take(TEN, minutes=60)
    assert city.refused(f"{DAY} 12:00", minutes=40) == ("time-used-up", "quota", "2020-06-27 00:00")
    assert city.granted(f"{DAY} 12:00", minutes=30)


def test_a_rest_of_minutes_that_is_too_short_is_told() -> None:
    city = _quota({"duration": {"minutes": 60}}, limit=70, counts="minutes")
    city.take(TEN)
    refusal = city.ask(f"{DAY} 12:00")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.facts["minutes"]) == ("time-used-up", 10)
    assert city.granted(f"{DAY} 12:00", minutes=10), "who asks for no more than is left gets it"


# --- what strangers share -----------------------------------------------------------------------------------


def test_a_place_has_its_own_room_or_that_of_the_place_that_holds_it() -> None:
    city = world(
        {"counters": ["room"]},
        counters={"room": {"limit": 9, "of": "place", "by_place": {"KZ-61": 5, "KZ-61-SAYRAM": 0}}},
    )
    shares = {}
    for place in ("KZ-61", "KZ-61-KENTAU", "KZ-79", None):
        outcome = city.ask(TEN, place=place)
        assert isinstance(outcome, Proposal)
        shares[place] = (outcome.tallies[0].holder, outcome.tallies[0].limit)
    assert shares == {
        "KZ-61": ("KZ-61", 5),
        "KZ-61-KENTAU": ("KZ-61", 5),
        "KZ-79": ("KZ-79", 9),
        None: ("KZ-61", 5),
    }
    assert city.refused(TEN, place="KZ-61-SAYRAM") == ("place-full", "room", None)


def test_room_that_nobody_limits_is_not_counted() -> None:
    city = world(
        {"counters": ["room", "staff"]},
        counters={
            "room": {"limit": None, "of": "place"},
            "staff": {"limit": 1, "of": "employer"},
        },
        applicant=Applicant(),
    )
    outcome = city.ask(TEN)
    assert isinstance(outcome, Proposal)
    assert outcome.tallies == ()
    assert outcome.places == ("KZ-61", "KZ-79")


def test_a_home_that_nobody_knows_takes_the_room_of_the_orders_first_place() -> None:
    city = world({"counters": ["room"]}, counters={"room": {"limit": 9, "of": "place"}})
    city.applicant = Applicant()
    outcome = city.ask(TEN)
    assert isinstance(outcome, Proposal)
    assert outcome.tallies[0].holder == "KZ-61"


def test_some_employers_have_another_share_of_their_staff_or_none() -> None:
    city = world(
        {"counters": ["staff"], "employer": {}},
        counters={
            "staff": {
                "limit": 2,
                "of": "employer",
                "percent_of_staff": 10,
                "limits": [
                    {"when": {"sector": ["health"]}, "limit": None},
                    {"when": {"sector": ["food"]}, "limit": None, "percent_of_staff": 50},
                ],
            }
        },
    )
    limits = {}
    for sector in ("health", "food", "shops"):
        outcome = city.ask(TEN, employer=Employer(id=1, sector=sector, staff=50))
        assert isinstance(outcome, Proposal)
        limits[sector] = [claim.limit for claim in outcome.tallies]
    assert limits == {"health": [], "food": [25], "shops": [5]}


def test_who_finds_a_place_full_is_not_sent_there_for_another_purpose() -> None:
    city = world(
        {"counters": ["room"]},
        purposes=[{**WALK, "counters": ["room"]}, {**NEEDS, "id": "doctor"}],
        counters={"room": {"limit": 5, "of": "place"}},
    )
    proposal = city.ask(TEN)
    assert isinstance(proposal, Proposal)
    refusal = rules.refuse_tally(
        city.order,
        city.applicant,
        city.request(),
        city.ledgers,
        proposal.tallies[0],
        5,
        city.instant(TEN),
    )
    assert [way.purpose for way in refusal.ways_out if way.purpose] == ["doctor"]
    assert city.clock(refusal.next_eligible) == "2020-06-27 00:00"


def test_an_employer_whose_cap_lasts_as_long_as_the_order_is_told_no_next_time() -> None:
    city = world(
        {"counters": ["staff"], "employer": {}},
        counters={"staff": {"limit": 2, "of": "employer", "per": "order"}},
    )
    request = city.request(employer=Employer(id=1, sector="shops"))
    proposal = rules.propose(city.order, city.applicant, request, {}, city.instant(TEN))
    assert isinstance(proposal, Proposal)
    refusal = rules.refuse_tally(
        city.order, city.applicant, request, {}, proposal.tallies[0], 2, city.instant(TEN)
    )
    assert (refusal.code, refusal.next_eligible) == ("employer-cap", None)
    assert dict(refusal.facts) == {"purpose": "needs", "limit": 2, "used": 2}


# --- forgetting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counter", "days"),
    [
        ({"per": "hour"}, 2),
        ({"per": "day"}, 2),
        ({"per": "week"}, 7),
        ({"per": "month"}, 31),
        ({"per": {"rolling_hours": 72}}, 3),
        ({"per": {"calendar_days": 10}}, 10),
    ],
)
def test_a_ledger_forgets_what_no_counter_can_count(counter: Mapping[str, Any], days: int) -> None:
    city = _quota(**counter)
    old = city.used(TEN)
    until = rules.keep_until(city.order, old)
    assert timedelta(days) <= until - old.ends_at <= timedelta(days, hours=1)
    new = city.used("2020-06-26 15:00")
    assert rules.charge(city.order, (old,), new, until - timedelta(seconds=1))[0] == (old, new)
    kept, keep = rules.charge(city.order, (old,), new, until)
    assert kept == (new,)
    assert keep == rules.keep_until(city.order, new)


def test_a_ledger_remembers_as_long_as_a_cooldown_an_order_or_another_regime_may_need() -> None:
    rest = world({"cooldown": {"days": 5}})
    used = rest.used(TEN)
    assert rules.keep_until(rest.order, used) == used.ends_at + timedelta(days=5)
    order = _quota(per="order")
    assert rules.keep_until(order.order, used) == datetime(2022, 1, 1, tzinfo=UTC)
    foreign = replace(used, regime="another")
    assert rules.keep_until(rest.order, foreign) == used.ends_at + timedelta(days=31)


# --- what is left --------------------------------------------------------------------------------------------


def _left(city: World, at: str) -> dict[str, tuple[str | None, int | None, int | None, str | None]]:
    quotas = rules.quotas_left(city.order, city.applicant, city.ledgers, city.instant(at))
    return {q.purpose: (q.counter, q.limit, q.left, city.clock(q.renews_at)) for q in quotas}


def test_a_resident_sees_what_is_left_and_when_it_is_renewed() -> None:
    city = world(
        {"counters": ["day", "week"]},
        purposes=[{**WALK, "counters": ["rolling"]}, {**NEEDS, "id": "doctor"}, EMERGENCY],
        counters={
            "day": {"limit": 2},
            "week": {"limit": 3, "per": "week"},
            "rolling": {"limit": 90, "counts": "minutes", "per": {"rolling_hours": 48}},
        },
    )
    assert _left(city, TEN) == {
        "needs": ("day", 2, 2, None),
        "walk": ("rolling", 90, 90, None),
        "doctor": (None, None, None, None),
        "emergency": (None, None, None, None),
    }
    city.take("2020-06-25 10:00")
    city.take("2020-06-25 20:00", "walk", minutes=60)
    city.take(TEN)
    assert _left(city, f"{DAY} 13:00") == {
        "needs": ("week", 3, 1, "2020-06-29 00:00"),
        "walk": ("rolling", 90, 30, "2020-06-27 20:00"),
        "doctor": (None, None, None, None),
        "emergency": (None, None, None, None),
    }


def test_what_asking_would_bring_takes_papers_yet_to_be_shown_as_given() -> None:
    city = world(
        {
            "certificate": {"accepted": ["letter"]},
            "duration": {"until_stated": {"at_most": 300, "usual": 60}},
            "place": {"ask": True},
        },
        purposes=[
            {**WALK, "employer": {}},
            {**NEEDS, "id": "bank", "hours": [{"from": "08:00", "until": "09:00"}]},
        ],
    )
    needs, work, bank = rules.quotas_left(city.order, city.applicant, {}, city.instant(TEN))
    assert isinstance(needs.answer, Proposal)
    assert needs.answer.ends_at - needs.answer.starts_at == timedelta(minutes=300)
    assert isinstance(work.answer, Refusal)
    assert work.answer.code == "employer-needed"
    assert isinstance(bank.answer, Refusal)
    assert city.clock(bank.answer.next_eligible) == "2020-06-27 08:00"


def test_who_is_exempt_from_counters_sees_none_and_a_limit_of_none_says_nothing_is_left() -> None:
    city = _quota(limit=0)
    assert _left(city, TEN)["needs"] == ("quota", 0, 0, None)
    city = world(
        {"counters": ["quota"]},
        counters={"quota": {"limit": 1}},
        exemptions=[{"id": "all", "when": {"verified": False}, "free_of": ["counters"]}],
    )
    assert _left(city, TEN)["needs"] == (None, None, None, None)


def test_a_quota_that_is_renewed_only_after_the_sunset_is_not() -> None:
    city = world(
        {"counters": ["quota"]},
        counters={"quota": {"limit": 1}},
        order={"ends_at": datetime(2020, 6, 26, 18, tzinfo=UTC)},
    )
    city.take(TEN)
    assert _left(city, f"{DAY} 13:00")["needs"] == ("quota", 1, 0, None)


# --- counters of some times only ---------------------------------------------------------------------

WEEKEND = {"days": ["sat", "sun"]}


def _two_a_week_and_one_at_the_weekend() -> World:
    counters = {
        "two": {"limit": 2, "per": "week"},
        "weekend": {"limit": 1, "per": "week", "when": WEEKEND},
    }
    return world(
        {"counters": ["two", "weekend"], "start": {"ahead_minutes": 10080}}, counters=counters
    )


def test_a_counter_of_the_weekend_neither_limits_nor_counts_other_days() -> None:
    city = _two_a_week_and_one_at_the_weekend()
    city.take("2020-06-25 10:00")
    assert city.granted("2020-06-27 10:00")
    city = _two_a_week_and_one_at_the_weekend()
    city.take("2020-06-22 10:00", starts_at="2020-06-27 10:00")
    assert city.refused("2020-06-28 10:00") == ("quota-used", "weekend", "2020-06-29 00:00")
    assert city.granted("2020-06-25 10:00")
    city.take("2020-06-26 10:00")
    assert city.refused("2020-06-26 15:00") == ("quota-used", "two", "2020-06-29 00:00")


def test_who_used_up_the_working_days_is_told_of_the_weekend() -> None:
    city = _quota(per="week", when={"days": ["mon", "tue", "wed", "thu", "fri"]})
    city.take("2020-06-22 10:00")
    assert city.refused(TEN) == ("quota-used", "quota", "2020-06-27 00:00")


def test_a_counter_may_go_by_the_hour_at_which_a_permit_starts() -> None:
    city = _quota(when={"hours": {"from": "07:00", "until": "10:00"}})
    city.take(f"{DAY} 07:30")
    assert city.refused(f"{DAY} 09:45") == ("quota-used", "quota", TEN)
    assert city.granted(TEN)


def test_shared_amounts_may_be_of_some_times_too() -> None:
    city = _quota(of="place", when=WEEKEND)
    for at, claims in ((TEN, 0), ("2020-06-27 10:00", 1)):
        outcome = city.ask(at)
        assert isinstance(outcome, Proposal)
        assert len(outcome.tallies) == claims


def test_what_is_left_tells_a_counter_when_it_counts() -> None:
    city = _quota(when=WEEKEND)
    for at, counter in ((TEN, None), ("2020-06-27 10:00", "quota")):
        (left,) = rules.quotas_left(city.order, city.applicant, city.ledgers, city.instant(at))
        assert left.counter == counter
