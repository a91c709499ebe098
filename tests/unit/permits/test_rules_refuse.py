# SPDX-License-Identifier: EUPL-1.2
"""Every reason for a refusal that looks at the person and the request, one by one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tereze.permits import rules
from tereze.permits.types import Applicant, Employer, Refusal
from unit.permits.regimes import EMERGENCY, NEEDS, World, world

TEN = "2020-06-26 10:00"
PASSPORT = {"passport": {"pattern": "[A-Z0-9]{9}", "example": "N00000000"}}
SHOPS = Employer(id=1, sector="shops")

#: (purpose, regime, what is said, the refusal's code, a fact that its message tells)
CASES: list[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any], str, Any]] = [
    ({}, {}, {"kind": "entry"}, "kind-not-offered", ("kinds", "movement")),
    ({"kinds": ["exit"]}, {"kinds": ["entry", "exit"]}, {"kind": "entry"}, "kind-not-offered", ("kinds", "exit")),
    ({}, {}, {"door": "telegram"}, "door-closed", ("doors", "web, sms")),
    ({"doors": ["sms", "desk"]}, {}, {}, "door-closed", ("doors", "sms")),
    ({}, {"documents": PASSPORT}, {}, "document-not-accepted", ("documents", "passport")),
    ({"who": {"sex": "female"}}, {}, {}, "not-for-you", None),
    ({}, {"bars": [{"id": "no-cars", "when": {"has_plate": True}}]}, {"plate": "A1"}, "barred", None),
    ({"employer": {}}, {}, {}, "employer-needed", None),
    ({"employer": {"sectors": ["health"]}}, {}, {"employer": SHOPS}, "sector-not-allowed", ("sectors", "health")),
    ({"employer": {"sectors": ["health"], "needed": False}}, {}, {"employer": SHOPS}, "sector-not-allowed", ("sectors", "health")),
    ({"certificate": {"accepted": ["letter", "ticket"]}}, {}, {}, "certificate-needed", ("certificates", "letter, ticket")),
    ({"certificate": {"accepted": ["letter"]}}, {}, {"certificate": "ticket"}, "certificate-needed", None),
    ({"certificate": {"accepted": ["letter"], "number": True}}, {}, {"certificate": "letter"}, "certificate-needed", None),
    ({"transport": ["foot"]}, {}, {}, "transport-needed", ("transports", "foot")),
    ({"transport": ["foot"]}, {}, {"transport": "car"}, "transport-not-allowed", ("transport", "car")),
    ({"plate": "required"}, {}, {}, "plate-needed", None),
    ({"plate": "by-car"}, {}, {"transport": "motorcycle"}, "plate-needed", None),
    ({"plate": "none"}, {}, {"plate": "A1"}, "plate-not-allowed", ("plate", "A1")),
    ({"companions_at_most": 1}, {}, {"party": 3}, "too-many-people", ("people", 2)),
    ({}, {}, {"place": "KZ-99"}, "place-not-covered", ("place", "KZ-99")),
    ({"place": {"allowed": ["KZ-99"]}}, {}, {}, "place-not-covered", None),
    ({"place": {"ask": True}}, {}, {}, "place-needed", None),
    ({"place": {"allowed": "home"}}, {}, {"place": "KZ-79"}, "place-not-allowed", ("place", "KZ-79")),
    ({"place": {"allowed": ["KZ-79"]}}, {}, {"place": "KZ-61"}, "place-not-allowed", None),
    ({"place": {"within_km": "5"}}, {}, {"distance_km": Decimal(6)}, "too-far", ("km", "5")),
    ({"duration": {"choose": {"at_most": 60}}}, {}, {"minutes": 61}, "too-long", ("minutes", 60)),
    ({"duration": {"choose": {"at_most": 60, "at_least": 30}}}, {}, {"minutes": 29}, "too-short", ("minutes", 30)),
    ({}, {}, {"minutes": 0}, "too-short", ("minutes", 1)),
    ({"duration": {"until_stated": {"at_most": 60}}}, {}, {}, "minutes-needed", None),
]  # fmt: skip


@pytest.mark.parametrize(("purpose", "regime", "said", "code", "fact"), CASES)
def test_a_request_is_refused_for_what_it_is(
    purpose: Mapping[str, Any],
    regime: Mapping[str, Any],
    said: Mapping[str, Any],
    code: str,
    fact: tuple[str, Any] | None,
) -> None:
    refusal = world(purpose, **regime).ask(TEN, **said)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.next_eligible is None, "waiting does not change what is asked, or by whom"
    assert refusal.legal_basis == "Order"
    assert refusal.facts["purpose"] == "needs"
    if fact:
        assert refusal.facts[fact[0]] == fact[1]


GIVEN: list[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]] = [
    ({"doors": ["sms"]}, {}, {"door": "api"}),
    ({"employer": {"sectors": ["shops"]}}, {}, {"employer": SHOPS}),
    ({"employer": {"sectors": ["health"], "needed": False}}, {}, {}),
    ({"certificate": {"accepted": ["letter"]}}, {}, {"certificate": "letter"}),
    ({"certificate": {"accepted": ["letter"], "number": True}}, {}, {"certificate": "letter", "certificate_number": "5"}),
    ({"transport": ["foot"]}, {}, {"transport": "foot"}),
    ({"plate": "by-car"}, {}, {"transport": "bus"}),
    ({"plate": "required"}, {}, {"plate": "A1"}),
    ({"plate": "none"}, {}, {}),
    ({"companions_at_most": 1}, {}, {"party": 2}),
    ({"place": {"ask": True}}, {}, {"place": "KZ-79"}),
    ({"place": {"allowed": "home"}}, {}, {"place": "KZ-61-SAYRAM"}),
    ({"place": {"within_km": "5"}}, {}, {"place": "KZ-61"}),
    ({"place": {"within_km": "5"}}, {}, {"place": "KZ-79"}),
    ({"duration": {"until_stated": {"at_most": 60}}}, {}, {"minutes": 60}),
    ({}, {"documents": PASSPORT, "identification": {"by": "declared"}}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("purpose", "regime", "said"), GIVEN)
def test_the_same_is_granted_when_it_is_as_the_rule_wants_it(
    purpose: Mapping[str, Any], regime: Mapping[str, Any], said: Mapping[str, Any]
) -> None:
    assert world(purpose, **regime).granted(TEN, **said)


def test_an_unknown_purpose_is_refused_with_others_to_choose_from() -> None:
    city = world(purposes=[{**NEEDS, "id": "walk"}, EMERGENCY])
    refusal = city.ask(TEN, "shopping")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule, refusal.next_eligible) == (
        "unknown-purpose",
        "shopping",
        None,
    )
    assert [(way.kind, way.purpose) for way in refusal.ways_out] == [
        ("emergency", None),
        ("purpose", "needs"),
        ("purpose", "walk"),
    ]


def test_no_more_than_three_purposes_are_offered() -> None:
    city = world(
        {"who": {"age": {"under": 0}}}, purposes=[{**NEEDS, "id": f"p{n}"} for n in range(5)]
    )
    refusal = city.ask(TEN)
    assert isinstance(refusal, Refusal)
    assert [way.purpose for way in refusal.ways_out if way.purpose] == ["p0", "p1", "p2"]


@pytest.mark.parametrize(
    ("open_to_all", "refused"),
    [("everything", False), ("nothing", True), (["walk"], True), (["needs"], False)],
)
def test_a_regime_says_what_people_may_ask_before_they_are_confirmed(
    open_to_all: Any, refused: bool
) -> None:
    city = world(identification={"unverified_may_ask": open_to_all})
    if refused:
        assert city.refused(TEN)[0] == "not-verified"
    else:
        assert city.granted(TEN)
    city.applicant = Applicant(home="KZ-61", verified=True)
    assert city.granted(TEN)


def test_a_document_is_of_a_type_that_the_regime_accepts() -> None:
    city = world(
        documents={**PASSPORT, "id": PASSPORT["passport"]}, identification={"documents": ["id"]}
    )
    city.applicant = Applicant(home="KZ-61", document_type="passport")
    assert city.refused(TEN)[0] == "document-not-accepted"
    city.applicant = Applicant(home="KZ-61", document_type="id")
    assert city.granted(TEN)


def test_a_bar_is_meant_for_some_purposes_or_for_all_but_some() -> None:
    infected = {"id": "infected", "when": {"tagged": ["infected"]}}
    doctor = {**NEEDS, "id": "doctor"}
    ill = Applicant(home="KZ-61", tags=frozenset({"infected", "pupil"}))
    for limits in ({"except_purposes": ["doctor"]}, {"only_purposes": ["needs"]}):
        city = world(purposes=[doctor], bars=[{**infected, **limits}], applicant=ill)
        assert city.refused(TEN)[:2] == ("barred", "infected")
        assert city.granted(TEN, "doctor")


def test_an_exemption_lifts_a_bar() -> None:
    city = world(
        bars=[{"id": "elderly", "when": {"age": {"at_least": 65}}}],
        exemptions=[{"id": "doctors", "when": {"tagged": ["doctor"]}, "free_of": ["bars"]}],
    )
    city.applicant = Applicant(home="KZ-61", age=70)
    assert city.refused(TEN)[0] == "barred"
    city.applicant = Applicant(home="KZ-61", age=70, tags=frozenset({"doctor"}))
    assert city.granted(TEN)


def test_an_exemption_for_some_hours_lifts_a_bar_for_these_hours() -> None:
    shift = {"tagged": ["doctor"], "hours": {"from": "08:00", "until": "11:00"}}
    city = world(
        bars=[{"id": "elderly", "when": {"age": {"at_least": 65}}}],
        exemptions=[{"id": "shift", "when": shift, "free_of": ["bars"]}],
        applicant=Applicant(home="KZ-61", age=70, tags=frozenset({"doctor"})),
    )
    assert city.granted(TEN) == "2020-06-26 10:00 – 2020-06-26 11:00"
    assert city.refused("2020-06-26 11:00") == ("barred", "elderly", "2020-06-27 08:00")


@pytest.mark.parametrize(
    ("own", "expected"), [({}, "Order"), ({"legal_basis": "Article 5"}, "Article 5")]
)
def test_a_refusal_names_the_nearest_legal_basis(own: Mapping[str, Any], expected: str) -> None:
    refusal = world({"who": {"sex": "male"}, **own}).ask(TEN)
    assert isinstance(refusal, Refusal)
    assert refusal.legal_basis == expected

    bar = {"id": "all", "when": {"verified": False}, "legal_basis": "Article 9"}
    refusal = world(own, bars=[bar]).ask(TEN)
    assert isinstance(refusal, Refusal)
    assert refusal.legal_basis == "Article 9"


@pytest.mark.parametrize("code", ["place-not-covered", "plate-needed", "barred"])
def test_a_human_can_overrule_rules_but_not_give_what_is_missing(code: str) -> None:
    said = {"place-not-covered": {"place": "KZ-99"}, "plate-needed": {}, "barred": {"plate": "X1"}}
    city = world({"plate": "required"}, bars=[{"id": "cars", "when": {"has_plate": True}}])
    refusal = city.ask(TEN, **said[code])
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert ("appeal" in [way.kind for way in refusal.ways_out]) == (code == "barred")


# --- emergencies ---------------------------------------------------------------------------------------


def _closed_city(**order: Any) -> World:
    """Everything is forbidden, to everybody, at any time."""
    return world(
        purposes=[
            {**EMERGENCY, "doors": ["desk"], "who": {"age": {"under": 0}}, "counters": ["none"]}
        ],
        bars=[{"id": "everybody", "when": {"verified": False}}],
        curfews=[{"hours": [{"from": "00:00", "until": "24:00"}]}],
        counters={"none": {"limit": 0}},
        documents=PASSPORT,
        identification={"unverified_may_ask": "nothing"},
        order=order,
    )


def test_danger_to_life_passes_whatever_the_rules_say() -> None:
    city = _closed_city()
    outcome = city.ask(TEN, "emergency", kind="exit", party=9, minutes=999)
    assert city.granted(TEN, "emergency") == "2020-06-26 10:00 – 2020-06-26 13:00"
    assert not isinstance(outcome, Refusal)
    assert (outcome.free, outcome.tallies, outcome.holders) == (True, (), ("resident",))
    assert outcome.places == ("KZ-61", "KZ-79")


def test_an_emergency_outside_the_order_gets_a_permit_for_the_order() -> None:
    city = _closed_city(places=("KZ-61",))
    city.applicant = Applicant(home="KZ-79")
    for place, named in (("KZ-99", "KZ-61"), (None, "KZ-61"), ("KZ-61-KENTAU", "KZ-61-KENTAU")):
        outcome = city.ask(TEN, "emergency", place=place)
        assert not isinstance(outcome, Refusal)
        assert outcome.places == (named,)


def test_an_emergency_ends_at_the_sunset_and_never_begins_after_it() -> None:
    sunset = datetime(2020, 6, 26, 6, tzinfo=UTC)  # noon in Almaty
    city = _closed_city(ends_at=sunset)
    assert city.granted(TEN, "emergency") == "2020-06-26 10:00 – 2020-06-26 12:00"
    assert city.refused("2020-06-26 12:00", "emergency")[0] == "after-sunset"
    for asked in ("2020-06-26 12:00", "2027-01-01 00:00"):
        period = city.granted(TEN, "emergency", starts_at=asked)
        assert period == "2020-06-26 10:00 – 2020-06-26 12:00", "at once"


def test_an_emergency_before_the_order_waits_for_the_order_only() -> None:
    city = _closed_city(starts_at=datetime(2020, 6, 26, 6, tzinfo=UTC))
    assert city.refused(TEN, "emergency") == ("no-order", "emergency", "2020-06-26 12:00")
    noon, evening = "2020-06-26 12:00", "2020-06-28 20:00"
    assert city.granted(TEN, "emergency", starts_at=noon).startswith(noon)
    assert city.granted(TEN, "emergency", starts_at=evening).startswith(noon), "asked too far ahead"


@pytest.mark.parametrize(
    ("asked", "begins"),
    [("09:00", "10:00"), ("11:00", "11:00"), ("2020-06-28 10:00", "10:00")],
)
def test_an_emergency_begins_when_it_was_asked_for_or_now(asked: str, begins: str) -> None:
    if len(asked) == 5:
        asked = f"2020-06-26 {asked}"
    period = _closed_city().granted(TEN, "emergency", starts_at=asked)
    assert period.startswith(f"2020-06-26 {begins}")


@pytest.mark.parametrize(
    ("duration", "minutes", "until"),
    [
        ({"choose": {"at_most": 60, "at_least": 30}}, 5, "10:30"),
        ({"choose": {"at_most": 60, "at_least": 30}}, 500, "11:00"),
        ({"until_stated": {"at_most": 60, "usual": 40}}, None, "10:40"),
        ({"minutes": 60}, -5, "10:01"),
        ({"until": "09:00"}, None, "2020-06-27 09:00"),
        ({"until": "09:00"}, 30, "10:30"),
        ({"until": "12:00"}, 30, "10:30"),
    ],
)
def test_an_emergency_takes_any_length_to_what_the_purpose_gives(
    duration: Mapping[str, Any], minutes: int | None, until: str
) -> None:
    city = world(purposes=[{**EMERGENCY, "duration": duration}])
    period = city.granted(TEN, "emergency", minutes=minutes)
    assert period.endswith(until if len(until) > 5 else f"2020-06-26 {until}")


# --- what an officer decides on -------------------------------------------------------------------

JOURNEY = {"approval": True, "duration": {"until_stated": {"at_most": 10080}}}


def test_what_an_officer_decides_on_is_refused_only_for_that_when_nothing_else_is_against_it() -> (
    None
):
    refusal = world(JOURNEY, purposes=[EMERGENCY]).ask(TEN, minutes=2880)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule, refusal.next_eligible) == ("needs-approval", "needs", None)
    assert [way.kind for way in refusal.ways_out] == ["emergency", "appeal"]


def test_everything_else_is_checked_before_an_officer_is_troubled() -> None:
    assert world(JOURNEY).refused(TEN)[0] == "minutes-needed"
    closed = world({**JOURNEY, "hours": [{"from": "14:00", "until": "16:00"}]})
    assert closed.refused(TEN, minutes=60) == ("outside-hours", "needs", None)


def test_nobody_is_sent_to_a_purpose_that_an_officer_decides_on() -> None:
    city = world({"who": {"sex": "female"}}, purposes=[{**JOURNEY, "id": "journey"}])
    refusal = city.ask(TEN, minutes=60)
    assert isinstance(refusal, Refusal)
    assert [way.kind for way in refusal.ways_out] == ["appeal"]


def test_what_the_officer_grants_is_what_was_asked_for() -> None:
    city = world(JOURNEY)
    asked = city.request(starts_at="2020-06-27 09:00", minutes=2880, place="KZ-79")
    proposal = rules.overrule(city.order, city.applicant, asked, city.instant(TEN))
    assert city.clock(proposal.starts_at) == "2020-06-27 09:00"
    assert city.clock(proposal.ends_at) == "2020-06-29 09:00"
    assert (proposal.places, proposal.free) == (("KZ-79",), True)
