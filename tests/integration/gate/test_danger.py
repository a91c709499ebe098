# SPDX-License-Identifier: EUPL-1.2
"""Danger to life does not wait for papers: whoever asks, an emergency passes, at the gate as on the
page that asks nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tereze.core import clock
from tereze.permits.credential import from_text, public_keys_from_jwks, verify
from tereze.permits.models import EmergencyPass, Ledger, Order, Permit
from tereze.permits.selectors import get_key_ring
from tereze.permits.services import declare_emergency
from town import Town

PERMITS = "/api/v1/permits"

WITHOUT_PAPERS: list[dict[str, Any]] = [
    {},
    {"document": {"type": "passport", "number": "N99999999"}},  # nobody's
    {"document": {"type": "kz-iin", "number": "850101150010"}},  # a wrong check digit
    {"document": {"type": "passport", "number": "1"}},
    {"document": {"type": "library-card", "number": "7"}},
    {"declared": {"name": "7", "address": "?", "phone": "12345"}},
]


@pytest.mark.parametrize("who", WITHOUT_PAPERS)
def test_whoever_it_is_gets_a_pass(town: Town, who: dict[str, Any]) -> None:
    answer = town.gate.post(PERMITS, {**who, "purpose": "emergency"})

    assert answer.status == 201, answer.json
    code = answer.json["code"]
    assert (answer.json["state"], answer.json["purpose"]) == ("valid", "emergency")
    assert answer.json["valid_until"] == "2026-11-20T10:00:00Z"
    assert answer.json["declare_at"] == (
        f"https://permits.example.kz/emergency/declare?code={code}"
    )
    assert answer.headers["location"] == f"/emergency/{code}"
    assert EmergencyPass.objects.get().code == code
    assert not Permit.objects.exists()
    assert not Ledger.objects.exists()


def test_a_checkpoint_without_a_connection_lets_it_pass(town: Town) -> None:
    shown = {"type": "passport", "number": "N99999999"}

    answer = town.gate.post(PERMITS, {"document": shown, "purpose": "emergency"})

    verified = verify(
        from_text(answer.json["credential"]), public_keys_from_jwks(get_key_ring().jwks()), town.now
    )
    assert (verified.code, verified.purpose) == (answer.json["code"], "emergency")
    assert verified.initials == ""


def test_with_a_connection_it_is_checked_and_later_declared(town: Town, client: Client) -> None:
    aru = town.add_resident()
    town.now = clock.now()
    code = town.gate.post(PERMITS, {"purpose": "emergency"}).json["code"]

    assert "Let pass: emergency" in client.get("/v", {"code": code}).content.decode()
    assert client.get(f"/emergency/{code}").status_code == 200
    declared = declare_emergency(
        code=code, resident_id=aru.facts.id, account="My father fell.", now=town.now
    )
    assert declared.resident_id == aru.facts.id


def test_who_is_known_gets_a_permit(town: Town) -> None:
    body = {"document": town.add_resident().shown, "purpose": "emergency"}

    answer = town.gate.post(PERMITS, body)

    assert (answer.status, "declare_at" in answer.json) == (201, False)
    assert Permit.objects.get().code == answer.json["code"]


@pytest.mark.parametrize(("who", "status"), [(WITHOUT_PAPERS[1], 404), (WITHOUT_PAPERS[2], 400)])
def test_any_other_purpose_waits_for_papers(town: Town, who: dict[str, Any], status: int) -> None:
    assert town.gate.post(PERMITS, {**who, "purpose": "needs"}).status == status
    assert not EmergencyPass.objects.exists()


def test_where_nothing_is_in_force_there_is_nothing_to_pass(town: Town) -> None:
    Order.objects.update(ended_at=town.now - timedelta(days=1))

    assert town.gate.post(PERMITS, {"purpose": "emergency"}).status == 400
