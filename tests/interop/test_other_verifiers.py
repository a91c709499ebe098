# SPDX-License-Identifier: EUPL-1.2
"""Our permit, printed, scanned, and shown to verifiers that other people wrote."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interop.scanning import print_and_scan
from interop.verifiers import ALL, OURS, Verifier
from tereze.permits.credential import (
    CredentialRefused,
    KeyRing,
    PermitClaims,
    PublicKey,
    SigningKey,
    from_text,
    public_keys_from_jwks,
    sign,
    to_text,
    verify,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
END = NOW + timedelta(hours=2)
CODE = "N1J5M6QB"
CLAIMS = PermitClaims(
    issuer="turkistan.example",
    code=CODE,
    purpose="needs",
    places=("KZ-61", "Сауран"),
    initials="Ә.С.",
    document_digest=b"\x10\xe3\xbe",
    issued_at=NOW - timedelta(minutes=10),
    valid_from=NOW,
    valid_until=END,
)
OLDER = SigningKey.generate()
RING = KeyRing(active=OLDER).rotated(SigningKey.generate(), last_expiry=END)
FORGER = SigningKey.generate()
EDWARDS = Ed25519PrivateKey.generate()
EDWARDS_PUBLIC = PublicKey(key=EDWARDS.public_key())
#: as they are published, with the key of a neighbour who signs with EdDSA
JWKS: dict[str, Any] = json.loads(
    json.dumps({"keys": [*RING.jwks()["keys"], EDWARDS_PUBLIC.to_jwk()]})
)
GENUINE = sign(CLAIMS, RING.active)


def changed(cose: bytes, old: bytes, new: bytes) -> bytes:
    assert cose.count(old) == 1, "tamper with one place, and hit it"
    return cose.replace(old, new)


def claim(number: int, moment: datetime) -> bytes:
    """A time among the claims, as CBOR has it."""
    return bytes([number, 0x1A]) + int(moment.timestamp()).to_bytes(4, "big")


def resigned(header: dict[int, Any], key: SigningKey) -> bytes:
    """The same claims under another header, signed by this key."""
    payload, protected = cbor2.loads(GENUINE).value[2], cbor2.dumps(header)
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, key.signature(signed)]))


def signed_with_eddsa() -> bytes:
    payload = cbor2.loads(GENUINE).value[2]
    protected = cbor2.dumps({1: -8, 4: EDWARDS_PUBLIC.kid})
    signature = EDWARDS.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


#: what a carrier could do to a permit without the key, and the moment at which it is shown
TAMPERED = {
    "a byte of the payload": (changed(GENUINE, b"needs", b"needz"), NOW),
    "a byte of the signature": (GENUINE[:-7] + bytes([GENUINE[-7] ^ 4]) + GENUINE[-6:], NOW),
    "the name of another key of ours": (changed(GENUINE, RING.active.kid, OLDER.kid), NOW),
    "the name of a key of nobody": (changed(GENUINE, RING.active.kid, b"nobody's"), NOW),
    "a forger's signature under our name": (resigned({1: -7, 4: RING.active.kid}, FORGER), NOW),
    "the algorithm, to EdDSA": (changed(GENUINE, b"\x01\x26\x04", b"\x01\x27\x04"), NOW),
    "the algorithm, to none": (changed(GENUINE, b"\x01\x26\x04", b"\x01\x00\x04"), NOW),
    "the end, once it was over": (
        changed(GENUINE, claim(4, END), claim(4, END + timedelta(days=1))),
        END + timedelta(hours=1),
    ),
    "nothing, but it is over": (GENUINE, END + timedelta(hours=1)),
    "nothing, but it has not begun": (GENUINE, NOW - timedelta(minutes=5)),
}


@pytest.mark.parametrize("verifier", ALL)
def test_a_printed_and_scanned_permit_is_accepted(verifier: Verifier) -> None:
    scanned = print_and_scan(to_text(GENUINE))
    (verdict,) = verifier.judge([(scanned, NOW)], JWKS)
    assert verdict.code == CODE, verdict.why


@pytest.mark.parametrize("verifier", ALL)
def test_whatever_is_changed_in_a_permit_is_refused(verifier: Verifier) -> None:
    scanned = [(print_and_scan(to_text(cose)), moment) for cose, moment in TAMPERED.values()]
    verdicts = dict(zip(TAMPERED, verifier.judge(scanned, JWKS), strict=True))
    assert [what for what, verdict in verdicts.items() if verdict.code is not None] == []


@pytest.mark.parametrize("verifier", ALL)
def test_a_neighbour_s_eddsa_is_read_by_who_knows_it(verifier: Verifier) -> None:
    good, bad = signed_with_eddsa(), signed_with_eddsa().replace(b"needs", b"needz")
    scanned = [(print_and_scan(to_text(cose)), NOW) for cose in (good, bad)]
    verdicts = verifier.judge(scanned, JWKS)
    expected = [CODE if verifier.reads_eddsa else None, None]
    assert [verdict.code for verdict in verdicts] == expected


# Ours refuse more than signatures: what DESIGN calls refused, by its word, in Python and in JavaScript

REFUSED = {
    "ES384": (to_text(resigned({1: -35, 4: RING.active.kid}, RING.active)), "unknown-algorithm"),
    "HS256": (to_text(resigned({1: 5, 4: RING.active.kid}, RING.active)), "unknown-algorithm"),
    "a kid of four bytes": (to_text(resigned({1: -7, 4: b"kid4"}, RING.active)), "unknown-key"),
    "the kid of nobody": (to_text(TAMPERED["the name of a key of nobody"][0]), "unknown-key"),
    "EdDSA under the kid of a P-256 key": (
        to_text(resigned({1: -8, 4: RING.active.kid}, RING.active)),
        "unknown-key",
    ),
    "over 4 kB": ("TZ1:" + base45.b45encode(GENUINE + bytes(4096)).decode(), "too-large"),
    "issued more than two minutes ahead": (
        to_text(sign(replace(CLAIMS, issued_at=NOW + timedelta(seconds=121)), RING.active)),
        "clock-skew",
    ),
}


@pytest.mark.parametrize("verifier", [one for one in ALL if one.values == (OURS,)])
def test_our_javascript_refuses_by_name(verifier: Verifier) -> None:
    verdicts = verifier.judge([(text, NOW) for text, _ in REFUSED.values()], JWKS)
    assert {what: verdict.why for what, verdict in zip(REFUSED, verdicts, strict=True)} == {
        what: word for what, (_, word) in REFUSED.items()
    }


@pytest.mark.parametrize("what", REFUSED)
def test_our_python_refuses_by_the_same_name(what: str) -> None:
    text, word = REFUSED[what]
    with pytest.raises(CredentialRefused) as refused:
        verify(from_text(text), public_keys_from_jwks(JWKS), NOW)
    assert refused.value.code == word


def test_our_python_reads_what_was_printed_and_a_neighbour_s_eddsa() -> None:
    keys = public_keys_from_jwks(JWKS)
    for cose in (GENUINE, signed_with_eddsa()):
        assert verify(from_text(print_and_scan(to_text(cose))), keys, NOW) == CLAIMS


@pytest.mark.parametrize("what", TAMPERED)
def test_our_python_refuses_what_was_changed(what: str) -> None:
    cose, moment = TAMPERED[what]
    with pytest.raises(CredentialRefused):
        verify(from_text(print_and_scan(to_text(cose))), public_keys_from_jwks(JWKS), moment)
