# SPDX-License-Identifier: EUPL-1.2
"""The keys of permits: their names, their forms, and how one follows another."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tereze.permits.credential import (
    KeyRing,
    PermitClaims,
    PublicKey,
    SigningKey,
    UnknownKey,
    UnusableKey,
    public_keys_from_jwks,
    sign,
    verify,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PERMIT = PermitClaims(
    issuer="turkistan.example",
    code="N1J5M6QB",
    purpose="needs",
    places=("KZ-61",),
    initials="A.S.",
    document_digest=b"123",
    issued_at=NOW,
    valid_from=NOW,
    valid_until=NOW + timedelta(hours=2),
)


def test_a_key_is_named_by_the_thumbprint_of_rfc_9679() -> None:
    # The example of the RFC, section 6.
    point = ec.EllipticCurvePublicNumbers(
        0x65EDA5A12577C2BAE829437FE338701A10AAA375E1BB5B5DE108DE439C08551D,
        0x1E52ED75701163F7F9E40DDF9F341B3DC9BA860AF7E0CA7CA7E9EECD0084D19C,
        ec.SECP256R1(),
    )
    key = PublicKey(key=point.public_key())
    expected = "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
    assert key.thumbprint().hex() == expected
    assert key.kid.hex() == expected[:16]


def test_only_p_256_and_ed25519_keys_are_taken() -> None:
    p384 = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(UnusableKey):
        SigningKey(private=p384)
    with pytest.raises(UnusableKey):
        PublicKey(key=p384.public_key())
    rsa_pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(UnusableKey):
        SigningKey.from_pem(rsa_pem)


def test_a_signing_key_survives_pem_with_and_without_password() -> None:
    key = SigningKey.generate()
    assert SigningKey.from_pem(key.to_pem()).kid == key.kid
    assert SigningKey.from_pem(key.to_pem(b"secret"), b"secret").kid == key.kid
    assert b"ENCRYPTED" in key.to_pem(b"secret")


def test_a_signing_key_survives_jwk_and_its_halves_must_belong_together() -> None:
    key = SigningKey.generate()
    assert SigningKey.from_jwk(key.to_jwk()).kid == key.kid
    with pytest.raises(UnusableKey):
        SigningKey.from_jwk({**key.to_jwk(), "d": SigningKey.generate().to_jwk()["d"]})
    with pytest.raises(UnusableKey):
        SigningKey.from_jwk(key.public.to_jwk())


def test_a_signing_key_does_not_show_itself_by_accident() -> None:
    key = SigningKey.generate()
    assert key.to_jwk()["d"] not in repr(KeyRing(active=key))
    assert "private" not in repr(key)


def test_published_keys_hold_no_private_half() -> None:
    ring = KeyRing.generate()
    assert all("d" not in jwk for jwk in ring.jwks()["keys"])
    assert all(-4 not in key for key in cbor2.loads(ring.cose_key_set()))


def test_published_keys_can_be_read_again() -> None:
    first = KeyRing.generate()
    ring = first.rotated(SigningKey.generate(), last_expiry=NOW)
    foreign = PublicKey(key=Ed25519PrivateKey.generate().public_key())
    ring = replace(ring, older=(*ring.older, foreign))
    assert public_keys_from_jwks(json.loads(json.dumps(ring.jwks()))) == ring.public_keys


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
    ],
)
def test_a_key_that_cannot_be_used_is_left_out_of_a_set(jwk: dict[str, Any]) -> None:
    good = SigningKey.generate().public
    assert public_keys_from_jwks({"keys": [jwk, good.to_jwk()]}) == (good,)


def test_after_a_rotation_old_permits_hold_until_the_last_has_expired() -> None:
    before = KeyRing.generate()
    old_permit = sign(PERMIT, before.active)
    after = before.rotated(SigningKey.generate(), last_expiry=PERMIT.valid_until)
    almost_over = PERMIT.valid_until + timedelta(minutes=2) - timedelta(seconds=1)

    assert after.active.kid != before.active.kid
    assert verify(sign(PERMIT, after.active), after.public_keys, NOW) == PERMIT
    assert verify(old_permit, after.public_keys, almost_over) == PERMIT
    with pytest.raises(UnknownKey):
        verify(old_permit, after.public_keys, almost_over + timedelta(seconds=1))


def test_a_key_whose_time_is_over_leaves_the_ring() -> None:
    ring = KeyRing.generate().rotated(SigningKey.generate(), last_expiry=NOW)
    assert len(ring.without_retired(NOW).older) == 1
    assert ring.without_retired(NOW + timedelta(minutes=2)).older == ()


def test_of_two_keys_with_one_kid_each_is_tried() -> None:
    signing = SigningKey.generate()
    twin = replace(SigningKey.generate().public, kid=signing.kid)
    assert verify(sign(PERMIT, signing), [twin, signing.public], NOW) == PERMIT
