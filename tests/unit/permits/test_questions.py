# SPDX-License-Identifier: EUPL-1.2
"""Only what the regime needs, and we do not know, is asked."""

from typing import Any

import pytest

from tereze.packs.types import Purpose
from tereze.permits.questions import Questions, find_questions, only_place, own_door
from tereze.permits.types import OrderInForce
from unit.permits.regimes import make_order, make_regime

PLACES = [
    {"code": "KZ-61"},
    {"code": "KZ-61-KENTAU", "within": "KZ-61"},
    {"code": "KZ-61-ARYS", "within": "KZ-61"},
    {"code": "KZ-79"},
]


def an_order(**of_regime: Any) -> OrderInForce:
    return make_order(make_regime(places=PLACES, **of_regime), places=("KZ-61",))


def asked(purpose: dict[str, Any], home: str | None = "KZ-61-ARYS", **of_regime: Any) -> Questions:
    order = an_order(**of_regime)
    return find_questions(order, parse(purpose), home=home)


def parse(purpose: dict[str, Any]) -> Purpose:
    return Purpose.model_validate({"id": "needs", "duration": {"minutes": 60}, **purpose})


def test_a_purpose_that_needs_nothing_asks_nothing() -> None:
    assert asked({}).none
    assert asked({"plate": "by-car"}).none  # offered to who drives


@pytest.mark.parametrize(
    "purpose",
    [
        {"kinds": ["movement", "entry"]},
        {"duration": {"choose": {"at_most": 120}}},
        {"plate": "required"},
        {"companions_at_most": 1},
        {"transport": ["foot", "car"]},
        {"certificate": {"accepted": ["letter"]}},
        {"place": {"ask": True}},
    ],
    ids=lambda purpose: next(iter(purpose)),
)
def test_what_a_purpose_needs_is_asked(purpose: dict[str, Any]) -> None:
    assert not asked(purpose, kinds=["movement", "entry"]).none


def test_one_possibility_is_no_question() -> None:
    assert asked({"transport": ["foot"]}).none
    assert asked({"kinds": ["entry"]}, kinds=["movement", "entry"]).none


def test_home_is_known_where_only_home_is_allowed() -> None:
    purpose = parse({"place": {"ask": True, "allowed": "home"}})
    assert find_questions(an_order(), purpose, home="KZ-61-ARYS").none
    assert only_place(an_order(), purpose, home="KZ-61-ARYS") == "KZ-61-ARYS"


def test_places_of_the_order_are_offered_the_home_first() -> None:
    assert asked({"place": {"ask": True}}).places == ("KZ-61-ARYS", "KZ-61", "KZ-61-KENTAU")


def test_the_home_district_is_the_home_and_its_neighbours() -> None:
    places = asked({"place": {"ask": True, "allowed": "home-district"}}).places
    assert places == ("KZ-61-ARYS", "KZ-61", "KZ-61-KENTAU")


def test_lengths_are_round_and_within_the_bounds() -> None:
    chosen = {"choose": {"at_least": 20, "at_most": 150, "usual": 100}}
    questions = asked({"duration": chosen})
    assert questions.lengths == (20, 30, 45, 60, 90, 100, 120, 150)
    assert questions.usual_length == 100


def test_a_return_has_to_be_stated_where_the_purpose_wants_it() -> None:
    stated = {"until_stated": {"at_least": 30, "at_most": 60}}
    assert asked({"duration": stated}).usual_length is None


@pytest.mark.parametrize(
    ("of_regime", "of_purpose", "door"),
    [
        (["sms", "web", "app"], [], "web"),
        (["app"], [], "app"),
        (["sms", "web"], ["sms"], None),
        (["sms"], ["web"], None),
    ],
)
def test_this_site_is_a_door_only_where_both_say_so(
    of_regime: list[str], of_purpose: list[str], door: str | None
) -> None:
    assert own_door(make_regime(doors=of_regime), parse({"doors": of_purpose})) == door


def test_a_page_may_be_another_door_than_the_site() -> None:
    regime, purpose = make_regime(doors=["sms", "web", "desk"]), parse({"doors": ["desk"]})
    assert own_door(regime, purpose) is None
    assert own_door(regime, purpose, ["desk"]) == "desk"
