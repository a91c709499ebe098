# SPDX-License-Identifier: EUPL-1.2
"""Ten thousand requests and ten thousand tokens that nobody should send: nothing breaks, and nothing
forged is accepted. The seed is printed; TEREZE_SEED=N repeats one.

Requests go over HTTP to real processes: whatever comes, the answer is a designed one. Tokens are
permits and receipts with something changed in them, shown to our verifiers in Python and JavaScript.
"""

import asyncio
import json
import os
import random
import shutil
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faults.instance import PATIENCE, Instance
from interop.verifiers import OURS, Verifier
from needs import NODE, THOROUGH
from tereze.permits.credential import (
    CredentialRefused,
    KeyRing,
    PermitClaims,
    ReceiptClaims,
    from_text,
    open_receipt,
    sign,
    sign_receipt,
    to_link,
    to_text,
    verify,
)

NUMBER = 10_000 if THOROUGH else 1_000
SCRIPTS = Path(__file__).parents[2] / "src/tereze/permits/static/permits/js"

STRANGE: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, 2**64, 1e308, -0.0, "", " ", "\0", "\ud800", "'; --", "𝒳" * 50,
    "x" * 5_000, [], [[]], {}, {"type": "passport"}, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
    "2026-02-30T00:00:00Z", "TZR1:ABC", "TZR1:" + "0" * 900, "KZ-61-MARKET", "emergency", "N00000001",
]  # fmt: skip
KEYS = ["", "k", "k" * 201, "ключ", "a\tb", "0", "crowd-1"]
PATHS = [
    "/api/v1/permits", "/api/v1/permits/", "/api/v1/permits/7K3M9QXA", "/api/v1/permits/%00",
    "/api/v1/permits/%F0%9F%98%80", "/api/v1/permits/..%2f..", "/api/v1/crossings", "/api/v1/checkpoint",
    "/api/v1/openapi.json", "/.well-known/tereze/keys", "/api/v1/permits?x=" + "y" * 500,
]  # fmt: skip
METHODS = ["POST"] * 30 + ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"]


@pytest.fixture
def pick() -> random.Random:
    seed = int(os.environ.get("TEREZE_SEED") or random.randrange(10**6))
    print(f"TEREZE_SEED={seed}")  # noqa: T201 (to be repeated)
    return random.Random(seed)


# --- requests ---------------------------------------------------------------------------------------


def test_no_request_breaks_anything(instance: Instance, pick: random.Random) -> None:
    requests = iter([strange_request(pick, instance) for _ in range(NUMBER)])
    statuses: Counter[int] = Counter()
    broken: list[tuple[bytes, int]] = []

    async def ask() -> None:
        for request in requests:
            status = await send(instance.port, request)
            statuses[status] += 1
            if not 200 <= status < 500:
                broken.append((request, status))

    async def ask_all() -> None:
        await asyncio.gather(*(ask() for _ in range(8)))

    asyncio.run(ask_all())
    print(dict(statuses))  # noqa: T201
    assert broken == []
    assert statuses.total() == NUMBER
    assert {201, 400, 401, 422} <= set(statuses), "some got through to each step"


def strange_request(pick: random.Random, instance: Instance) -> bytes:
    """A request in which one thing or another is wrong, or nothing."""
    body: dict[str, Any] = {
        "document": dict(pick.choice(instance.documents)),
        "purpose": pick.choice(["needs", "walk", "drive", "visit", "market", "treatment"]),
        "party": pick.choice([1, 2]),
        "plate": "612ABC13",
    }
    for _ in range(pick.choice([0, 1, 1, 2, 5])):
        names = [*body, "declared", "from", "minutes", "place", "kind", "transport", "distance_km",
                 "certificate", "certificate_number", "employer", "receipt", "unknown"]  # fmt: skip
        body[pick.choice(names)] = deepcopy(pick.choice(STRANGE))
    if isinstance(shown := body["document"], dict) and pick.random() < 0.2:
        shown[pick.choice(["type", "number", "more"])] = pick.choice(STRANGE)
    content = json.dumps(body).encode()
    if pick.random() < 0.2:
        content = mutated(pick, content)
    key = pick.choice([instance.key] * 8 + ["", "tz_wrong", instance.key[:-1], "x" * 300])
    headers = {
        "Host": "x",
        "Authorization": f"Bearer {key}",
        "Content-Type": pick.choice(["application/json"] * 9 + ["text/plain"]),
        "Content-Length": str(len(content)),
        "Accept-Language": pick.choice(["kk", "*", ";q=", "a" * 300, "en;q=9"]),
    }
    if pick.random() < 0.3:
        headers["Idempotency-Key"] = pick.choice(KEYS)
    path = PATHS[0] if pick.random() < 0.7 else pick.choice(PATHS)
    lines = [f"{pick.choice(METHODS)} {path} HTTP/1.1", *map(": ".join, headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


async def send(port: int, request: bytes) -> int:
    """The status of the answer; 0 when there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(request)
            return int((await reader.readline()).split()[1])
    except (OSError, IndexError, TimeoutError):
        return 0
    finally:
        writer.close()


# --- tokens -----------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
RING = KeyRing.generate()
PERMIT = PermitClaims(
    issuer="turkistan.example",
    code="N1J5M6QB",
    purpose="needs",
    places=("KZ-61", "Сауран"),
    initials="Ә.С.",
    document_digest=b"\x10\xe3\xbe",
    issued_at=NOW,
    valid_from=NOW,
    valid_until=NOW + timedelta(hours=2),
)
RECEIPT = ReceiptClaims(
    issuer="turkistan.example",
    number="00112233445566ff",
    asked_at=NOW,
    valid_until=NOW + timedelta(hours=2),
    purpose="needs",
    places=("KZ-61",),
    document_digest=b"123",
    request=bytes(12),
)
GENUINE = sign(PERMIT, RING.active)
GENUINE_RECEIPT = sign_receipt(RECEIPT, RING.active)


def mutated(pick: random.Random, data: bytes) -> bytes:
    """The same bytes with some of them changed, taken out, doubled or moved."""
    for _ in range(pick.choice([1, 1, 1, 2, 8])):
        at, size = pick.randrange(len(data) + 1), pick.choice([1, 1, 2, 16])
        here, middle, rest = data[:at], data[at : at + size], data[at + size :]
        instead = pick.choice(
            [
                bytes(byte ^ 1 << pick.randrange(8) for byte in middle),
                pick.randbytes(size),
                b"",
                middle * 2,
                middle[::-1],
                pick.choice([b"\xff", b"\x00", b"\xa0", b"\xd2", b"\x9f", b"\xbf\xff"]),
            ]
        )
        data = here + instead + rest or b"\0"
    return data


def strange_token(pick: random.Random) -> str:
    """A permit that was changed: in its bytes, or as it is written."""
    cose = mutated(pick, GENUINE)
    match pick.randrange(4):
        case 0:
            return mutated(pick, to_text(GENUINE).encode()).decode("latin-1")
        case 1:
            return to_link(cose, "https://turkistan.example")
        case _:
            return to_text(cose)


def test_no_token_that_was_changed_is_believed(pick: random.Random) -> None:
    tokens = [strange_token(pick) for _ in range(NUMBER)]
    answers: Counter[str] = Counter()
    for token in tokens:
        try:
            claims = verify(from_text(token), RING.public_keys, NOW)
        except CredentialRefused as refused:
            answers[refused.code] += 1
        else:
            # What reads as the very same bytes is the very same permit: small letters, a space.
            assert (claims, from_text(token)) == (PERMIT, GENUINE), token
            answers["the same"] += 1
    print(dict(answers))  # noqa: T201
    assert answers["bad-signature"] > NUMBER // 10
    assert answers["the same"] < NUMBER // 10


@pytest.mark.needs("node")
def test_nor_by_the_checkpoint_s_page(pick: random.Random) -> None:
    tokens = [strange_token(pick) for _ in range(NUMBER)]
    verdicts = OURS.judge([(token, NOW) for token in tokens], plain_keys())
    for token, verdict in zip(tokens, verdicts, strict=True):
        if verdict.code is not None:
            assert from_text(token) == GENUINE, token


@pytest.mark.needs("node")
def test_no_receipt_that_was_changed_is_believed(pick: random.Random, tmp_path: Path) -> None:
    texts = [mutated(pick, GENUINE_RECEIPT.encode()).decode("latin-1") for _ in range(NUMBER // 4)]
    believed = set()
    for text in texts:
        try:
            assert open_receipt(text, RING.public_keys, NOW) == RECEIPT
            believed.add(text)
        except CredentialRefused:
            continue
    assert len(believed) < len(texts) // 10
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name in ("credential.js", "receipt.js"):
        shutil.copy(SCRIPTS / name, tmp_path)
    page = Verifier(line=(NODE, "verify_receipts.mjs", str(tmp_path)))
    verdicts = page.judge([(text, NOW) for text in texts], plain_keys())
    accepted = {text for text, verdict in zip(texts, verdicts, strict=True) if verdict.code}
    assert accepted == believed


def plain_keys() -> dict[str, Any]:
    keys: dict[str, Any] = json.loads(json.dumps(RING.jwks()))
    return keys
