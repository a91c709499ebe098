# SPDX-License-Identifier: EUPL-1.2
"""Doors at the gate, and what may be told through them."""

import json

import pytest

from tereze.messaging.services import add_door, close_door
from tereze.permits.gate import store
from town import Town

PERMITS = "/api/v1/permits"


def test_a_purpose_or_place_that_the_rules_do_not_know_is_refused_by_them(town: Town) -> None:
    shown = town.add_resident().shown

    purpose = town.gate.post(PERMITS, {"document": shown, "purpose": "a-swim"})
    place = town.gate.post(PERMITS, {"document": shown, "purpose": "needs", "place": "FR-75"})

    assert (purpose.status, purpose.json["code"]) == (422, "unknown-purpose")
    assert (place.status, place.json["code"]) == (422, "place-not-covered")


def test_the_key_of_a_closed_door_opens_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "DOORS_SECONDS", 0.0)
    key = add_door(name="side", kind="desk", scopes=["ask"], actor="tests", now=town.now)
    aru = town.add_resident()
    body = {"document": aru.shown, "purpose": "walk"}

    before = town.gate.post(PERMITS, body, Authorization=f"Bearer {key}")
    close_door(name="side", actor="tests", now=town.now)
    after = town.gate.post(PERMITS, body, Authorization=f"Bearer {key}")

    assert (before.status, after.status) == (201, 401)


def test_a_door_without_the_scope_may_not_ask(town: Town) -> None:
    key = add_door(name="statistics", kind="api", scopes=["read"], actor="tests", now=town.now)

    answer = town.gate.post(PERMITS, {"purpose": "needs"}, Authorization=f"Bearer {key}")

    assert (answer.status, answer.json["code"]) == (403, "scope-missing")
    assert 'scope="ask"' in answer.headers["www-authenticate"]


def test_no_log_line_holds_anything_personal(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    aru = town.add_resident(name="Secretive Person")

    async def fail(*args: object, **parts: object) -> None:
        raise RuntimeError(f"Secretive Person {aru.shown['number']}")

    monkeypatch.setattr(store.Store, "read_ledgers", fail)
    answer = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})

    assert answer.status == 500
    assert "RuntimeError" in caplog.text
    for personal in ("Secretive", aru.shown["number"]):
        assert personal not in caplog.text
        assert personal not in json.dumps(answer.json)
