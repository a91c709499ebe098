# SPDX-License-Identifier: EUPL-1.2
"""Taking a permit back over the API."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tereze.core.models import AuditEntry
from tereze.messaging.models import OutboxMessage
from tereze.messaging.services import add_door
from town import Town

PERMITS = "/api/v1/permits"


@pytest.fixture
def code(town: Town) -> str:
    # Django's side has the machine's clock.
    town.now = datetime.now(tz=UTC)  # noqa: TID251
    aru = town.add_resident(phone="+77011234567")
    answer = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "emergency"})
    return str(answer.json["code"])


def revoke(code: str, *, key: str, body: Any = None, **headers: str) -> Any:
    return Client().post(
        f"{PERMITS}/{code}/revoke",
        data={"why": "Ill"} if body is None else body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", **headers},
    )


def test_a_permit_is_taken_back_with_a_reason_that_the_person_is_told(
    town: Town, code: str
) -> None:
    answer = revoke(code, key=town.key)

    assert answer.status_code == 200
    assert answer.json()["state"] == "revoked"
    assert town.gate.get(f"{PERMITS}/{code}").json == answer.json()
    assert OutboxMessage.objects.count() == 1
    assert AuditEntry.objects.get(action="permit-revoked").actor.startswith("door:")


def test_what_was_taken_back_cannot_be_taken_back_again(town: Town, code: str) -> None:
    revoke(code, key=town.key)

    answer = revoke(code, key=town.key)

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "already-decided"


@pytest.mark.parametrize("unknown", ["N1J5M6QB", "nonsense", "N1J5M6Q"])
def test_a_code_of_no_permit_is_not_found(town: Town, unknown: str) -> None:
    assert revoke(unknown, key=town.key).status_code == 404


def test_only_a_door_that_may_revoke_revokes(town: Town, code: str) -> None:
    asking = add_door(name="kiosk", kind="kiosk", scopes=["ask"], actor="tests", now=town.now)

    lacking, unknown = revoke(code, key=asking), revoke(code, key="tz_unknown")

    assert (lacking.status_code, lacking.json()["code"]) == (403, "scope-missing")
    assert 'scope="revoke"' in lacking.headers["WWW-Authenticate"]
    assert (unknown.status_code, unknown.json()["code"]) == (401, "key-unknown")
    assert town.gate.get(f"{PERMITS}/{code}").json["state"] == "valid"


@pytest.mark.parametrize(
    ("body", "field"), [({}, "why"), ({"why": ""}, "why"), ({"why": "x", "who": 1}, "who")]
)
def test_a_malformed_body_is_refused_by_field(
    town: Town, code: str, body: dict[str, Any], field: str
) -> None:
    answer = revoke(code, key=town.key, body=body)

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_what_is_no_json_or_too_large_is_refused(town: Town, code: str) -> None:
    path = f"{PERMITS}/{code}/revoke"
    headers = {"Authorization": f"Bearer {town.key}"}

    form = Client().post(path, {"why": "Ill"}, headers=headers)
    large = revoke(code, key=town.key, body={"why": "x" * 20_000})
    get = Client().get(path, headers=headers)

    assert [form.status_code, large.status_code, get.status_code] == [415, 413, 405]
    assert get.headers["Allow"] == "POST"


def test_an_unknown_address_of_the_api_is_told_as_a_problem(db: None) -> None:
    answer = Client().get("/api/v1/unknown")

    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-path"
