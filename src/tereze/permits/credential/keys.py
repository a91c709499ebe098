# SPDX-License-Identifier: EUPL-1.2
"""The keys that permits are signed and checked with, and how one follows another.

An instance signs with one *active* key. When it rotates, the old key's private half is forgotten
and its public half stays in the ring until the last permit signed with it has expired: that is
its `not_after`, and from then on the key counts for nothing. A permit names its key by *kid*, the
first eight bytes of the key's thumbprint (RFC 9679), so nobody has to hand out key names. Eight
bytes can clash, and a foreign issuer may name keys otherwise: every key of a kid is tried.

We sign with ES256 alone, because the WebCrypto of older phones has P-256 and lacks Ed25519. Other
issuers' Ed25519 keys can be read.

Where a ring is kept is the caller's matter (`permits/services/keys.py`).
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from tereze.core.errors import BadInput

#: a JSON Web Key or a set of them, as the JSON of RFC 7517
Jwk: TypeAlias = dict[str, Any]

ES256: Final = -7
EDDSA: Final = -8

#: how far two clocks may be apart
CLOCK_TOLERANCE = timedelta(minutes=2)

KID_BYTES = 8
#: both ES256 (r and s) and Ed25519 sign with as many
SIGNATURE_BYTES = 64

_ECDSA = ec.ECDSA(hashes.SHA256())


class UnusableKey(BadInput):
    """Permits are signed with P-256 keys and checked with P-256 or Ed25519 keys; this is neither."""

    code = "unusable-key"

    def __init__(self, what: str) -> None:
        super().__init__(f"Not a key for permits: {what}.")


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key that permits can be checked with."""

    key: ec.EllipticCurvePublicKey | Ed25519PublicKey
    #: the name by which permits call for it; when not given, it follows from the thumbprint
    kid: bytes = b""
    #: aware; from then on it is not trusted. None: no end is set
    not_after: datetime | None = None

    def __post_init__(self) -> None:
        if isinstance(self.key, ec.EllipticCurvePublicKey):
            if not isinstance(self.key.curve, ec.SECP256R1):
                raise UnusableKey(f"an EC key on {self.key.curve.name}")
        elif not isinstance(self.key, Ed25519PublicKey):
            raise UnusableKey(type(self.key).__name__)
        if not self.kid:
            object.__setattr__(self, "kid", self.thumbprint()[:KID_BYTES])
        if len(self.kid) != KID_BYTES:
            raise UnusableKey(f"a kid of {len(self.kid)} bytes instead of {KID_BYTES}")

    @property
    def algorithm(self) -> int:
        """The COSE number of the one algorithm that this key is good for."""
        return ES256 if isinstance(self.key, ec.EllipticCurvePublicKey) else EDDSA

    def is_trusted(self, now: datetime) -> bool:
        return self.not_after is None or now < self.not_after

    def accepts(self, signature: bytes, signed: bytes) -> bool:
        """Whether this key made `signature` (the 64 bytes of COSE) over `signed`."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            if isinstance(self.key, ec.EllipticCurvePublicKey):
                r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                self.key.verify(encode_dss_signature(r, s), signed, _ECDSA)
            else:
                self.key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    def thumbprint(self) -> bytes:
        """SHA-256 over the parts of the COSE key that make it this key (RFC 9679)."""
        return hashlib.sha256(cbor2.dumps(self._essence())).digest()

    def to_cose_key(self) -> dict[int, int | bytes]:
        return {**self._essence(), 2: self.kid, 3: self.algorithm}

    def to_jwk(self) -> Jwk:
        """As JSON Web Key; `exp` is our `not_after`, as in OpenID Federation's historical keys."""
        essence = self._essence()
        named: Jwk = (
            {"kty": "EC", "crv": "P-256", "x": _encode(essence[-2]), "y": _encode(essence[-3])}
            if self.algorithm == ES256
            else {"kty": "OKP", "crv": "Ed25519", "x": _encode(essence[-2])}
        )
        named["kid"] = _encode(self.kid)
        named["alg"] = "ES256" if self.algorithm == ES256 else "EdDSA"
        named["use"] = "sig"
        if self.not_after is not None:
            named["exp"] = int(self.not_after.timestamp())
        return named

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "PublicKey":
        try:
            key = _public_key_from_jwk(jwk)
            kid = _decode(jwk["kid"]) if "kid" in jwk else b""
            not_after = datetime.fromtimestamp(jwk["exp"], UTC) if "exp" in jwk else None
        except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
            raise UnusableKey(f"a JWK that cannot be read: {error}") from error
        return cls(key=key, kid=kid, not_after=not_after)

    def _essence(self) -> dict[int, Any]:
        """Key type, curve and coordinates, in the order that RFC 9679 hashes them."""
        if isinstance(self.key, Ed25519PublicKey):
            return {1: 1, -1: 6, -2: self.key.public_bytes_raw()}
        point = self.key.public_numbers()
        return {1: 2, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A P-256 private key that signs permits."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: PublicKey = field(init=False)
    #: COSE_Sign1 up to the payload: tag 18, array of 4, protected header, empty unprotected one.
    #: The same for every permit of this key, so it is made once and not for each permit.
    message_prefix: bytes = field(init=False, repr=False)
    #: what is signed, up to the payload: "Signature1", the same header, no external data
    signed_prefix: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        public = PublicKey(key=self.private.public_key())
        header = cbor2.dumps(cbor2.dumps({1: ES256, 4: public.kid}))
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "message_prefix", b"\xd2\x84" + header + b"\xa0")
        object.__setattr__(
            self, "signed_prefix", b"\x84" + cbor2.dumps("Signature1") + header + b"\x40"
        )

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(private=ec.generate_private_key(ec.SECP256R1()))

    @property
    def kid(self) -> bytes:
        return self.public.kid

    def signature(self, signed: bytes) -> bytes:
        """r and s, 32 bytes each, as COSE and WebCrypto have it (and not DER)."""
        r, s = decode_dss_signature(self.private.sign(signed, _ECDSA))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def to_pem(self, password: bytes | None = None) -> bytes:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption(),
        )

    @classmethod
    def from_pem(cls, pem: bytes, password: bytes | None = None) -> "SigningKey":
        private = serialization.load_pem_private_key(pem, password)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise UnusableKey(type(private).__name__)
        return cls(private=private)

    def to_jwk(self) -> Jwk:
        """With the private half: `d`."""
        secret = self.private.private_numbers().private_value
        return {**self.public.to_jwk(), "d": _encode(secret.to_bytes(32, "big"))}

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "SigningKey":
        stated = PublicKey.from_jwk(jwk)
        try:
            secret = int.from_bytes(_decode(jwk["d"]), "big")
            signing = cls(private=ec.derive_private_key(secret, ec.SECP256R1()))
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableKey("a JWK without a usable private half") from error
        if signing.public.thumbprint() != stated.thumbprint():
            raise UnusableKey("a JWK whose halves do not belong together")
        return signing


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """The key an instance signs with, and the older ones whose permits are still about."""

    active: SigningKey
    older: tuple[PublicKey, ...] = ()

    @classmethod
    def generate(cls) -> "KeyRing":
        return cls(active=SigningKey.generate())

    @property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """What permits are checked with: the active key first."""
        return (self.active.public, *self.older)

    def rotated(self, new: SigningKey, *, last_expiry: datetime) -> "KeyRing":
        """Sign with `new` from now on.

        `last_expiry` is the latest end of any permit signed so far; the tolerance for clocks is
        added, so that a permit checked in its last second still finds its key.
        """
        retiring = PublicKey(
            key=self.active.public.key,
            kid=self.active.kid,
            not_after=last_expiry + CLOCK_TOLERANCE,
        )
        return KeyRing(active=new, older=(retiring, *self.older))

    def without_retired(self, now: datetime) -> "KeyRing":
        """Without the keys whose time is over: they need not be published or kept any more."""
        return KeyRing(
            active=self.active, older=tuple(key for key in self.older if key.is_trusted(now))
        )

    def cose_key_set(self) -> bytes:
        """The public keys as COSE_KeySet (CBOR)."""
        return cbor2.dumps([key.to_cose_key() for key in self.public_keys])

    def jwks(self) -> Jwk:
        """The public keys as JWK set (RFC 7517)."""
        return {"keys": [key.to_jwk() for key in self.public_keys]}


def public_keys_from_jwks(jwks: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The keys of somebody's JWK set; those of a kind we do not use are left out (RFC 7517, 5)."""
    usable = []
    for jwk in jwks.get("keys", ()):
        try:
            usable.append(PublicKey.from_jwk(jwk))
        except UnusableKey:
            continue
    return tuple(usable)


def _public_key_from_jwk(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey | Ed25519PublicKey:
    if (jwk["kty"], jwk["crv"]) == ("EC", "P-256"):
        x, y = (int.from_bytes(_decode(jwk[name]), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    if (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519"):
        return Ed25519PublicKey.from_public_bytes(_decode(jwk["x"]))
    raise UnusableKey(f"a JWK of type {jwk['kty']}, curve {jwk['crv']}")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
