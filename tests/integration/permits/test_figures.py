# SPDX-License-Identifier: EUPL-1.2
"""Live figures count what happened, once each."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.figures import Figures, get_figures
from tereze.permits.types import Answer, Granted, Request
from town import NOON, resident, turkistan

pytestmark = pytest.mark.django_db(transaction=True)

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.fixture(autouse=True)
def town() -> None:
    turkistan()


def ask(person: ResidentFacts, purpose: str, *, at=NOON, **more) -> Answer:
    request = Request(purpose=purpose, door="web", **more)
    return services.ask_permit(resident=person, request=request, door="web", now=at)


def figures(now=NOON) -> Figures:
    return get_figures(zone=ALMATY, now=now)


def test_nothing_happened_is_zero_for_each_of_24_local_hours() -> None:
    counted = figures()
    assert len(counted.hours) == 24
    assert (counted.asked, counted.people_out) == (0, 0)
    assert counted.hours[-1].hour.isoformat() == "2026-11-20T12:00:00+05:00"
    assert counted.hours[0].hour.isoformat() == "2026-11-19T13:00:00+05:00"


def test_each_request_counts_in_its_hour() -> None:
    person = resident()
    ask(person, "needs", at=NOON - timedelta(hours=3))
    ask(person, "needs", at=NOON - timedelta(minutes=1))  # the day's permit was used
    by_hour = {hour.hour.hour: hour for hour in figures().hours}
    assert (by_hour[9].granted, by_hour[9].refused) == (1, 0)
    assert (by_hour[11].granted, by_hour[11].refused) == (0, 1)
    assert figures().refused_by_reason == {"quota-used": 1}


def test_what_is_older_than_a_day_is_left_out() -> None:
    ask(resident(), "needs", at=NOON - timedelta(hours=24))
    assert figures().asked == 0
    assert figures(NOON - timedelta(hours=2)).asked == 1


def test_out_now_is_who_may_be_out_at_this_moment_with_companions() -> None:
    one, other = resident(), resident(phone="+77010000002")
    ask(one, "needs", at=NOON - timedelta(minutes=90))
    ask(other, "treatment", minutes=60, party=2, at=NOON - timedelta(minutes=30))
    counted = figures()
    assert counted.out_by_purpose == {"needs": 1, "treatment": 1}
    assert counted.people_out == 3
    assert counted.out_by_place == {"KZ-61": 2, "KZ-79": 2}
    assert figures(NOON + timedelta(minutes=30)).out_by_purpose == {}


def test_a_permit_that_was_taken_back_is_not_out() -> None:
    given = ask(resident(), "needs")
    assert isinstance(given, Granted)
    services.revoke_permit(code=given.permit.code, why="a test", actor="tests", now=NOON)
    assert figures().people_out == 0
    assert figures().granted == 1
