# SPDX-License-Identifier: EUPL-1.2
"""Lengths that go by who asks and what is asked: a child's hour, a doctor's letter, a far funeral."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tereze.permits import rules
from tereze.permits.questions import find_questions
from tereze.permits.types import Applicant, Proposal, Refusal
from unit.permits.regimes import EMERGENCY, make_order, make_regime, world

TEN = "2020-06-26 10:00"  # a Friday
MINUTE = timedelta(minutes=1)
LETTER = {"accepted": ["letter"], "needed": False}
UNTIL_STATED = {"until_stated": {"at_most": 2880, "at_least": 30}}


def other(when: Mapping[str, Any], **duration: Any) -> dict[str, Any]:
    """Another length for some."""
    return {"when": when, "duration": duration}


@pytest.mark.parametrize(
    ("age", "until"), [(8, "11:00"), (14, "11:30"), (30, "12:00"), (None, "12:00")]
)
def test_the_first_length_that_fits_is_taken_and_else_the_usual_one(
    age: int | None, until: str
) -> None:
    children = other({"age": {"under": 14}}, minutes=60)
    young = other({"age": {"under": 18}}, minutes=90)
    city = world({"durations": [children, young]}, applicant=Applicant(age=age, home="KZ-61"))
    assert city.granted(TEN) == f"{TEN} – 2020-06-26 {until}"


def test_a_length_may_go_by_where_one_goes() -> None:
    funeral = {"durations": [other({"not": {"place": ["KZ-61"]}}, minutes=1440)]}
    city = world({"duration": {"minutes": 300}, **funeral})
    assert city.granted(TEN, place="KZ-61-KENTAU") == f"{TEN} – 2020-06-26 15:00"
    assert city.granted(TEN, place="KZ-79") == f"{TEN} – 2020-06-27 10:00"


def test_who_states_a_paper_may_be_asked_for_the_time_that_it_says() -> None:
    doctor = world(
        {"certificate": LETTER, "durations": [other({"certificate": ["letter"]}, **UNTIL_STATED)]}
    )
    assert doctor.granted(TEN) == f"{TEN} – 2020-06-26 12:00"
    assert doctor.granted(TEN, minutes=300) == f"{TEN} – 2020-06-26 12:00"
    assert doctor.refused(TEN, certificate="letter")[0] == "minutes-needed"
    assert doctor.refused(TEN, certificate="letter", minutes=20)[0] == "too-short"
    assert doctor.granted(TEN, certificate="letter", minutes=600) == f"{TEN} – 2020-06-26 20:00"


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, False),
        ({"certificate": "ticket"}, False),
        ({"certificate": "letter"}, True),
        ({"certificate": "letter", "certificate_number": "7"}, False),
    ],
)
def test_a_paper_that_is_not_needed_is_only_asked_for_its_number_when_it_is_stated(
    said: Mapping[str, Any], refused: bool
) -> None:
    city = world({"certificate": {**LETTER, "number": True}})
    outcome = city.ask(TEN, **said)
    assert getattr(outcome, "code", None) == ("certificate-needed" if refused else None)


def test_rules_about_the_minutes_see_the_length_that_somebody_gets() -> None:
    long_ways = {"id": "long", "when": {"minutes": {"at_least": 121}}}
    far = other({"place": ["KZ-79"]}, minutes=180)
    city = world({"durations": [far]}, bars=[long_ways])
    assert city.granted(TEN)
    assert city.refused(TEN, place="KZ-79")[:2] == ("barred", "long")


def test_what_is_left_is_told_for_ones_own_length() -> None:
    children = other({"age": {"under": 14}}, choose={"at_most": 60, "usual": 30})
    city = world({"durations": [children]}, applicant=Applicant(age=8, home="KZ-61"))
    (quota,) = rules.quotas_left(city.order, city.applicant, {}, city.instant(TEN))
    assert isinstance(quota.answer, Proposal)
    assert city.clock(quota.answer.ends_at) == "2020-06-26 11:00"


def test_lengths_are_asked_for_where_some_may_choose() -> None:
    doctor = {
        "id": "doctor",
        "duration": {"minutes": 100},
        "durations": [other({"certificate": ["letter"]}, until_stated={"at_most": 180})],
        "certificate": LETTER,
    }
    regime = make_regime(purposes=[doctor, {**EMERGENCY}])
    questions = find_questions(make_order(regime), regime.purposes[0], home=None)
    assert questions.lengths == (15, 30, 45, 60, 90, 100, 120, 180)
    assert questions.usual_length == 100
    assert questions.certificate is not None
    emergency = find_questions(make_order(regime), regime.purposes[1], home=None)
    assert emergency.lengths == ()


# --- lengths that a clock ends ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "closes", "opens"),
    [
        ({"until": "22:00"}, "2020-06-26 22:00", "2020-06-27 00:00"),
        ({"until_end_of": "day"}, "2020-06-27 00:00", "2020-06-27 00:00"),
        ({"until_end_of": "month"}, "2020-07-01 00:00", "2020-07-01 00:00"),
    ],
)
def test_a_permit_of_a_few_minutes_helps_nobody(
    duration: Mapping[str, Any], closes: str, opens: str
) -> None:
    city = world({"duration": duration, "shortest_minutes": 20})
    closing = city.instant(closes)
    late, early = (city.clock(closing - minutes * MINUTE) or "" for minutes in (19, 20))
    assert city.granted(early) == f"{early} – {closes}"
    refusal = city.ask(late)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, city.clock(refusal.next_eligible)) == ("closes-too-soon", opens)
    assert refusal.facts["until"] == closing


def test_who_asks_for_a_few_minutes_gets_them() -> None:
    city = world({"duration": {"until": "22:00"}})
    assert city.granted(TEN, minutes=5) == f"{TEN} – 2020-06-26 10:05"
    assert city.granted("2020-06-26 21:50", minutes=10).endswith("22:00")
    assert city.refused("2020-06-26 21:50", minutes=11)[0] == "closes-too-soon"


@pytest.mark.parametrize("duration", [{"minutes": 120}, {"until_end_of": "order"}])
def test_the_sunset_shortens_to_whatever_is_left(duration: Mapping[str, Any]) -> None:
    ends_at = datetime(2020, 6, 26, 4, 5, tzinfo=UTC)  # 10:05 in Almaty
    city = world({"duration": duration}, order={"ends_at": ends_at})
    assert city.granted(TEN) == f"{TEN} – 2020-06-26 10:05"
