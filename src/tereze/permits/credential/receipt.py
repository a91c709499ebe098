# SPDX-License-Identifier: EUPL-1.2
"""The receipt of an outage: "you asked at 14:02, and we were down".

Who asks while our records can't be reached gets no answer, and that must not be their fault. The
receipt says, signed with a key that the gate holds in memory, when they asked and what for. For
some time a checkpoint lets them pass on it; and with it they ask again afterwards, so that a permit
which was written in the very moment of the crash, and which nobody ever saw, does not cost them
their quota (`docs/internals/outages.md`).

It travels like a permit, under another prefix and another claim: neither can be taken for the
other. Nobody's name is in it, because nobody could be looked up.
"""

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
from tereze.permits.credential.errors import NotOurs
from tereze.permits.credential.keys import PublicKey, SigningKey
from tereze.permits.credential.permit import KIND_NUMBERS, KINDS
from tereze.permits.credential.text import RECEIPT_PREFIX, from_receipt_text, to_text

NUMBER_BYTES = 8

_ISSUER, _EXPIRES, _ISSUED_AT, _NUMBER, _RECEIPT = 1, 4, 6, 7, -65602
#: as in a permit, where a permit says it too
_PURPOSE, _PLACES, _DOCUMENT, _PLATE, _KIND, _REQUEST = 1, 2, 4, 5, 8, 9


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptClaims:
    """What a receipt says. Times are aware; the wire keeps whole seconds."""

    issuer: str
    #: its own number, 16 hexadecimal digits; stands where a permit's code stands in the digest
    number: str
    asked_at: datetime
    #: until when checkpoints accept it
    valid_until: datetime
    purpose: str
    places: tuple[str, ...]
    #: binds it to the document that was shown: `digest_document` with the number for the code
    document_digest: bytes
    #: names the request by its door and Idempotency-Key; empty when it came without one
    request: bytes
    kind: Kind = "movement"
    plate: str | None = None


def sign_receipt(claims: ReceiptClaims, key: SigningKey) -> str:
    """The receipt as text: TZR1:…"""
    receipt: dict[int, object] = {
        _PURPOSE: nfc(claims.purpose),
        _PLACES: [nfc(place) for place in claims.places],
        _DOCUMENT: claims.document_digest,
    }
    if claims.plate is not None:
        receipt[_PLATE] = nfc(claims.plate)
    receipt[_KIND] = KIND_NUMBERS[claims.kind]
    receipt[_REQUEST] = claims.request
    wire = {
        _ISSUER: nfc(claims.issuer),
        _EXPIRES: int(claims.valid_until.timestamp()),
        _ISSUED_AT: int(claims.asked_at.timestamp()),
        _NUMBER: bytes.fromhex(claims.number),
        _RECEIPT: receipt,
    }
    return to_text(seal_claims(wire, key), RECEIPT_PREFIX)


def open_receipt(text: str, keys: Iterable[PublicKey], now: datetime) -> ReceiptClaims:
    """What a genuine receipt says, however old it is: that its time is over ends its worth at
    checkpoints, not the claim of who holds it. Raises a `CredentialRefused`."""
    claims = open_claims(from_receipt_text(text), keys, now)
    receipt = claims.get(_RECEIPT)
    if not isinstance(receipt, Mapping):
        raise NotOurs("no receipt among the claims")
    places = receipt.get(_PLACES)
    kind = KINDS.get(expect(receipt.get(_KIND), int))
    number = expect(claims.get(_NUMBER), bytes)
    if not isinstance(places, tuple) or kind is None or len(number) != NUMBER_BYTES:
        raise NotOurs("a claim that makes no sense")
    return ReceiptClaims(
        issuer=expect_text(claims.get(_ISSUER)),
        number=number.hex(),
        asked_at=expect_time(claims.get(_ISSUED_AT)),
        valid_until=expect_time(claims.get(_EXPIRES)),
        purpose=expect_text(receipt.get(_PURPOSE)),
        places=tuple(expect_text(place) for place in places),
        document_digest=expect(receipt.get(_DOCUMENT), bytes),
        request=expect(receipt.get(_REQUEST), bytes),
        kind=kind,
        plate=expect_text(receipt[_PLATE]) if _PLATE in receipt else None,
    )
