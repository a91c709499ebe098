# SPDX-License-Identifier: EUPL-1.2
"""The signed envelope around claims: a tagged COSE_Sign1, and nothing in it believed before its
signature is found good. Permits travel in it, the receipts of an outage, and status lists. These
last say in their header what they are, so that one is never taken for the other.

Signing is on the hot path: what is the same for every message of a key is made once
(`SigningKey.message_prefix`), the rest is two CBOR strings and one signature.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

import cbor2

from tereze.permits.credential.errors import (
    BadSignature,
    NotOurs,
    TooLarge,
    UnknownAlgorithm,
    UnknownKey,
)
from tereze.permits.credential.keys import EDDSA, ES256, KID_BYTES, PublicKey, SigningKey
from tereze.permits.credential.strict_cbor import MalformedCbor, Value
from tereze.permits.credential.strict_cbor import loads as load_cbor
from tereze.permits.credential.text import MAX_BYTES

_TYPE = 16
_LAST_SECOND = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())

T = TypeVar("T", int, str, bytes)


def seal_claims(claims: Mapping[int, object], key: SigningKey) -> bytes:
    """Claims, signed."""
    encoded = cbor2.dumps(claims)
    if len(encoded) > MAX_BYTES:
        raise TooLarge(f"{len(encoded)} bytes of claims; no verifier would read them")
    payload = _start_of_bytes(len(encoded)) + encoded
    signature = key.signature(key.signed_prefix + payload)
    message = b"%b%b\x58\x40%b" % (key.message_prefix, payload, signature)
    if len(message) > MAX_BYTES:
        raise TooLarge(f"{len(message)} bytes; no verifier would read it")
    return message


def seal_typed_claims(claims: Mapping[int, object], key: SigningKey, *, type: str) -> bytes:
    """Claims, signed, with a header that says what they are (RFC 9596). Of no set length."""
    protected = cbor2.dumps({1: ES256, 4: key.kid, _TYPE: type})
    payload = cbor2.dumps(claims)
    signature = key.signature(cbor2.dumps(("Signature1", protected, b"", payload)))
    return cbor2.dumps(cbor2.CBORTag(18, (protected, {}, payload, signature)))


def _start_of_bytes(length: int) -> bytes:
    """What CBOR writes before a byte string.

    >>> _start_of_bytes(2) + b"ab" == cbor2.dumps(b"ab")
    True
    """
    if length < 24:
        return bytes((0x40 | length,))
    return bytes((0x58, length)) if length < 256 else b"\x59" + length.to_bytes(2, "big")


def open_claims(
    cose: bytes,
    keys: Iterable[PublicKey],
    now: datetime,
    *,
    type: str | None = None,
    limit: int = MAX_BYTES,
) -> Mapping[int | str, Value]:
    """The claims that one of `keys` signed as being of this type. Raises a `CredentialRefused`."""
    if len(cose) > limit:
        raise TooLarge(f"more than {limit} bytes")
    protected, payload, signature = _open_envelope(cose)
    algorithm, kid = _read_header(protected, type)
    candidates = [
        key for key in keys if key.kid == kid and key.algorithm == algorithm and key.is_trusted(now)
    ]
    if not candidates:
        raise UnknownKey(f"kid {kid.hex()}")
    signed = cbor2.dumps(("Signature1", protected, b"", payload))
    if not any(key.accepts(signature, signed) for key in candidates):
        raise BadSignature
    return _load_map(payload)


# --- what a claim may be ----------------------------------------------------------------------------


def expect(value: Value | None, kind: type[T]) -> T:
    """The value, which has to be of this type."""
    if not isinstance(value, kind):
        raise NotOurs(f"a claim is missing, or not of type {kind.__name__}")
    return value


def expect_text(value: Value | None) -> str:
    """A text in the one form of Unicode."""
    read = expect(value, str)
    if not unicodedata.is_normalized("NFC", read):
        # Two spellings of one word would compare as different plates or places.
        raise NotOurs("a text is not in Unicode's NFC")
    return read


def expect_time(value: Value | None) -> datetime:
    """A moment, in whole seconds."""
    seconds = expect(value, int)
    if not 0 <= seconds <= _LAST_SECOND:
        raise NotOurs(f"{seconds} is no time")
    return datetime.fromtimestamp(seconds, UTC)


def nfc(written: str) -> str:
    """A text as it is written into claims."""
    return written if written.isascii() else unicodedata.normalize("NFC", written)


# --- the message ------------------------------------------------------------------------------------


def _open_envelope(cose: bytes) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature of a COSE_Sign1 that is tagged as such."""
    if cose[:1] != b"\xd2":
        raise NotOurs("no COSE_Sign1 tag")
    try:
        parts = load_cbor(cose[1:])
    except MalformedCbor as error:
        raise NotOurs(str(error)) from error
    match parts:
        case (bytes(protected), Mapping() as unprotected, bytes(payload), bytes(signature)):
            if unprotected:
                # Who carries the permit could change what stands there.
                raise UnknownKey("something in the unprotected header")
            return protected, payload, signature
    raise NotOurs("not the four parts of a COSE_Sign1")


def _read_header(protected: bytes, type: str | None) -> tuple[int, bytes]:
    header = _load_map(protected)
    algorithm, kid = header.get(1), header.get(4)
    if not isinstance(algorithm, int) or algorithm not in (ES256, EDDSA):
        raise UnknownAlgorithm(f"algorithm {algorithm!r}")
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise UnknownKey("no kid of eight bytes in the protected header")
    if header.get(_TYPE) != type or len(header) != (2 if type is None else 3):
        raise NotOurs("more in the header than algorithm and kid, or another type")
    return algorithm, kid


def _load_map(data: bytes) -> Mapping[int | str, Value]:
    try:
        value = load_cbor(data)
    except MalformedCbor as error:
        raise NotOurs(str(error)) from error
    if not isinstance(value, Mapping):
        raise NotOurs("not a map")
    return value
