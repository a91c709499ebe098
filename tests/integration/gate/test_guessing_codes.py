# SPDX-License-Identifier: EUPL-1.2
"""Codes of permits can't be guessed one after the other, at the gate and at /v."""

import secrets
from datetime import UTC, date

from django.test import Client

from gate_client import Answer
from tereze.messaging.services import add_door
from tereze.permits import codes, decisions, guessing
from tereze.permits.shards import SHARDS
from town import Town

PERMITS = "/api/v1/permits"
SOMEBODY = ("8.8.8.8", 4711)


def made_up_code(today: date) -> str:
    return codes.new_code(today, secrets.randbelow(SHARDS), decisions.code_secret())


def look_up(town: Town, code: str, **headers: str) -> Answer:
    town.gate.client = SOMEBODY
    return town.gate.get(f"{PERMITS}/{code}", **headers)


def test_at_the_gate(town: Town) -> None:
    desk = add_door(name="desk", kind="desk", scopes=["read"], actor="tests", now=town.now)
    today = town.now.astimezone(UTC).date()
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    code = town.gate.post(PERMITS, body).json["code"]

    statuses = [look_up(town, made_up_code(today)).status for _ in range(guessing.AT_ONCE)]
    refused = look_up(town, code)
    by_door = look_up(town, code, Authorization=f"Bearer {desk}")
    with_any_key = look_up(town, code, Authorization="Bearer tz_unknown")

    assert statuses == [404] * guessing.AT_ONCE
    assert (refused.status, refused.json["code"]) == (429, "too-many-guesses")
    assert int(refused.headers["retry-after"]) > guessing.SECONDS - 60
    assert (by_door.status, with_any_key.status) == (200, 429)


def test_a_mistyped_code_costs_nothing(town: Town) -> None:
    statuses = {look_up(town, "N1J5M6QC").status for _ in range(guessing.AT_ONCE + 1)}

    assert statuses == {404}


def test_at_the_page(town: Town, client: Client) -> None:
    today = town.now.astimezone(UTC).date()

    def check() -> int:
        return client.get("/v", {"code": made_up_code(today)}, REMOTE_ADDR=SOMEBODY[0]).status_code

    assert {check() for _ in range(guessing.AT_ONCE)} == {200}
    page = client.get("/v", {"code": made_up_code(today)}, REMOTE_ADDR=SOMEBODY[0])
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "from your network" in page.content.decode()
