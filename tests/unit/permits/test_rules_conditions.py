# SPDX-License-Identifier: EUPL-1.2
"""What a condition asks, fact by fact; and the map that it asks about places."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tereze.packs.types import Condition, Kind, Place, Zone
from tereze.permits import rules
from tereze.permits.rules.conditions import Facts, compile_condition
from tereze.permits.rules.local_time import Calendar
from tereze.permits.rules.places import Gazetteer
from tereze.permits.types import Applicant, Employer, Proposal, Refusal, Request
from unit.permits.regimes import PLACES, make_order, make_regime

MAP = Gazetteer(
    [Place.model_validate(place) for place in PLACES],
    [
        Zone(code="KZ-SOUTH", places=("KZ-61", "KZ-79")),
        Zone(code="KZ-EAST", places=("KZ-61-SAYRAM", "KZ-79")),
        Zone(code="KZ-BOTH", places=("KZ-61-SAYRAM", "KZ-61-KENTAU")),
        Zone(code="KZ-ALL", places=("KZ-SOUTH",)),
    ],
)
FRIDAY_NOON = datetime(2020, 6, 26, 6, tzinfo=UTC)
KNOWN = Facts(
    applicant=Applicant(
        age=65,
        sex="female",
        verified=True,
        tags=frozenset({"pupil"}),
        home="KZ-61-KENTAU",
        document_type="passport",
        document_tail="A127",
    ),
    request=Request(
        purpose="needs",
        door="sms",
        party=2,
        plate="10-AB-123",
        transport="car",
        certificate="letter",
        employer=Employer(id=1, sector="health"),
    ),
    kind="exit",
    place="KZ-61-SAYRAM",
    minutes=90,
    distance_km=Decimal(7),
)
UNKNOWN = Facts(applicant=Applicant(), request=Request(purpose="walk", door="web"), kind="entry")


def _holds(condition: Mapping[str, Any], facts: Facts, at: datetime = FRIDAY_NOON) -> bool | None:
    calendar = Calendar("Asia/Almaty")
    question = compile_condition(Condition.model_validate(condition), calendar, MAP)
    return question.holds(facts, calendar.moment(at))


@pytest.mark.parametrize(
    "condition",
    [
        {"age": {"at_least": 65}},
        {"age": {"under": 66}},
        {"sex": "female"},
        {"verified": True},
        {"tagged": ["pupil", "student"]},
        {"home": ["KZ-61"]},
        {"home": ["KZ-SOUTH"]},
        {"document": ["id", "passport"]},
        {"document_digit": {"among": "odd"}},
        {"document_digit": {"among": [2], "from_end": 2}},
        {"sector": ["health"]},
        {"purpose": ["needs"]},
        {"kind": ["exit"]},
        {"door": ["sms", "desk"]},
        {"place": ["KZ-61-SAYRAM"]},
        {"place": ["KZ-EAST"]},
        {"transport": ["car"]},
        {"has_plate": True},
        {"plate_digit": {"among": [3]}},
        {"plate_digit": {"among": "even", "from_end": 2}},
        {"party": {"at_least": 2}},
        {"minutes": {"at_least": 90, "under": 91}},
        {"distance_km": {"at_least": "6.5"}},
        {"certificate": ["letter"]},
    ],
)
def test_a_fact_that_is_known_is_compared(condition: Mapping[str, Any]) -> None:
    assert _holds(condition, KNOWN) is True
    assert _holds({"not": condition}, KNOWN) is False
    assert not _holds(condition, UNKNOWN)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"days": ["fri"]}, True),
        ({"days": ["sat", "sun"]}, False),
        ({"hours": {"from": "12:00", "until": "13:00"}}, True),
        ({"hours": {"from": "11:00", "until": "12:00"}}, False),
        ({"hours": [{"from": "06:00", "until": "07:00"}, {"from": "11:00", "until": "13:00"}]}, True),
        ({"dates": ["2020-06-26"]}, True),
        ({"dates": [{"first": "2020-06-01", "last": "2020-06-25"}, "2020-06-27"]}, False),
        ({"date_parity": "even"}, True),
        ({"date_parity": "odd"}, False),
        ({"sex": "female", "days": ["fri"]}, True),
        ({"all": [{"sex": "female"}, {"days": ["sat"]}]}, False),
        ({"any": [{"sex": "male"}, {"days": ["fri"]}]}, True),
        ({"any": [{"sex": "male"}, {"days": ["sat"]}]}, False),
        ({"not": {"days": ["sat"]}}, True),
        ({"age": None, "sex": "female"}, True),
    ],
)  # fmt: skip
def test_times_are_asked_of_the_local_clock_and_conditions_can_be_joined(
    condition: Mapping[str, Any], expected: bool
) -> None:
    assert _holds(condition, KNOWN) == expected


def test_a_condition_knows_for_whom_it_can_never_hold() -> None:
    calendar = Calendar("Asia/Almaty")
    moment = calendar.moment(FRIDAY_NOON)
    for condition, known, unknown in (
        ({"sex": "female", "days": ["sat"]}, True, False),
        ({"any": [{"sex": "female"}, {"days": ["sat"]}]}, True, True),
        ({"not": {"sex": "female", "days": ["sat"]}}, True, True),
    ):
        question = compile_condition(Condition.model_validate(condition), calendar, MAP)
        assert bool(question.may_hold(KNOWN, moment)) is known
        assert bool(question.may_hold(UNKNOWN, moment)) is unknown


def test_every_part_of_the_language_is_compiled() -> None:
    for name in Condition.model_fields:
        part = Condition.model_fields[name].alias or name
        values: dict[str, Any] = {
            "age": {"under": 1}, "sex": "male", "verified": True, "document_digit": {"among": "odd"},
            "plate_digit": {"among": "odd"}, "party": {"under": 1}, "minutes": {"under": 1},
            "distance_km": {"under": 1}, "has_plate": True, "kind": ["entry"], "door": ["web"],
            "transport": ["car"], "days": ["mon"], "hours": {"from": "06:00", "until": "07:00"},
            "dates": ["2020-01-01"], "date_parity": "odd", "all": [{"sex": "male"}],
            "any": [{"sex": "male"}], "not": {"sex": "male"}, "home": ["KZ"], "place": ["KZ"],
        }  # fmt: skip
        assert isinstance(_holds({part: values.get(part, ["some"])}, KNOWN), bool)


def test_a_condition_that_no_rule_knows_is_an_error_and_not_a_silence() -> None:
    class Grown(Condition):
        mood: str | None = None

    with pytest.raises(NotImplementedError, match="mood"):
        compile_condition(Grown(mood="good"), Calendar("Asia/Almaty"), MAP)


# --- the map ----------------------------------------------------------------------------------------


def test_a_zone_lies_where_all_its_places_lie() -> None:
    assert MAP.lineage("KZ-BOTH") == ("KZ-BOTH", "KZ-61", "KZ-SOUTH", "KZ-ALL")
    assert MAP.is_within("KZ-SOUTH", ("KZ-ALL",))
    assert not MAP.is_within("KZ-EAST", ("KZ-61",))
    assert MAP.is_within("KZ-EAST", ("KZ-SOUTH",))


def test_a_place_that_is_on_no_map_lies_in_itself() -> None:
    assert MAP.is_within("XX-1", ("XX-1",))
    assert not MAP.is_within("XX-1", ("KZ-61",))
    assert MAP.parent("XX-1") is None
    assert MAP.distance_km("XX-1", "KZ-61") is None
    assert MAP.distance_km("KZ-61", "KZ-79") is None


def test_a_district_is_what_holds_a_place_and_never_the_whole_country() -> None:
    country = Gazetteer(
        [
            Place(code="CO"),
            Place(code="CO-DC", within="CO"),
            Place(code="CO-CUN", within="CO"),
            Place(code="CO-CUN-SOACHA", within="CO-CUN"),
        ],
        [],
    )
    assert country.district("CO-CUN-SOACHA") == "CO-CUN"
    assert country.district("CO-DC") == "CO-DC"
    assert country.district("CO") == "CO"
    assert MAP.district("KZ-79") == "KZ-79"


def test_distances_are_told_to_a_tenth_of_a_kilometre() -> None:
    assert MAP.distance_km("KZ-61", "KZ-61") == 0
    assert MAP.distance_km("KZ-61", "KZ-61-KENTAU") == Decimal("32.2")


def test_places_that_hold_each_other_do_not_hang() -> None:
    ring = Gazetteer([Place(code="XX-A", within="XX-B"), Place(code="XX-B", within="XX-A")], [])
    assert ring.lineage("XX-A") == ("XX-A", "XX-B")


# --- where a permit leads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "home", "places", "named"),
    [
        ("anywhere", "KZ-61", ("KZ-61", "KZ-79"), ("KZ-61", "KZ-79")),
        ("home", "KZ-61-KENTAU", ("KZ-61",), ("KZ-61-KENTAU",)),
        ("home", None, ("KZ-61",), ("KZ-61",)),
        ("home-district", "KZ-61-KENTAU", ("KZ-61",), ("KZ-61",)),
        ("home-district", "KZ-61-KENTAU", ("KZ-61-KENTAU",), ("KZ-61-KENTAU",)),
        ("home-district", "KZ-61", ("KZ-61",), ("KZ-61",)),
        ("home-district", None, ("KZ-61",), ("KZ-61",)),
        (["KZ-61"], "KZ-79", ("KZ-61-SAYRAM", "KZ-79"), ("KZ-61-SAYRAM",)),
        (["KZ-61-SAYRAM", "KZ-79"], "KZ-61", ("KZ-61",), ("KZ-61-SAYRAM",)),
    ],
)
def test_a_permit_names_where_it_leads(
    allowed: Any, home: str | None, places: tuple[str, ...], named: tuple[str, ...]
) -> None:
    needs = {"id": "needs", "duration": {"minutes": 60}, "place": {"allowed": allowed}}
    order = make_order(make_regime(purposes=[needs]), places=places)
    request = Request(purpose="needs", door="web")
    outcome = rules.propose(order, Applicant(home=home), request, {}, FRIDAY_NOON)
    assert getattr(outcome, "places", outcome) == named


@pytest.mark.parametrize(
    ("kind", "home", "place", "named"),
    [
        ("exit", "KZ-61-KENTAU", "KZ-79", ("KZ-61-KENTAU",)),
        ("exit", "KZ-79", "KZ-79", ("KZ-61",)),
        ("exit", "KZ-79", None, ("KZ-61",)),
        ("exit", "KZ-61", "KZ-61-SAYRAM", ("KZ-61-SAYRAM",)),
        ("entry", "KZ-79", None, ("KZ-61",)),
        ("entry", "KZ-79", "KZ-61-SAYRAM", ("KZ-61-SAYRAM",)),
        ("entry", "KZ-61", "KZ-79", None),
        ("movement", "KZ-79", None, None),
        ("movement", "KZ-79", "KZ-61", ("KZ-61",)),
    ],
)
def test_an_exit_may_lead_out_and_an_entry_may_come_from_elsewhere(
    kind: Kind, home: str, place: str | None, named: tuple[str, ...] | None
) -> None:
    order = make_order(make_regime(kinds=["movement", "entry", "exit"]), places=("KZ-61",))
    request = Request(purpose="needs", door="web", kind=kind, place=place)
    outcome = rules.propose(order, Applicant(home=home), request, {}, FRIDAY_NOON)
    if named is None:
        assert isinstance(outcome, Refusal)
        assert outcome.code == "place-not-covered"
    else:
        assert isinstance(outcome, Proposal)
        assert outcome.places == named


def test_an_order_covers_what_lies_in_its_places_and_zones() -> None:
    order = make_order(make_regime(zones=[{"code": "KZ-Z", "places": ["KZ-61-SAYRAM", "KZ-79"]}]))
    order = replace(order, places=("KZ-Z",))
    assert [rules.covers(order, code) for code in ("KZ-Z", "KZ-79", "KZ-61", "XX-1")] == [
        True,
        True,
        False,
        False,
    ]
    assert str(rules.timezone(order)) == "Asia/Almaty"


def test_rulesets_are_held_ready_but_not_without_end() -> None:
    order = make_order(make_regime())
    first = rules.ruleset_of(order)
    assert rules.ruleset_of(replace(order, id=2)) is first
    for number in range(64):
        rules.ruleset_of(replace(order, digest=f"draft {number}"))
    assert rules.ruleset_of(order) is not first
