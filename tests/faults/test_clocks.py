# SPDX-License-Identifier: EUPL-1.2
"""Clocks that are wrong: the server's is stepped, the checkpoint's is ahead or behind."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from gate_client import Answer
from tereze.core.caching import forget_everything
from tereze.permits.credential import (
    ClockSkew,
    Expired,
    NotYetValid,
    PermitClaims,
    from_text,
    public_keys_from_jwks,
    verify,
)
from tereze.permits.models import Permit
from town import NOON, Inhabitant, Town

PERMITS = "/api/v1/permits"
STEPS = [timedelta(hours=-3), timedelta(seconds=-1), timedelta(seconds=1), timedelta(hours=3)]


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    forget_everything()
    town = Town.found()
    yield town
    town.leave()


def ask(town: Town, who: Inhabitant, key: str | None = None, **wish: Any) -> Answer:
    headers = {"Idempotency_Key": key} if key else {}
    return town.gate.post(PERMITS, {"document": who.shown, "purpose": "needs", **wish}, **headers)


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_step_of_the_server_s_clock_gives_nobody_a_second_permit(
    town: Town, step: timedelta
) -> None:
    aru = town.add_resident()
    first = ask(town, aru, "key").json
    town.now = NOON + step
    again, another = ask(town, aru, "key"), ask(town, aru)
    assert (again.status, again.json["code"]) == (200, first["code"])
    assert another.json["code"] == "quota-used"


def test_a_clock_that_was_days_ahead_and_was_set_right_has_cost_no_more_than_it_gave(
    town: Town,
) -> None:
    aru = town.add_resident()
    town.now = NOON + timedelta(days=2)
    ahead = ask(town, aru)
    town.now = NOON
    today, once_more = ask(town, aru), ask(town, aru)
    town.now = NOON + timedelta(days=2)
    assert [one.status for one in (ahead, today, once_more)] == [201, 201, 422]
    assert ask(town, aru).json["code"] == "quota-used"
    assert Permit.objects.count() == 2


def test_a_permit_that_was_given_by_a_clock_ahead_is_found_once_it_is_right(town: Town) -> None:
    town.now = NOON + timedelta(days=1)
    code = ask(town, town.add_resident()).json["code"]
    town.now = NOON
    shown = town.gate.get(f"{PERMITS}/{code}")
    assert (shown.status, shown.json["state"]) == (200, "not-yet")


@pytest.mark.parametrize(
    ("checkpoint", "refused"),
    [
        (timedelta(minutes=-2), None),
        (timedelta(minutes=-2, seconds=-1), ClockSkew),
        (timedelta(minutes=-90), ClockSkew),
        (timedelta(hours=2, minutes=1, seconds=59), None),
        (timedelta(hours=2, minutes=2), Expired),
    ],
    ids=str,
)
def test_two_minutes_are_forgiven_between_two_clocks_and_no_more(
    town: Town, checkpoint: timedelta, refused: type[Exception] | None
) -> None:
    text = ask(town, town.add_resident()).json["credential"]
    keys = public_keys_from_jwks(town.gate.get("/.well-known/tereze/keys").json)

    def look() -> PermitClaims:
        return verify(from_text(text), keys, NOON + checkpoint)

    if refused is None:
        assert look().purpose == "needs"
    else:
        with pytest.raises(refused):
            look()


def test_a_permit_for_later_is_too_early_and_no_fault_of_a_clock(town: Town) -> None:
    later = (NOON + timedelta(hours=3)).isoformat()
    text = ask(town, town.add_resident(), **{"from": later}).json["credential"]
    keys = public_keys_from_jwks(town.gate.get("/.well-known/tereze/keys").json)
    with pytest.raises(NotYetValid):
        verify(from_text(text), keys, NOON)
