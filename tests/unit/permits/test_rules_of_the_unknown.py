# SPDX-License-Identifier: EUPL-1.2
"""What a condition answers where something is not known: neither yes nor no."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tereze.packs.types import Condition, Place
from tereze.permits.rules.conditions import Facts, compile_condition
from tereze.permits.rules.local_time import Calendar, Moment
from tereze.permits.rules.places import Gazetteer
from tereze.permits.types import Applicant, Request
from unit.permits.regimes import PLACES, world

NOON = Moment(datetime(2020, 6, 26, 7, tzinfo=UTC), date(2020, 6, 26))  # a Friday
NOBODY = Facts(Applicant(), Request(purpose="needs", door="web"), "movement")
SOMEBODY = Facts(
    Applicant(age=70, sex="female", home="KZ-61-KENTAU", document_tail="0019"),
    Request(purpose="needs", door="web", plate="123 AB 02", transport="car"),
    "movement",
    place="KZ-61",
    minutes=120,
    distance_km=Decimal("2.5"),
)

#: Conditions on what may not be known, all of them true of SOMEBODY.
UNKNOWN_OF_NOBODY: list[dict[str, Any]] = [
    {"age": {"at_least": 65}},
    {"sex": "female"},
    {"home": ["KZ-61"]},
    {"document_digit": {"among": "odd"}},
    {"place": ["KZ-61"]},
    {"transport": ["car"]},
    {"plate_digit": {"among": [2]}},
    {"minutes": {"at_least": 60}},
    {"distance_km": {"under": 3}},
]
#: Nobody has to tell these: where they are not there, that is known.
ALWAYS_KNOWN: list[dict[str, Any]] = [
    {"verified": True},
    {"tagged": ["infected"]},
    {"document": ["passport"]},
    {"certificate": ["ticket"]},
    {"sector": ["food"]},
    {"has_plate": True},
    {"kind": ["entry"]},
    {"door": ["sms"]},
    {"purpose": ["walk"]},
    {"party": {"at_least": 2}},
]


def answer(condition: dict[str, Any], facts: Facts = NOBODY) -> bool | None:
    """What a condition of a pack says of somebody on a Friday at noon in Almaty."""
    places = Gazetteer([Place.model_validate(place) for place in PLACES], ())
    asked = compile_condition(Condition.model_validate(condition), Calendar("Asia/Almaty"), places)
    return asked.holds(facts, NOON)


@pytest.mark.parametrize("condition", UNKNOWN_OF_NOBODY)
def test_what_is_not_known_is_neither_so_nor_not_so(condition: dict[str, Any]) -> None:
    assert answer(condition, SOMEBODY) is True
    assert answer({"not": condition}, SOMEBODY) is False
    assert answer(condition) is None
    assert answer({"not": condition}) is None


@pytest.mark.parametrize("condition", ALWAYS_KNOWN)
def test_what_nobody_stated_is_known_not_to_be_so(condition: dict[str, Any]) -> None:
    assert answer(condition) is False
    assert answer({"not": condition}) is True


def test_the_unknown_is_joined_as_logic_has_it() -> None:
    yes, no, unknown = {"days": ["fri"]}, {"days": ["sat"]}, {"age": {"at_least": 65}}
    assert answer({"all": [unknown, yes]}) is None
    assert answer({"all": [unknown, no]}) is False
    assert answer({"any": [unknown, yes]}) is True
    assert answer({"any": [unknown, no]}) is None
    assert answer({**unknown, **yes}) is None
    assert answer({**unknown, **no}) is False
    assert answer({"not": {"any": [unknown, no]}}) is None


@pytest.mark.parametrize("condition", UNKNOWN_OF_NOBODY)
@pytest.mark.parametrize("turned", [False, True])
def test_no_rule_does_anything_to_somebody_of_whom_nothing_is_known(
    condition: dict[str, Any], turned: bool
) -> None:
    when = {"not": condition} if turned else condition
    unknown: dict[str, Any] = {
        "applicant": Applicant(),
        "purpose": {"duration": {"until": "22:00"}, "counters": ["daily"]},
    }
    daily = {"limit": 1, "limits": [{"when": when, "limit": 0}]}
    bars, exemptions = [{"id": "bar", "when": when}], [{"id": "free", "when": when}]
    assert world(bars=bars, counters={"daily": daily}, **unknown).granted("2020-06-26 12:00")

    freed = world(
        exemptions=[{**exemptions[0], "free_of": ["counters"]}],
        counters={"daily": {"limit": 0}},
        **unknown,
    )
    assert freed.refused("2020-06-26 12:00")[0] == "quota-used"

    unknown["purpose"] |= {"who": when, "counters": []}
    assert world(**unknown).refused("2020-06-26 12:00")[0] == "not-for-you"


_leaves = st.sampled_from([*UNKNOWN_OF_NOBODY, {"days": ["fri"]}, {"days": ["sat"]}])
_conditions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(lambda one: {"not": one}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


@given(
    condition=_conditions,
    forgotten=st.sets(st.sampled_from(["age", "sex", "home", "plate", "minutes", "place"])),
    age=st.sampled_from([40, 70]),
    sex=st.sampled_from(["female", "male"]),
)
def test_to_learn_more_never_turns_an_answer_around(
    condition: dict[str, Any], forgotten: set[str], age: int, sex: Any
) -> None:
    whole = SOMEBODY._replace(applicant=replace(SOMEBODY.applicant, age=age, sex=sex))
    person: Any = dict.fromkeys(forgotten & {"age", "sex", "home"})
    facts: Any = dict.fromkeys(forgotten & {"minutes", "place"})
    known = whole._replace(applicant=replace(whole.applicant, **person), **facts)
    if "plate" in forgotten:
        known = known._replace(request=replace(known.request, plate=None))
    before = answer(condition, known)
    assert before is None or before == answer(condition, whole)
