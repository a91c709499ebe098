# SPDX-License-Identifier: EUPL-1.2
"""The credential of a permit, made when it is shown.

It is signed anew each time and kept nowhere: what the database does not hold can't leak from it,
and a key that was rotated signs nothing any more. The signature covers the same claims each time.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from tereze.core import sealing
from tereze.permits import rules
from tereze.permits.credential import (
    CLOCK_TOLERANCE,
    KeyRing,
    PermitClaims,
    PublicKey,
    SigningKey,
    StatusReference,
    sign,
    to_link,
    to_text,
)
from tereze.permits.errors import NoSigningKey
from tereze.permits.status.places import list_address, list_number
from tereze.permits.types import PermitFacts

#: Every process reads the keys anew after so long, and signs with those it has until then.
KEYS_BELIEVED = timedelta(minutes=1)

_PRIVATE = "permits.signing-key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A signed permit in its two written forms."""

    #: TZ1:…, what the QR code holds
    text: str
    #: what any phone's camera opens
    link: str


def issue_credential(permit: PermitFacts, ring: KeyRing, *, url: str) -> Credential:
    """Sign what a checkpoint needs to know of a permit. `url` is where this instance is reached."""
    claims = PermitClaims(
        issuer=urlsplit(url).netloc,
        code=permit.code,
        purpose=permit.purpose,
        places=permit.places,
        # Each byte counts: two spaces more can cost the next larger QR code.
        initials=permit.initials.replace(" ", ""),
        document_digest=permit.document_digest,
        issued_at=permit.asked_at,
        valid_from=permit.starts_at,
        valid_until=permit.ends_at,
        kind=permit.kind,
        plate=permit.plate,
        employer=permit.employer,
        party=permit.party,
        status=_status(permit, url),
    )
    cose = sign(claims, ring.active)
    return Credential(text=to_text(cose), link=to_link(cose, url))


def _status(permit: PermitFacts, url: str) -> StatusReference | None:
    if permit.status_index is None:
        return None
    uri = list_address(url, list_number(permit.asked_at))
    return StatusReference(uri=uri, index=permit.status_index)


def seal_private(key: SigningKey) -> bytes:
    """The private half, as it lies in the database."""
    return sealing.seal(key.to_pem(), context=_PRIVATE)


def open_ring(rows: Iterable[Iterable[Any]]) -> KeyRing:
    """The keys of the rows of `read_signing_keys`. Raises NoSigningKey.

    A key that signs no more is believed as long as a permit that it signed may last.
    """
    active: SigningKey | None = None
    older = []
    for sealed_private, public_jwk, retired_at in rows:
        if active is None and retired_at is None:
            pem = sealing.unseal(bytes(sealed_private), context=_PRIVATE)
            active = SigningKey.from_pem(pem)
            continue
        key = PublicKey.from_jwk(json.loads(public_jwk))
        if retired_at is not None:
            last_end = retired_at + KEYS_BELIEVED + rules.LONGEST
            key = replace(key, not_after=last_end + CLOCK_TOLERANCE)
        older.append(key)
    if active is None:
        raise NoSigningKey
    return KeyRing(active=active, older=tuple(older))
