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
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tereze.packs.types import Kind
from tereze.permits.credential.envelope import (
    expect,
    expect_text,
    expect_time,
    nfc,
    open_claims,
    seal_claims,
)
from tereze.permits.credential.errors import ClockSkew, Expired, NotOurs, NotYetValid
from tereze.permits.credential.keys import CLOCK_TOLERANCE, PublicKey, SigningKey
from tereze.permits.credential.strict_cbor import Value

#: of the document's digest; see digest_document
DIGEST_BYTES = 3

_ISSUER, _EXPIRES, _NOT_BEFORE, _ISSUED_AT, _CODE, _PERMIT = 1, 4, 5, 6, 7, -65601
_STATUS = 65535
_PURPOSE, _PLACES, _INITIALS, _DOCUMENT, _PLATE, _EMPLOYER, _PARTY, _KIND = range(1, 9)

#: a number takes nine bytes less than the word, and the QR code one version less
KIND_NUMBERS: dict[Kind, int] = {"movement": 1, "entry": 2, "exit": 3}
KINDS: dict[int, Kind] = {number: kind for kind, number in KIND_NUMBERS.items()}
_CODE_FORM = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusReference:
    """A place in a Token Status List."""

    #: where the list is, and how it calls itself
    uri: str
    index: int


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
    #: of a standing permit: where it is told whether it still stands
    status: StatusReference | None = None

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
    return seal_claims(_to_wire(claims), key)


def verify(cose: bytes, keys: Iterable[PublicKey], now: datetime) -> PermitClaims:
    """What the permit says, when one of `keys` signed it and it holds at `now`.

    Raises a `CredentialRefused` otherwise. Nothing in the message is believed, not even its
    times, before the signature is found good.
    """
    claims = _from_wire(open_claims(cose, keys, now))
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
    letters = number.upper()
    if not (letters.isascii() and letters.isalnum()):
        letters = unicodedata.normalize("NFC", number).upper()
        letters = "".join(letter for letter in letters if letter.isalpha() or letter.isdecimal())
    return hashlib.sha256(f"TZ1 {code} {document_type} {letters}".encode()).digest()[:DIGEST_BYTES]


def _to_wire(claims: PermitClaims) -> dict[int, object]:
    permit: dict[int, object] = {
        _PURPOSE: nfc(claims.purpose),
        _PLACES: [nfc(place) for place in claims.places],
        _INITIALS: nfc(claims.initials),
        _DOCUMENT: claims.document_digest,
    }
    if claims.plate is not None:
        permit[_PLATE] = nfc(claims.plate)
    if claims.employer is not None:
        permit[_EMPLOYER] = nfc(claims.employer)
    if claims.party != 1:
        permit[_PARTY] = claims.party
    permit[_KIND] = KIND_NUMBERS[claims.kind]
    wire: dict[int, object] = {
        _ISSUER: nfc(claims.issuer),
        _EXPIRES: int(claims.valid_until.timestamp()),
        _NOT_BEFORE: int(claims.valid_from.timestamp()),
        _ISSUED_AT: int(claims.issued_at.timestamp()),
        _CODE: claims.code.encode(),
        _PERMIT: permit,
    }
    if claims.status is not None:
        reference = {"idx": claims.status.index, "uri": claims.status.uri}
        wire[_STATUS] = {"status_list": reference}
    return wire


def _from_wire(claims: Mapping[int | str, Value]) -> PermitClaims:
    """Claims that we do not know are left alone: a later version may add some."""
    permit = claims.get(_PERMIT)
    if not isinstance(permit, Mapping):
        raise NotOurs("no permit among the claims")
    places = permit.get(_PLACES)
    if not isinstance(places, tuple):
        raise NotOurs("the places are no list")
    kind = KINDS.get(expect(permit.get(_KIND), int))
    if kind is None:
        raise NotOurs("of no known kind")
    try:
        return PermitClaims(
            issuer=expect_text(claims.get(_ISSUER)),
            code=expect(claims.get(_CODE), bytes).decode("ascii"),
            purpose=expect_text(permit.get(_PURPOSE)),
            places=tuple(expect_text(place) for place in places),
            initials=expect_text(permit.get(_INITIALS)),
            document_digest=expect(permit.get(_DOCUMENT), bytes),
            issued_at=expect_time(claims.get(_ISSUED_AT)),
            valid_from=expect_time(claims.get(_NOT_BEFORE)),
            valid_until=expect_time(claims.get(_EXPIRES)),
            kind=kind,
            plate=expect_text(permit[_PLATE]) if _PLATE in permit else None,
            employer=expect_text(permit[_EMPLOYER]) if _EMPLOYER in permit else None,
            party=expect(permit.get(_PARTY, 1), int),
            status=_read_status(claims[_STATUS]) if _STATUS in claims else None,
        )
    except ValueError as error:
        raise NotOurs(str(error)) from error


def _read_status(status: Value) -> StatusReference | None:
    """None when the status is told in a way that we do not know."""
    if not isinstance(status, Mapping):
        raise NotOurs("the status is no map")
    if "status_list" not in status:
        return None
    reference = status["status_list"]
    if not isinstance(reference, Mapping):
        raise NotOurs("the place in the status list is no map")
    index = expect(reference.get("idx"), int)
    if index < 0:
        raise NotOurs("no place in the status list")
    return StatusReference(uri=expect_text(reference.get("uri")), index=index)
