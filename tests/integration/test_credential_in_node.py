# SPDX-License-Identifier: EUPL-1.2
"""The verifier of the browser, run by Node where there is one: the same answers as in Python."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from browser_scripts import ask_in_node
from tereze.core.clock import now
from tereze.permits.credential import (
    KeyRing,
    PermitClaims,
    StatusReference,
    digest_document,
    sign,
    to_link,
    to_text,
)

VECTORS_FILE = Path(__file__).parents[1] / "vectors" / "credential.json"
VECTORS = json.loads(VECTORS_FILE.read_text(encoding="utf-8"))
VERIFIER = (
    Path(__file__).parents[2] / "src/tereze/permits/static/permits/js/credential.js"
).resolve()

QUESTIONS = VECTORS_FILE.with_name("answer_all.mjs")

pytestmark = pytest.mark.needs("node")


def ask(vectors: dict[str, Any]) -> dict[str, Any]:
    return ask_in_node(module=VERIFIER, questions=QUESTIONS, asked=vectors)


def test_the_browser_s_verifier_gives_every_vector_its_verdict() -> None:
    answers = ask(VECTORS)
    expected = {case["name"]: case["verdict"] for case in VECTORS["cases"]}
    assert {answer["name"]: answer["verdict"] for answer in answers["cases"]} == expected
    assert answers["cases"][0]["claims"] == VECTORS["claims_of_first"]
    assert answers["codes"] == VECTORS["codes"]
    assert answers["document_digests"] == VECTORS["document_digests"]


def test_the_browser_s_verifier_reads_what_python_signs() -> None:
    ring, moment = KeyRing.generate(), now().replace(microsecond=0)
    claims = PermitClaims(
        issuer="turkistan.example",
        code="N1J5M6QB",
        purpose="work",
        places=("KZ-61", "Сауран"),
        initials="Ә.С.",
        document_digest=digest_document(document_type="kz-iin", number="1", code="N1J5M6QB"),
        issued_at=moment,
        valid_from=moment,
        valid_until=moment + timedelta(hours=2),
        kind="exit",
        plate="612 ABC 13",
        employer="Түркістан су арнасы",
        party=4,
        status=StatusReference(uri="https://turkistan.example/api/v1/status/20778", index=7),
    )
    cose = sign(claims, ring.active)
    tampered = cose.replace(b"work", b"walk")
    seconds = int(moment.timestamp())
    texts = [to_text(cose), to_link(cose, "https://a.example"), to_text(tampered)]
    cases = [{"name": str(n), "text": text, "now": seconds} for n, text in enumerate(texts)]

    answers = ask({"jwks": ring.jwks(), "cases": cases, "codes": [], "document_digests": []})

    assert [answer["verdict"] for answer in answers["cases"]] == ["valid", "valid", "bad-signature"]
    assert answers["cases"][0]["claims"] == {
        "issuer": "turkistan.example",
        "code": "N1J5M6QB",
        "purpose": "work",
        "places": ["KZ-61", "Сауран"],
        "initials": "Ә.С.",
        "document_digest": claims.document_digest.hex(),
        "issued_at": seconds,
        "valid_from": seconds,
        "valid_until": seconds + 7200,
        "kind": "exit",
        "plate": "612 ABC 13",
        "employer": "Түркістан су арнасы",
        "party": 4,
        "status": {"uri": "https://turkistan.example/api/v1/status/20778", "index": 7},
    }
    assert answers["cases"][2]["claims"] is None
