# SPDX-License-Identifier: EUPL-1.2
"""A receipt of an outage says the same in Python and at the checkpoint, and is no permit."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interop.scanning import print_and_scan
from interop.verifiers import Verifier
from needs import NODE, require
from tereze.permits.credential import (
    CredentialRefused,
    KeyRing,
    PermitClaims,
    ReceiptClaims,
    digest_document,
    from_text,
    open_receipt,
    sign,
    sign_receipt,
    to_text,
    verify,
)

SCRIPTS = Path(__file__).parents[2] / "src/tereze/permits/static/permits/js"
NOW = datetime(2026, 11, 21, 9, 2, tzinfo=UTC)
NUMBER = "00112233445566ff"
CLAIMS = ReceiptClaims(
    issuer="turkistan.example",
    number=NUMBER,
    asked_at=NOW,
    valid_until=NOW + timedelta(minutes=120),
    purpose="needs",
    places=("KZ-61",),
    document_digest=digest_document(document_type="kz-iin", number="900101300017", code=NUMBER),
    request=bytes(range(12)),
    plate="612ABC13",
)
RING = KeyRing.generate()
TEXT = sign_receipt(CLAIMS, RING.active)
PERMIT = to_text(
    sign(
        PermitClaims(
            issuer="turkistan.example",
            code="N1J5M6QB",
            purpose="needs",
            places=("KZ-61",),
            initials="Ә.С.",
            document_digest=b"123",
            issued_at=NOW,
            valid_from=NOW,
            valid_until=NOW + timedelta(hours=2),
        ),
        RING.active,
    )
)


@pytest.fixture(scope="module")
def at_the_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    """The modules of the page, in a folder that tells Node that they are modules."""
    require("node")
    folder = tmp_path_factory.mktemp("modules")
    (folder / "package.json").write_text('{"type": "module"}')
    for name in ("credential.js", "receipt.js"):
        shutil.copy(SCRIPTS / name, folder)
    return Verifier(line=(NODE, "verify_receipts.mjs", str(folder)))


def test_a_receipt_says_after_the_journey_what_it_said_before() -> None:
    assert open_receipt(print_and_scan(TEXT), RING.public_keys, NOW) == CLAIMS


def test_a_receipt_is_no_permit_and_a_permit_no_receipt() -> None:
    with pytest.raises(CredentialRefused):
        verify(from_text("TZ1:" + TEXT.removeprefix("TZR1:")), RING.public_keys, NOW)
    for text in (PERMIT, "TZR1:" + PERMIT.removeprefix("TZ1:"), "TZR1:", "TZR1:A", "x" * 9000):
        with pytest.raises(CredentialRefused):
            open_receipt(text, RING.public_keys, NOW)


def test_a_receipt_that_was_changed_or_forged_is_none() -> None:
    changed = TEXT[:-1] + ("0" if TEXT[-1] != "0" else "1")
    forged = sign_receipt(CLAIMS, KeyRing.generate().active)
    for text in (changed, forged):
        with pytest.raises(CredentialRefused):
            open_receipt(text, RING.public_keys, NOW)


def test_the_checkpoint_reads_it_for_its_time(at_the_checkpoint: Verifier) -> None:
    scanned = print_and_scan(TEXT)
    forged = sign_receipt(CLAIMS, KeyRing.generate().active)
    good, skewed, over, foreign, permit, renamed = at_the_checkpoint.judge(
        [
            (scanned, NOW + timedelta(minutes=119)),
            (scanned, NOW - timedelta(minutes=3)),
            (scanned, NOW + timedelta(minutes=122)),
            (forged, NOW),
            ("TZR1:" + PERMIT.removeprefix("TZ1:"), NOW),
            ("TZR1:!", NOW),
        ],
        json.loads(json.dumps(RING.jwks())),
    )
    assert json.loads(good.code or good.why) == {
        "issuer": "turkistan.example",
        "number": NUMBER,
        "issuedAt": "2026-11-21T09:02:00.000Z",
        "validUntil": "2026-11-21T11:02:00.000Z",
        "purpose": "needs",
        "places": ["KZ-61"],
        "documentDigest": CLAIMS.document_digest.hex(),
        "plate": "612ABC13",
        "kind": "movement",
    }
    refused = [verdict.why for verdict in (skewed, over, foreign, permit, renamed)]
    assert refused == ["clock-skew", "expired", "unknown-key", "not-ours", "not-ours"]
