# SPDX-License-Identifier: EUPL-1.2
"""Rules that countries really had, each in a few lines of the language."""

from decimal import Decimal

import pytest

from tereze.permits import rules
from tereze.permits.types import Applicant, Employer, Proposal, Refusal
from unit.permits.regimes import EMERGENCY, NEEDS, World, world

ONE_A_DAY = {"one-a-day": {"limit": 1, "per": "day"}}


def test_azerbaijan_gives_two_hours_once_a_day_and_lets_messages_wait_a_quarter_of_an_hour() -> (
    None
):
    baku = world(
        {"counters": ["one-a-day"], "start": {"delay_minutes": 5, "delay_by_door": {"sms": 15}}},
        timezone="Asia/Baku",
        counters=ONE_A_DAY,
    )
    assert baku.granted("2020-06-26 10:00") == "2020-06-26 10:05 – 2020-06-26 12:05"
    assert baku.take("2020-06-26 10:00", door="sms") == "2020-06-26 10:15 – 2020-06-26 12:15"
    assert baku.refused("2020-06-26 14:00") == ("quota-used", "one-a-day", "2020-06-27 00:00")
    assert baku.granted("2020-06-27 00:00") == "2020-06-27 00:05 – 2020-06-27 02:05"


def test_azerbaijan_counts_the_day_of_the_start_and_not_of_the_asking() -> None:
    baku = world(
        {"counters": ["one-a-day"], "start": {"delay_minutes": 15}},
        timezone="Asia/Baku",
        counters=ONE_A_DAY,
    )
    baku.take("2020-06-26 10:00")
    assert baku.granted("2020-06-26 23:50") == "2020-06-27 00:05 – 2020-06-27 02:05"


def test_dubai_gives_groceries_once_in_three_days() -> None:
    dubai = world({"cooldown": {"days": 3}}, timezone="Asia/Dubai")
    dubai.take("2020-04-16 10:00")
    assert dubai.refused("2020-04-18 10:00") == ("cooldown", "needs", "2020-04-19 10:00")
    assert dubai.take("2020-04-19 10:00").startswith("2020-04-19 10:00")


def test_dubai_lets_one_of_the_family_go() -> None:
    family = {"food": {"limit": 1, "per": {"rolling_hours": 72}, "of": "household"}}
    dubai = world({"counters": ["food"]}, counters=family, timezone="Asia/Dubai")
    assert dubai.granted("2020-04-16 12:00"), "nobody knows the household: the counter is silent"
    dubai.ledgers["household"] = (dubai.used("2020-04-16 10:00"),)
    assert dubai.refused("2020-04-17 12:00") == ("quota-used", "food", "2020-04-19 10:00")


@pytest.mark.parametrize(
    ("purpose", "at_night"), [("pharmacy", True), ("needs", False), ("pet", True)]
)
def test_greece_lets_two_reasons_hold_at_night(purpose: str, at_night: bool) -> None:
    greece = world(
        purposes=[
            {**NEEDS, "id": "pharmacy", "curfew_applies": False},
            {**NEEDS, "id": "pet", "curfew_applies": False},
        ],
        timezone="Europe/Athens",
        curfews=[{"hours": [{"from": "21:00", "until": "05:00"}]}],
    )
    if at_night:
        assert greece.granted("2020-11-14 02:00", purpose)
    else:
        assert greece.refused("2020-11-14 02:00", purpose) == (
            "curfew",
            "curfew",
            "2020-11-14 05:00",
        )
    assert greece.granted("2020-11-14 05:00", purpose)


def test_greece_offers_the_reasons_of_the_night_instead() -> None:
    greece = world(
        purposes=[{**NEEDS, "id": "pharmacy", "curfew_applies": False}, EMERGENCY],
        timezone="Europe/Athens",
        curfews=[{"hours": [{"from": "21:00", "until": "05:00"}]}],
    )
    refusal = greece.ask("2020-11-13 23:00")
    assert isinstance(refusal, Refusal)
    assert [(way.kind, way.purpose) for way in refusal.ways_out] == [
        ("emergency", None),
        ("hour", None),
        ("purpose", "pharmacy"),
        ("appeal", None),
    ]


ODD_EVEN = [
    {
        "id": "odd-even",
        "when": {
            "any": [
                {"date_parity": "odd", "plate_digit": {"among": "even"}},
                {"date_parity": "even", "plate_digit": {"among": "odd"}},
            ]
        },
    }
]


def test_odd_plates_drive_on_odd_days_and_even_ones_on_even_days() -> None:
    city = world(bars=ODD_EVEN)
    assert city.granted("2020-05-11 10:00", plate="123ABC")
    assert city.granted("2020-05-12 10:00", plate="10AB124")
    assert city.refused("2020-05-12 10:00", plate="123ABC") == (
        "barred",
        "odd-even",
        "2020-05-13 00:00",
    )
    assert city.granted("2020-05-12 10:00"), "on foot there is no plate, and so no bar"
    assert city.granted("2020-05-12 10:00", plate="DIPLOMAT"), "no digit, no bar"


def test_a_permit_of_an_odd_plate_ends_at_midnight_unless_tomorrow_is_odd_too() -> None:
    city = world(bars=ODD_EVEN)
    assert city.granted("2020-05-11 23:00", plate="1") == "2020-05-11 23:00 – 2020-05-12 00:00"
    assert city.granted("2020-05-31 23:00", plate="1") == "2020-05-31 23:00 – 2020-06-01 01:00"


def _panama(sex: str, digit: str) -> World:
    """Women on Monday, Wednesday, Friday, men on Tuesday, Thursday, Saturday; two hours around the
    one that is the last digit of the document."""
    days = {
        "any": [
            {"sex": "female", "days": ["mon", "wed", "fri"]},
            {"sex": "male", "days": ["tue", "thu", "sat"]},
        ]
    }
    hours = {
        "any": [
            {"document_digit": {"among": [7]}, "hours": {"from": "06:30", "until": "08:30"}},
            {"document_digit": {"among": [8]}, "hours": {"from": "07:30", "until": "09:30"}},
        ]
    }
    return world(
        {"who": {"all": [days, hours]}},
        timezone="America/Panama",
        applicant=Applicant(home="KZ-61", sex=sex, document_tail=f"12-{digit}"),  # type: ignore[arg-type]
    )


def test_panama_goes_by_sex_and_by_the_last_digit() -> None:
    assert (
        _panama("female", "7").granted("2020-04-06 06:30") == "2020-04-06 06:30 – 2020-04-06 08:30"
    )
    assert (
        _panama("female", "8").granted("2020-04-06 09:00") == "2020-04-06 09:00 – 2020-04-06 09:30"
    )
    assert _panama("female", "7").refused("2020-04-07 06:30") == (
        "not-for-you",
        "needs",
        "2020-04-08 06:30",
    )
    assert _panama("male", "8").refused("2020-04-07 07:00")[2] == "2020-04-07 07:30"
    assert _panama("male", "5").refused("2020-04-07 07:00")[2] is None


ELDERLY = [
    {
        "id": "elderly",
        "when": {
            "age": {"at_least": 65},
            "not": {"hours": {"from": "10:00", "until": "13:00", "days": ["sun"]}},
        },
    }
]


def test_turkey_lets_people_of_65_out_between_ten_and_one_on_sunday() -> None:
    turkey = world(bars=ELDERLY, timezone="Europe/Istanbul")
    turkey.applicant = Applicant(home="KZ-61", age=65)
    sunday = "2020-05-10"
    assert turkey.refused(f"{sunday} 09:59") == ("barred", "elderly", f"{sunday} 10:00")
    assert turkey.granted(f"{sunday} 10:00") == f"{sunday} 10:00 – {sunday} 12:00"
    assert turkey.granted(f"{sunday} 12:00") == f"{sunday} 12:00 – {sunday} 13:00"
    assert turkey.refused(f"{sunday} 12:50")[0] == "closes-too-soon"
    assert turkey.refused(f"{sunday} 13:00")[2] == "2020-05-17 10:00"


@pytest.mark.parametrize("age", [64, None])
def test_turkey_bars_nobody_who_is_younger_or_whose_age_is_not_known(age: int | None) -> None:
    turkey = world(bars=ELDERLY, timezone="Europe/Istanbul")
    turkey.applicant = Applicant(home="KZ-61", age=age)
    assert turkey.granted("2020-05-10 15:00")


def test_a_household_has_so_many_outings_together() -> None:
    together = {"family": {"limit": 2, "per": "day", "of": "household"}}
    mother = world({"counters": ["family"]}, counters=together, ledgers={"household": ()})
    father = World(mother.order, ledgers={"resident": (), "household": ()})
    mother.take("2020-06-26 08:00")
    father.ledgers["household"] = mother.ledgers["household"]
    father.take("2020-06-26 09:00")
    mother.ledgers["household"] = father.ledgers["household"]
    assert mother.refused("2020-06-26 12:00") == ("quota-used", "family", "2020-06-27 00:00")


def test_a_market_holds_so_many_people_an_hour() -> None:
    room = {"market": {"limit": 100, "per": "hour", "of": "place", "counts": "people"}}
    market = world({"counters": ["market"], "companions_at_most": 3}, counters=room)
    proposal = market.ask("2020-06-26 10:20", place="KZ-61-SAYRAM", party=3)
    assert isinstance(proposal, Proposal)
    (claim,) = proposal.tallies
    assert (claim.holder, claim.amount, claim.limit) == ("KZ-61-SAYRAM", 3, 100)
    assert market.clock(claim.period_starts_at) == "2020-06-26 10:00"

    refusal = rules.refuse_tally(
        market.order,
        market.applicant,
        market.request(place="KZ-61-SAYRAM", party=3),
        market.ledgers,
        claim,
        98,
        market.instant("2020-06-26 10:20"),
    )
    assert (refusal.code, refusal.rule) == ("place-full", "market")
    assert market.clock(refusal.next_eligible) == "2020-06-26 11:00"
    assert refusal.facts["used"] == 98
    assert refusal.facts["place"] == "KZ-61-SAYRAM"


def test_an_employer_sends_a_part_of_its_staff() -> None:
    share = {"staff": {"limit": 20, "percent_of_staff": 30, "of": "employer", "per": "order"}}
    works = world({"employer": {}, "counters": ["staff"]}, counters=share)
    limits: dict[int | None, int | str] = {}
    for staff in (55, 3, None):
        proposal = works.ask(
            "2020-06-26 08:00", employer=Employer(id=7, sector="food", staff=staff)
        )
        if isinstance(proposal, Proposal):
            limits[staff] = proposal.tallies[0].limit
            assert proposal.tallies[0].period_starts_at == works.order.starts_at
        else:
            limits[staff] = proposal.code
    assert limits == {55: 16, 3: "employer-cap", None: 20}


def test_a_budget_of_minutes_a_week_shortens_the_permit_to_what_is_left() -> None:
    budget = {"fresh-air": {"limit": 300, "counts": "minutes", "per": "week"}}
    walker = world(
        {"duration": {"choose": {"at_most": 240, "usual": 120}}, "counters": ["fresh-air"]},
        counters=budget,
    )
    walker.take("2020-06-22 08:00", minutes=240)
    assert walker.take("2020-06-24 08:00") == "2020-06-24 08:00 – 2020-06-24 09:00"
    assert walker.refused("2020-06-26 08:00") == ("time-used-up", "fresh-air", "2020-06-29 00:00")


def test_france_lets_people_walk_one_kilometre_from_home() -> None:
    france = world({"place": {"within_km": "1"}})
    unknown = france.ask("2020-11-01 10:00")
    assert isinstance(unknown, Proposal)
    assert unknown.within_km == Decimal(1), "an inspector judges what nobody could compute"
    assert france.granted("2020-11-01 10:00", distance_km=Decimal("0.9"))
    assert france.refused("2020-11-01 10:00", distance_km=Decimal("1.1"))[0] == "too-far"
    assert france.refused("2020-11-01 10:00", place="KZ-61-SAYRAM")[0] == "too-far"
