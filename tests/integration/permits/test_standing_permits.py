# SPDX-License-Identifier: EUPL-1.2
"""A permit for longer than a day has a place of its own in the status list of its day."""

from datetime import timedelta

import pytest
from django.db import connection

from tereze.permits import codes, decisions, records, selectors, services
from tereze.permits.models import Permit
from tereze.permits.status.places import PLACES
from tereze.permits.types import Granted, PermitFacts, Request
from town import NOON, Town

pytestmark = pytest.mark.django_db


def ask(town: Town, purpose: str) -> PermitFacts:
    who = town.add_resident().facts
    request = Request(purpose=purpose, door="desk")
    answer = services.ask_permit(resident=who, request=request, door="front", now=NOON)
    assert isinstance(answer, Granted)
    return answer.permit


def test_an_ordinary_permit_has_no_place() -> None:
    permit = ask(Town.found(), "needs")

    assert permit.status_index is None
    assert selectors.get_permit(permit.code, NOON).status_index is None


def test_a_place_that_is_taken_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town.found()
    drawn = iter([PLACES - 1, PLACES - 1, 7])
    monkeypatch.setattr(decisions, "draw_place", lambda **_: next(drawn))
    for module in (codes, records):
        monkeypatch.setattr(module, "shard_of", lambda _: 8)

    permits = [ask(town, "needs"), ask(town, "needs")]

    assert [permit.status_index for permit in permits] == [PLACES - 1, 7]
    assert [selectors.get_permit(permit.code, NOON).status_index for permit in permits] == [
        PLACES - 1,
        7,
    ]


def test_two_days_may_use_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town.found()
    monkeypatch.setattr(decisions, "draw_place", lambda **_: 7)
    ask(town, "needs")

    Permit.objects.update(day=NOON.date() - timedelta(days=1))

    assert ask(town, "needs").status_index == 7


def test_what_lasts_beyond_a_day_is_found_by_an_index_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'permit_lasting'")
        ((definition,),) = cursor.fetchall()
    assert "WHERE ((ends_at - asked_at) > '1 day'::interval)" in definition
