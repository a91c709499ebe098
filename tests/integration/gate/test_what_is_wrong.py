# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be wrong with a request, and that none of it is our failure."""

from pathlib import Path
from typing import Any

import pytest

from gate_client import GateClient
from tereze.permits.gate.app import Gate
from town import Town

PERMITS = "/api/v1/permits"
SHOWN = {"type": "passport", "number": "N99999999"}
SAID = {"name": "Ару Бек", "address": "Терезе 7", "phone": "+77011234567"}
ASKED: dict[str, Any] = {"document": SHOWN, "purpose": "needs"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(shared_town: Town) -> Town:
    return shared_town


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"purpose": "needs"}, "document"),
        ({**ASKED, "declared": SAID}, "document"),
        ({"document": SHOWN}, "purpose"),
        ({**ASKED, "purpose": ""}, "purpose"),
        ({**ASKED, "purpose": "needs\n"}, "purpose"),
        ({**ASKED, "purpose": "x" * 61}, "purpose"),
        ({**ASKED, "puprose": "needs"}, "puprose"),
        ({**ASKED, "document": {"type": "passport"}}, "document.number"),
        ({**ASKED, "document": {**SHOWN, "name": "x"}}, "document.name"),
        ({**ASKED, "document": {"type": "library-card", "number": "1"}}, "document.type"),
        ({**ASKED, "document": {"type": "passport", "number": "1"}}, "document.number"),
        ({**ASKED, "document": {"type": "kz-iin", "number": "850101150010"}}, "document.number"),
        (
            {**ASKED, "document": {"type": "passport", "number": "N0\u00000000001"}},
            "document.number",
        ),
        ({"declared": {**SAID, "phone": "12345"}, "purpose": "needs"}, "declared.phone"),
        ({"declared": {**SAID, "name": "7"}, "purpose": "needs"}, "declared.name"),
        ({**ASKED, "place": "the moon"}, "place"),
        ({**ASKED, "kind": "flight"}, "kind"),
        ({**ASKED, "from": "tomorrow"}, "from"),
        ({**ASKED, "from": "2026-11-20T18:00:00"}, "from"),
        ({**ASKED, "from": "9999-12-31T23:59:59-12:00"}, "from"),
        ({**ASKED, "from": "0001-01-01T00:00:00+12:00"}, "from"),
        ({**ASKED, "minutes": 0}, "minutes"),
        ({**ASKED, "minutes": 2**63}, "minutes"),
        ({**ASKED, "party": 0}, "party"),
        ({**ASKED, "plate": "\u0000"}, "plate"),
        ({**ASKED, "distance_km": -1}, "distance_km"),
        ({**ASKED, "employer": 7}, "employer"),
        ({**ASKED, "employer": 2**63}, "employer"),
    ],
)
def test_the_field_that_is_wrong_is_named(town: Town, body: dict[str, Any], field: str) -> None:
    answer = town.gate.post(PERMITS, body)

    assert answer.status == 400, answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["field"] == field
    assert answer.json["title"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"purpose"',
        b"\xff",
        b'{"purpose": "\xff"}',
        b'{"purpose": "\\ud800"}',
        b'{"purpose": 1e999}',
        b"[" * 16_000,
        b'{"document":' * 1_300,
        b'{"purpose": NaN}',
    ],
)
def test_what_is_no_json_is_told_so(town: Town, body: bytes) -> None:
    answer = town.gate.request(
        "POST",
        PERMITS,
        body=body,
        Authorization=f"Bearer {town.key}",
        Content_Type="application/json",
    )

    assert (answer.status, answer.json["code"]) == (400, "malformed")


def test_who_is_in_no_register_is_not_found(town: Town) -> None:
    answer = town.gate.post(PERMITS, ASKED)

    assert (answer.status, answer.json["code"]) == (404, "unknown-resident")
    assert SHOWN["number"] not in answer.body.decode()


@pytest.mark.parametrize("key", ["", " ", "k" * 201, "ключ", "k\x00"])
def test_an_idempotency_key_is_printable_and_short(town: Town, key: str) -> None:
    answer = town.gate.post(PERMITS, ASKED, Idempotency_Key=key)

    # A single space is printable.
    if key == " ":
        assert answer.status == 404
    else:
        assert (answer.status, answer.json["field"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize("authorization", ["", "Basic YTpi", "Bearer", "Bearer a b", "Bearer ключ"])
def test_without_a_key_nobody_asks(town: Town, authorization: str) -> None:
    answer = town.gate.post(PERMITS, ASKED, Authorization=authorization)

    assert (answer.status, answer.json["code"]) == (401, "key-missing")
    assert answer.headers["www-authenticate"] == 'Bearer realm="tereze"'


def test_a_wrong_key_opens_nothing(town: Town) -> None:
    answer = town.gate.post(PERMITS, ASKED, Authorization="Bearer tz_unknown")

    assert (answer.status, answer.json["code"]) == (401, "key-unknown")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": ""},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Encoding": "gzip"},
    ],
)
def test_a_body_has_to_say_that_it_is_json(town: Town, headers: dict[str, str]) -> None:
    assert town.gate.post(PERMITS, ASKED, **headers).status == 415


def test_json_may_say_its_charset(town: Town) -> None:
    answer = town.gate.post(PERMITS, ASKED, Content_Type="Application/JSON; charset=utf-8")

    assert answer.status == 404


def test_a_body_of_more_than_16_kilobytes_is_too_large(town: Town) -> None:
    padded = {**ASKED, "purpose": "x" * 17_000}

    announced = town.gate.post(PERMITS, ASKED, Content_Length="20000")
    arrived = town.gate.post(PERMITS, padded)

    assert [announced.status, arrived.status] == [413, 413]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", PERMITS, "POST"),
        ("DELETE", f"{PERMITS}/N1J5M6QB", "GET, HEAD"),
        ("POST", "/.well-known/tereze/keys", "GET, HEAD"),
        ("PUT", "/api/v1/openapi.json", "GET, HEAD"),
        ("TRACE", PERMITS, "POST"),
    ],
)
def test_a_method_that_an_address_does_not_know_is_told_which_it_does(
    town: Town, method: str, path: str, allowed: str
) -> None:
    answer = town.gate.request(method, path)

    assert answer.status == 405
    assert answer.headers["allow"] == allowed


def test_head_has_the_headers_of_get_and_no_body(town: Town) -> None:
    get = town.gate.get("/api/v1/openapi.json")
    head = town.gate.request("HEAD", "/api/v1/openapi.json")

    assert (head.status, head.body) == (200, b"")
    assert head.headers == get.headers


@pytest.mark.parametrize(
    "code", ["N1J5M6QB", "N1J5M6QC", "short", "ключ", "\x00" * 8, "a" * 5_000, "'; --"]
)
def test_a_code_of_no_permit_is_not_found(town: Town, code: str) -> None:
    answer = town.gate.get(f"{PERMITS}/{code}")

    assert (answer.status, answer.json["code"]) == (404, "no-such-permit")


def test_while_the_database_is_away_everybody_is_asked_to_come_again(
    tmp_path: Path,
) -> None:
    app = Gate(database_url=f"host={tmp_path} user=nobody", url="https://permits.example.kz")
    client = GateClient(app, key="tz_key")

    answer = client.post(PERMITS, ASKED)
    client.close()

    assert (answer.status, answer.json["code"]) == (503, "database-away")
    assert int(answer.headers["retry-after"]) > 0
