# SPDX-License-Identifier: EUPL-1.2
"""Replaying the requests of some days under other rules."""

from typing import Any

from tereze.permits.simulation import EXAMPLES, SMALLEST_GROUP, PastRequest, simulate
from tereze.permits.types import Applicant, HolderKind
from unit.permits.regimes import NEEDS, World, world


def _past(
    city: World,
    at: str,
    *,
    resident: int = 1,
    age: int | None = None,
    was_granted: bool = True,
    holders: dict[HolderKind, int] | None = None,
    **said: Any,
) -> PastRequest:
    return PastRequest(
        applicant=Applicant(home="KZ-61", age=age, tags=frozenset({"pupil"} if age == 10 else ())),
        request=city.request(**said),
        holders={"resident": resident, **(holders or {})},
        now=city.instant(at),
        was_granted=was_granted,
    )


def test_a_simulation_counts_who_would_be_refused_and_who_would_not() -> None:
    city = world({"who": {"age": {"under": 65}}})
    result = simulate(
        city.order,
        [
            _past(city, "2020-06-26 10:00", resident=1, age=70),
            _past(city, "2020-06-26 10:01", resident=2, age=10),
            _past(city, "2020-06-26 10:02", resident=3, age=30, was_granted=False),
            _past(city, "2020-06-26 10:03", resident=4, age=80, was_granted=False),
        ],
    )
    assert (result.asked, result.granted, result.newly_refused, result.newly_granted) == (
        4,
        2,
        1,
        1,
    )
    assert result.refused == {"not-for-you": 2}
    assert [(example.change, example.past.applicant.age) for example in result.examples] == [
        ("newly-refused", 70),
        ("newly-granted", 30),
    ]


def test_a_simulation_counts_who_is_hit_and_tells_of_few_only_that_they_are_few() -> None:
    city = world({"who": {"age": {"under": 18}}})
    ages = [70] * SMALLEST_GROUP + [30] * (SMALLEST_GROUP - 1)
    asked = [
        _past(city, "2020-06-26 10:00", resident=number, age=age) for number, age in enumerate(ages)
    ]
    assert simulate(city.order, asked).hit == {
        ("purpose", "needs"): 9,
        ("door", "web"): 9,
        ("sex", "not known"): 9,
        ("home", "KZ-61"): 9,
        ("age", "65 and over"): 5,
        ("age", "18 to 64"): None,
    }


def test_quotas_run_out_in_a_simulation_as_they_would_have() -> None:
    city = world({"counters": ["one"]}, counters={"one": {"limit": 1}})
    asked = [_past(city, f"2020-06-26 {hour}:00") for hour in (10, 13, 16)]
    asked.append(_past(city, "2020-06-26 17:00", resident=2))
    asked.append(_past(city, "2020-06-27 10:00"))
    result = simulate(city.order, asked)
    assert (result.granted, result.refused) == (3, {"quota-used": 2})


def test_households_share_their_quota_in_a_simulation() -> None:
    city = world({"counters": ["one"]}, counters={"one": {"limit": 1, "of": "household"}})
    asked = [
        _past(city, "2020-06-26 10:00", resident=resident, holders={"household": household})
        for resident, household in ((1, 9), (2, 9), (3, 8))
    ]
    assert simulate(city.order, asked).refused == {"quota-used": 1}


def test_shared_amounts_run_out_in_a_simulation() -> None:
    city = world(
        {"counters": ["room"]}, counters={"room": {"limit": 2, "of": "place", "per": "hour"}}
    )
    asked = [_past(city, "2020-06-26 10:00", resident=resident) for resident in range(5)]
    assert simulate(city.order, asked).refused == {"place-full": 3}


def test_only_a_few_examples_of_each_change_are_kept() -> None:
    city = world({"who": {"age": {"under": 65}}})
    asked = [
        _past(city, "2020-06-26 10:00", resident=n, age=10 + 60 * (n % 2), was_granted=bool(n % 2))
        for n in range(40)
    ]
    result = simulate(city.order, asked)
    assert (result.newly_refused, result.newly_granted) == (20, 20)
    assert len(result.examples) == 2 * EXAMPLES


def test_a_group_that_a_register_marked_is_counted_when_it_is_hit() -> None:
    city = world(
        purposes=[{**NEEDS, "id": "walk"}], bars=[{"id": "pupils", "when": {"tagged": ["pupil"]}}]
    )
    pupils = [_past(city, "2020-06-26 10:00", resident=number, age=10) for number in range(6)]
    result = simulate(city.order, pupils)
    assert result.hit[("tag", "pupil")] == 6
    assert result.hit[("age", "under 18")] == 6


def test_nothing_asked_is_nothing_found() -> None:
    result = simulate(world().order, [])
    assert (result.asked, result.granted, result.refused, result.examples) == (0, 0, {}, ())
