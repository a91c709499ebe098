# SPDX-License-Identifier: EUPL-1.2
"""Token Status List: one status for each of many tokens, in a few bits each, signed as a whole.

The form is that of the IETF's draft-ietf-oauth-status-list in its CBOR variant: the statuses lie in a
byte array from the least significant bit on, compressed with zlib, as a claim of a CWT that names
its own address. Whoever holds a token looks at its place in the list; who sees the list learns
neither whose tokens there are nor how many.

Pure: what is withdrawn goes in, bytes come out.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from tereze.permits.credential import (
    CLOCK_TOLERANCE,
    CredentialRefused,
    NotOurs,
    PublicKey,
    SigningKey,
    TooLarge,
    expect,
    expect_text,
    expect_time,
    open_claims,
    seal_typed_claims,
)

Bits: TypeAlias = Literal[1, 2, 4, 8]

MEDIA_TYPE: Final = "application/statuslist+cwt"
VALID, INVALID, SUSPENDED = 0, 1, 2

#: A verifier reads no list that has more bytes than this when inflated.
MOST_BYTES = 1 << 20

_SUBJECT, _EXPIRES, _ISSUED_AT, _STATUS_LIST, _TTL = 2, 4, 6, 65533, 65534


class ListOver(CredentialRefused):
    """This status list says of itself that it is over; fetch it anew."""

    code = "list-over"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusList:
    """The statuses of many tokens, by their places."""

    bits: Bits
    #: not compressed
    data: bytes

    @classmethod
    def of(cls, statuses: Mapping[int, int], *, places: int, bits: Bits = 1) -> "StatusList":
        """A list of so many places, VALID where nothing else is said.

        >>> StatusList.of({0: 1, 3: 1, 9: 1}, places=16).data.hex()
        '0902'
        """
        data = bytearray(-(-places * bits // 8))
        for place, status in statuses.items():
            if not 0 <= place < places or not 0 <= status < 1 << bits:
                raise ValueError(f"status {status} at place {place} does not fit")
            at = place * bits
            data[at // 8] |= status << at % 8
        return cls(bits=bits, data=bytes(data))

    def status_at(self, place: int) -> int:
        """The status at a place. A place beyond the list says nothing: raises NotOurs."""
        at = place * self.bits
        if not 0 <= at < len(self.data) * 8:
            raise NotOurs(f"the status list has no place {place}")
        return self.data[at // 8] >> at % 8 & (1 << self.bits) - 1

    def to_claim(self) -> dict[str, object]:
        """As it stands among the claims."""
        return {"bits": self.bits, "lst": zlib.compress(self.data, 9)}

    @classmethod
    def from_claim(cls, claim: object) -> "StatusList":
        """What somebody wrote. Raises NotOurs, TooLarge."""
        if not isinstance(claim, Mapping):
            raise NotOurs("no status list among the claims")
        bits, compressed = expect(claim.get("bits"), int), expect(claim.get("lst"), bytes)
        if bits not in (1, 2, 4, 8):
            raise NotOurs(f"a status of {bits} bits")
        return cls(bits=bits, data=_inflate(compressed))  # type: ignore[arg-type]  # checked


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusClaims:
    """A list with what it says of itself."""

    #: where it is found
    address: str
    issued_at: datetime
    #: not to be relied on from then on
    expires_at: datetime
    #: ask for a newer one after this
    ttl: timedelta
    statuses: StatusList


def sign_list(claims: StatusClaims, key: SigningKey) -> bytes:
    """The list as a signed token."""
    wire: dict[int, object] = {
        _SUBJECT: claims.address,
        _EXPIRES: int(claims.expires_at.timestamp()),
        _ISSUED_AT: int(claims.issued_at.timestamp()),
        _STATUS_LIST: claims.statuses.to_claim(),
        _TTL: int(claims.ttl.total_seconds()),
    }
    return seal_typed_claims(wire, key, type=MEDIA_TYPE)


def open_list(
    token: bytes, keys: Iterable[PublicKey], now: datetime, *, address: str
) -> StatusClaims:
    """The list that one of `keys` signed as the one of this address. Raises `CredentialRefused`."""
    claims = open_claims(token, keys, now, type=MEDIA_TYPE, limit=MOST_BYTES)
    read = StatusClaims(
        address=expect_text(claims.get(_SUBJECT)),
        issued_at=expect_time(claims.get(_ISSUED_AT)),
        expires_at=expect_time(claims.get(_EXPIRES)),
        ttl=timedelta(seconds=expect(claims.get(_TTL), int)),
        statuses=StatusList.from_claim(claims.get(_STATUS_LIST)),
    )
    if read.address != address:
        raise NotOurs("the status list of another address")
    if now + CLOCK_TOLERANCE < read.issued_at:
        raise NotOurs("a status list from the future")
    if now >= read.expires_at:
        raise ListOver
    return read


def _inflate(compressed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(compressed, MOST_BYTES + 1)
    except zlib.error as error:
        raise NotOurs("damaged zlib") from error
    if len(data) > MOST_BYTES:
        raise TooLarge(f"inflates to more than {MOST_BYTES} bytes")
    if not inflater.eof or inflater.unused_data:
        raise NotOurs("damaged zlib")
    return data
