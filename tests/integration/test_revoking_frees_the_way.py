# SPDX-License-Identifier: EUPL-1.2
"""A permit that was taken back stands in nobody's way, and its quota stays used."""

from datetime import timedelta

import pytest

from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.types import Answer, Granted, Refused, Request
from town import NOON, resident, turkistan

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
