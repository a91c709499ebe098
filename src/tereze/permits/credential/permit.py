# SPDX-License-Identifier: EUPL-1.2
"""The permit as the holder carries it: a few signed bytes in a QR code.

At a checkpoint there may be no network, so the permit itself must convince: it names purpose,
places and times, and it is signed. Anyone with the issuer's public keys can check it. It holds
the holder's initials and a short digest of their document, enough to see that permit and
document belong together, and not enough to learn who the holder is.

The form is a CWT (RFC 8392): a COSE_Sign1 message whose payload is a CBOR map of claims. In the QR
code it is written as ``TZ1:`` and base45, which QR codes store densely; as a link it is the
fragment of a web address, which browsers never send to a server. `docs/internals/credential.md`
says why each of these was chosen.

Signing is on the hot path: what is the same for every permit of a key is made once
(`SigningKey.message_prefix`), the rest is two CBOR strings and one signature.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import cbor2

from tereze.packs.types import Kind
from tereze.permits.credential.errors import (
    BadSignature,
    ClockSkew,
    Expired,
    NotOurs,
    NotYetValid,
    TooLarge,
    UnknownAlgorithm,
    UnknownKey,
)
from tereze.permits.credential.keys import (
    CLOCK_TOLERANCE,
    EDDSA,
    ES256,
    KID_BYTES,
    PublicKey,
    SigningKey,
)
from tereze.permits.credential.strict_cbor import MalformedCbor, Value
from tereze.permits.credential.strict_cbor import loads as load_cbor
from tereze.permits.credential.text import (
    MAX_BYTES,
    within_limit,
)

#: of the document's digest; see digest_document
DIGEST_BYTES = 3

_ISSUER, _EXPIRES, _NOT_BEFORE, _ISSUED_AT, _CODE, _PERMIT = 1, 4, 5, 6, 7, -65601
_PURPOSE, _PLACES, _INITIALS, _DOCUMENT, _PLATE, _EMPLOYER, _PARTY, _KIND = range(1, 9)

#: a number takes nine bytes less than the word, and the QR code one version less
_KIND_NUMBERS: dict[Kind, int] = {"movement": 1, "entry": 2, "exit": 3}
_KINDS: dict[int, Kind] = {number: kind for kind, number in _KIND_NUMBERS.items()}
_CODE_FORM = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}", re.ASCII)
_LAST_SECOND = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())

T = TypeVar("T", int, str, bytes)


@dataclass(frozen=True, kw_only=True, slots=True)
class PermitClaims:
    """What a permit says. All times are aware; the wire keeps whole seconds."""

    #: who issued it, as the instance names itself: turkistan.example
    issuer: str
    #: the eight characters of the short code
    code: str
    #: as the regime's pack names it: needs, medical, …
    purpose: str
    #: codes of the places or zones in which it holds
    places: tuple[str, ...]
    #: initials of the holder, to compare with the document shown
    initials: str
    #: see digest_document
    document_digest: bytes
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    kind: Kind = "movement"
    plate: str | None = None
    employer: str | None = None
    #: people going, the holder included
    party: int = 1

    def __post_init__(self) -> None:
        if not (self.issued_at.tzinfo and self.valid_from.tzinfo and self.valid_until.tzinfo):
            raise ValueError("the times of a permit need a time zone")
        if not self.valid_from < self.valid_until:
            raise ValueError("a permit ends after it begins")
        if not _CODE_FORM.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is not the form of a permit code")
        if not 2 <= len(self.document_digest) <= 32:
            raise ValueError("a document digest has 2 to 32 bytes")
        if self.party < 1:
            raise ValueError("a permit is for one person at least")


def sign(claims: PermitClaims, key: SigningKey) -> bytes:
    """The permit as tagged COSE_Sign1."""
    payload = cbor2.dumps(cbor2.dumps(_to_wire(claims)))
    signature = key.signature(key.signed_prefix + payload)
    message = b"%b%b\x58\x40%b" % (key.message_prefix, payload, signature)
    if len(message) > MAX_BYTES:
        raise TooLarge(f"{len(message)} bytes; no verifier would read it")
    return message


def verify(cose: bytes, keys: Iterable[PublicKey], now: datetime) -> PermitClaims:
    """What the permit says, when one of `keys` signed it and it holds at `now`.

    Raises a `CredentialRefused` otherwise. Nothing in the message is believed, not even its
    times, before the signature is found good.
    """
    protected, payload, signature = _open_envelope(cose)
    algorithm, kid = _read_header(protected)
    candidates = [
        key for key in keys if key.kid == kid and key.algorithm == algorithm and key.is_trusted(now)
    ]
    if not candidates:
        raise UnknownKey(f"kid {kid.hex()}")
    signed = cbor2.dumps(("Signature1", protected, b"", payload))
    if not any(key.accepts(signature, signed) for key in candidates):
        raise BadSignature
    claims = _from_wire(payload)
    if now + CLOCK_TOLERANCE < claims.issued_at:
        raise ClockSkew(claims)
    if now + CLOCK_TOLERANCE < claims.valid_from:
        raise NotYetValid(claims)
    if now - CLOCK_TOLERANCE >= claims.valid_until:
        raise Expired(claims)
    return claims


def digest_document(*, document_type: str, number: str, code: str) -> bytes:
    """The digest by which an inspector sees that permit and shown document belong together.

    The inspector types the number, the device computes the digest and compares: no network.
    The code is hashed along, so that two permits of one person do not show it. Three bytes find
    all but one in sixteen million wrong numbers. More would not help the inspector but only who
    wants to learn the number by trying: of a ten-digit number, 600 are left that would fit.

    >>> digest_document(document_type="kz-iin", number="900101 300017", code="7K3M9QXA").hex()
    '10e3be'
    """
    letters = unicodedata.normalize("NFC", number).upper()
    letters = "".join(letter for letter in letters if letter.isalpha() or letter.isdecimal())
    return hashlib.sha256(f"TZ1 {code} {document_type} {letters}".encode()).digest()[:DIGEST_BYTES]


def _to_wire(claims: PermitClaims) -> dict[int, object]:
    permit: dict[int, object] = {
        _PURPOSE: _nfc(claims.purpose),
        _PLACES: [_nfc(place) for place in claims.places],
        _INITIALS: _nfc(claims.initials),
        _DOCUMENT: claims.document_digest,
    }
    if claims.plate is not None:
        permit[_PLATE] = _nfc(claims.plate)
    if claims.employer is not None:
        permit[_EMPLOYER] = _nfc(claims.employer)
    if claims.party != 1:
        permit[_PARTY] = claims.party
    permit[_KIND] = _KIND_NUMBERS[claims.kind]
    return {
        _ISSUER: _nfc(claims.issuer),
        _EXPIRES: int(claims.valid_until.timestamp()),
        _NOT_BEFORE: int(claims.valid_from.timestamp()),
        _ISSUED_AT: int(claims.issued_at.timestamp()),
        _CODE: claims.code.encode(),
        _PERMIT: permit,
    }


def _from_wire(payload: bytes) -> PermitClaims:
    """Claims that we do not know are left alone: a later version may add some."""
    claims = _load_map(payload)
    permit = claims.get(_PERMIT)
    if not isinstance(permit, Mapping):
        raise NotOurs("no permit among the claims")
    places = permit.get(_PLACES)
    if not isinstance(places, tuple):
        raise NotOurs("the places are no list")
    kind = _KINDS.get(_expect(permit.get(_KIND), int))
    if kind is None:
        raise NotOurs("of no known kind")
    try:
        return PermitClaims(
            issuer=_text(claims.get(_ISSUER)),
            code=_expect(claims.get(_CODE), bytes).decode("ascii"),
            purpose=_text(permit.get(_PURPOSE)),
            places=tuple(_text(place) for place in places),
            initials=_text(permit.get(_INITIALS)),
            document_digest=_expect(permit.get(_DOCUMENT), bytes),
            issued_at=_time(claims.get(_ISSUED_AT)),
            valid_from=_time(claims.get(_NOT_BEFORE)),
            valid_until=_time(claims.get(_EXPIRES)),
            kind=kind,
            plate=_text(permit[_PLATE]) if _PLATE in permit else None,
            employer=_text(permit[_EMPLOYER]) if _EMPLOYER in permit else None,
            party=_expect(permit.get(_PARTY, 1), int),
        )
    except ValueError as error:
        raise NotOurs(str(error)) from error


def _open_envelope(cose: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature of a COSE_Sign1 that is tagged as such."""
    if cose[:1] != b"\xd2":
        raise NotOurs("no COSE_Sign1 tag")
    try:
        parts = load_cbor(within_limit(cose)[1:])
    except MalformedCbor as error:
        raise NotOurs(str(error)) from error
    match parts:
        case (bytes(protected), Mapping() as unprotected, bytes(payload), bytes(signature)):
            if unprotected:
                # Who carries the permit could change what stands there.
                raise UnknownKey("something in the unprotected header")
            return protected, payload, signature
    raise NotOurs("not the four parts of a COSE_Sign1")


def _read_header(protected: bytes) -> tuple[int, bytes]:
    header = _load_map(protected)
    algorithm, kid = header.get(1), header.get(4)
    if not isinstance(algorithm, int) or algorithm not in (ES256, EDDSA):
        raise UnknownAlgorithm(f"algorithm {algorithm!r}")
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise UnknownKey("no kid of eight bytes in the protected header")
    if len(header) != 2:
        raise NotOurs("more in the header than algorithm and kid")
    return algorithm, kid


def _load_map(data: bytes) -> Mapping[int | str, Value]:
    try:
        value = load_cbor(data)
    except MalformedCbor as error:
        raise NotOurs(str(error)) from error
    if not isinstance(value, Mapping):
        raise NotOurs("not a map")
    return value


def _expect(value: Value | None, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise NotOurs(f"a claim is missing, or not of type {kind.__name__}")
    return value


def _text(value: Value | None) -> str:
    text = _expect(value, str)
    if not unicodedata.is_normalized("NFC", text):
        # Two spellings of one word would compare as different plates or places.
        raise NotOurs("a text is not in Unicode's NFC")
    return text


def _time(value: Value | None) -> datetime:
    seconds = _expect(value, int)
    if not 0 <= seconds <= _LAST_SECOND:
        raise NotOurs(f"{seconds} is no time")
    return datetime.fromtimestamp(seconds, UTC)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
