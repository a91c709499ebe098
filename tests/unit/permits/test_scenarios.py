# SPDX-License-Identifier: EUPL-1.2
"""A pack's own tests of its policy, and what their authors read."""

from collections.abc import Mapping
from typing import Any

import pytest

from tereze.packs.types import Pack, PackInfo, Scenario
from tereze.permits.scenarios import ScenarioResult, run_scenario, run_scenarios
from unit.permits.regimes import EMERGENCY, NEEDS, make_regime


def _pack(*scenarios: Mapping[str, Any], **regime: Any) -> Pack:
    made = make_regime(
        **{
            "purposes": [{**NEEDS, "counters": ["one"]}, EMERGENCY],
            "counters": {"one": {"limit": 1}},
            "documents": {"passport": {"pattern": "[A-Z0-9]{9}", "example": "N00000000"}},
            **regime,
        }
    )
    return Pack(
        info=PackInfo(pack="test", version="1.0", languages=("en",), publisher="Nobody"),
        regime=made,
        texts={},
        scenarios=tuple(Scenario.model_validate(scenario) for scenario in scenarios),
        readme="",
        digest=str(hash(made.model_dump_json())),
    )


def _run(
    when: Mapping[str, Any], expect: Any, given: Mapping[str, Any] | None = None, **regime: Any
) -> ScenarioResult:
    scenario = {
        "name": "It goes as it should.",
        "given": {"now": "2020-06-26T10:00", **(given or {})},
        "when": {"purpose": "needs", **when},
        "expect": expect,
    }
    pack = _pack(scenario, **regime)
    return run_scenario(pack, pack.scenarios[0])


GRANTED = "granted, from 2020-06-26 10:00, until 2020-06-26 12:00, for 120 minutes, in KZ-61"
USED = {"used": [{"purpose": "needs", "starts": "2020-06-26T05:00", "minutes": 60}]}


def test_a_scenario_that_says_only_granted_compares_only_that() -> None:
    assert _run({}, "granted") == ScenarioResult(
        name="It goes as it should.",
        passed=True,
        expected="granted",
        actual=GRANTED.replace("KZ-61", "KZ-61 and KZ-61-KENTAU and KZ-61-SAYRAM and KZ-79"),
    )


@pytest.mark.parametrize(
    ("expected", "passed"),
    [
        ({"from": "2020-06-26T10:00", "until": "2020-06-26T12:00", "minutes": 120}, True),
        ({"from": "2020-06-26T04:00:00Z"}, True),
        ({"places": ["KZ-61"]}, True),
        ({"places": ["KZ-79"]}, False),
        ({"minutes": 60}, False),
        ({"until": "2020-06-26T12:00:01"}, False),
    ],
)
def test_what_a_scenario_says_of_a_permit_is_compared(
    expected: Mapping[str, Any], passed: bool
) -> None:
    result = _run({}, {"granted": expected}, {"order": {"places": ["KZ-61"]}})
    assert result.passed == passed, result


@pytest.mark.parametrize(
    ("expected", "passed"),
    [
        ("quota-used", True),
        ("curfew", False),
        ({"code": "quota-used", "rule": "one", "next_eligible": "2020-06-27T00:00"}, True),
        ({"code": "quota-used", "next_eligible": "2020-06-27T06:00"}, False),
        ({"code": "quota-used", "ways_out": ["appeal", "emergency"]}, True),
        ({"code": "quota-used", "ways_out": ["purpose"]}, False),
        ({"code": "quota-used", "next_eligible": "none"}, False),
        ({"code": "quota-used", "purposes": ["needs"]}, False),
    ],
)
def test_what_a_scenario_says_of_a_refusal_is_compared(expected: Any, passed: bool) -> None:
    result = _run({}, {"refused": expected}, USED)
    assert result.passed == passed, result
    assert result.actual == (
        "refused with quota-used, by one, next eligible 2020-06-27 00:00, "
        "way out: emergency, way out: hour, way out: appeal"
    )


def test_that_waiting_is_no_help_and_what_can_be_had_instead_may_be_expected() -> None:
    women = {**NEEDS, "who": {"sex": "female"}}
    purposes = [women, {**NEEDS, "id": "walk"}, EMERGENCY]
    refused = {"code": "not-for-you", "next_eligible": "none", "purposes": ["walk"]}
    result = _run({}, {"refused": refused}, purposes=purposes)
    assert result.passed, result
    assert result.actual == (
        "refused with not-for-you, by needs, next eligible none, "
        "way out: emergency, way out: purpose, way out: appeal, purpose: walk"
    )


def test_the_distance_that_a_permit_names_is_compared() -> None:
    near = [{**NEEDS, "place": {"within_km": "1.50"}}]
    for within, passed in (("1.5", True), ("1", False)):
        assert _run({}, {"granted": {"within_km": within}}, purposes=near).passed is passed
    assert not _run({}, {"granted": {"within_km": "1.5"}}).passed


@pytest.mark.parametrize(
    ("unknown", "rule", "answer"),
    [
        ([], {"bars": [{"id": "here", "when": {"home": ["KZ-61"]}}]}, {"refused": "barred"}),
        (["home"], {"bars": [{"id": "here", "when": {"home": ["KZ-61"]}}]}, "granted"),
        (["document"], {}, {"refused": "document-not-accepted"}),
        (["phone"], {"counters": {"one": {"limit": 0, "of": "phone"}}}, "granted"),
        (["household"], {"counters": {"one": {"limit": 0, "of": "household"}}}, "granted"),
        (["phone"], {"counters": {"one": {"limit": 0, "of": "household"}}}, {"refused": "quota-used"}),
    ],
)  # fmt: skip
def test_what_is_known_of_everybody_may_be_unknown(
    unknown: list[str], rule: Mapping[str, Any], answer: Any
) -> None:
    assert _run({}, answer, {"applicant": {"unknown": unknown}}, **rule).passed


def test_a_grant_is_not_the_refusal_that_was_expected_nor_the_other_way_round() -> None:
    assert not _run({}, {"refused": "quota-used"}).passed
    assert not _run({}, "granted", USED).passed


def test_own_permits_stand_in_every_ledger_and_those_of_others_in_the_shared_one() -> None:
    family = {"counters": {"one": {"limit": 1, "of": "household"}}}
    own = {**USED["used"][0]}
    assert _run({}, {"refused": "quota-used"}, {"used": [own]}, **family).passed
    assert _run(
        {}, {"refused": "quota-used"}, {"used": [{**own, "of": "household"}]}, **family
    ).passed
    assert _run({}, "granted", {"used": [{**own, "of": "phone"}]}, **family).passed
    assert _run({}, "granted", {"used": [{**own, "of": "household"}]}).passed


def test_a_plate_is_a_holder_when_it_is_said() -> None:
    car = {"counters": {"one": {"limit": 1, "of": "plate"}}}
    used = {"used": [{**USED["used"][0], "of": "plate"}]}
    assert _run({}, "granted", used, **car).passed
    assert _run({"plate": "A1"}, {"refused": "quota-used"}, used, **car).passed


def test_an_emergency_before_costs_nothing() -> None:
    used = {"used": [{"purpose": "emergency", "starts": "2020-06-26T09:30", "minutes": 180}]}
    assert _run({}, "granted", used).passed


def test_shared_amounts_may_be_given_as_used_up() -> None:
    room = {"counters": {"one": {"limit": 5, "of": "place", "per": "hour"}}}
    for used, answer in ((4, "granted"), (5, {"refused": {"code": "place-full", "rule": "one"}})):
        given = {"tallies": [{"counter": "one", "used": used}]}
        assert _run({}, answer, given, **room).passed


def test_a_person_an_order_and_a_request_can_be_given_in_full() -> None:
    result = _run(
        {
            "from": "2020-06-26T11:00",
            "party": 2,
            "place": "KZ-61",
            "employer": {"sector": "shops", "staff": 10},
        },
        {"granted": {"from": "2020-06-26T11:00", "places": ["KZ-61"]}},
        {
            "applicant": {"age": 30, "document": "passport", "document_number": "N12345678"},
            "order": {"places": ["KZ-61"], "starts": "2020-06-01", "ends": "2020-07-01"},
        },
        purposes=[
            {
                **NEEDS,
                "companions_at_most": 1,
                "employer": {},
                "who": {"document_digit": {"among": [8]}, "age": {"under": 31}},
            }
        ],
    )
    assert result.passed, result


def test_all_scenarios_of_a_pack_run_in_their_order() -> None:
    scenario = {"given": {"now": "2020-06-26T10:00"}, "when": {"purpose": "needs"}}
    pack = _pack(
        {**scenario, "name": "One", "expect": "granted"},
        {**scenario, "name": "Two", "expect": {"refused": "curfew"}},
    )
    assert [(result.name, result.passed) for result in run_scenarios(pack)] == [
        ("One", True),
        ("Two", False),
    ]
