# SPDX-License-Identifier: EUPL-1.2
"""A permit that was taken back stands in nobody's way. It stays counted, but not its minutes."""

from datetime import timedelta

import pytest

from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.types import Answer, Granted, Refused, Request
from town import NOON, SMALL_TOWN, resident, turkistan

pytestmark = pytest.mark.django_db


def ask(who: ResidentFacts, purpose: str, minutes_later: int) -> Answer:
    now = NOON + timedelta(minutes=minutes_later)
    request = Request(purpose=purpose, door="web")
    return services.ask_permit(resident=who, request=request, door="web", now=now)


def test_another_purpose_is_open_at_once_and_the_same_is_used() -> None:
    turkistan()
    aina = resident()
    first = ask(aina, "needs", 0)
    assert isinstance(first, Granted)
    blocked = ask(aina, "medicine", 1)
    assert isinstance(blocked, Refused)
    assert blocked.refusal.code == "already-out"

    services.revoke_permit(
        code=first.permit.code, why="given in error", actor="tests", now=NOON + timedelta(minutes=2)
    )

    assert isinstance(ask(aina, "medicine", 3), Granted)
    again = ask(aina, "needs", 90)
    assert isinstance(again, Refused)
    assert again.refusal.code == "quota-used"


def test_a_permit_taken_back_before_its_start_is_in_nobody_s_way() -> None:
    turkistan()
    aina = resident()
    later = NOON + timedelta(hours=2)
    request = Request(purpose="needs", door="web", starts_at=later)
    first = services.ask_permit(resident=aina, request=request, door="web", now=NOON)
    assert isinstance(first, Granted)

    services.revoke_permit(
        code=first.permit.code, why="given in error", actor="tests", now=NOON + timedelta(minutes=2)
    )

    request = Request(purpose="medicine", door="web", starts_at=later - timedelta(minutes=5))
    answer = services.ask_permit(resident=aina, request=request, door="web", now=NOON)
    assert isinstance(answer, Granted)


def test_of_a_budget_of_minutes_only_the_time_until_then_is_spent() -> None:
    turkistan(folder=SMALL_TOWN)  # three hours of walking a week
    aina = resident(home="KZ-61")

    def walk(minutes: int, later: int) -> Answer:
        now = NOON + timedelta(minutes=later)
        request = Request(purpose="walk", door="web", minutes=minutes)
        return services.ask_permit(resident=aina, request=request, door="web", now=now)

    first = walk(120, 0)
    assert isinstance(first, Granted)
    services.revoke_permit(
        code=first.permit.code,
        why="given in error",
        actor="tests",
        now=NOON + timedelta(minutes=30),
    )

    second, third = walk(120, 31), walk(120, 32)
    assert isinstance(second, Granted)
    assert isinstance(third, Granted)
    lengths = [answer.permit.ends_at - answer.permit.starts_at for answer in (second, third)]
    assert lengths == [timedelta(hours=2), timedelta(minutes=30)]
    assert isinstance(walk(30, 33), Refused)
