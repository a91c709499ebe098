# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the API: what may come in, and what goes out.

What comes in is checked wholly here, lengths and ranges included: a row that PostgreSQL refuses
would otherwise fail everybody who shares its statement.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tereze.packs.types import Kind, Transport

#: No control characters: PostgreSQL refuses NUL, and people can't see the others.
_LINE = r"^[^\x00-\x1f\x7f]+$"

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Slug = Annotated[str, Meta(max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")]
PlaceCode = Annotated[str, Meta(max_length=40, pattern=r"^[A-Z]{2}(-[A-Z0-9]+)*$")]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339, with a time zone.")]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document by which the person is known."""

    type: Slug
    number: Annotated[str, Meta(min_length=1, max_length=40, pattern=_LINE)]


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the person says they are; the phone is the key."""

    name: Line
    address: Line
    phone: Annotated[str, Meta(min_length=5, max_length=25, pattern=r"^[0-9+() -]+$")]


class PermitRequest(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"from_": "from"},
):
    """Asking for a permit. Give `document` or `declared`."""

    document: Document | None = None
    declared: Declared | None = None
    purpose: Slug
    place: PlaceCode | None = None
    kind: Kind | None = None
    from_: Moment | None = None
    minutes: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    party: Annotated[int, Meta(ge=1, le=1_000, description="With the asking person.")] = 1
    plate: Annotated[str, Meta(min_length=1, max_length=15, pattern=_LINE)] | None = None
    transport: Transport | None = None
    distance_km: Annotated[Decimal, Meta(ge=0, le=20_000)] | None = None
    certificate: Slug | None = None
    certificate_number: Annotated[str, Meta(min_length=1, max_length=60, pattern=_LINE)] | None = (
        None
    )
    employer: Annotated[int, Meta(ge=1, le=2**63 - 1, description="Our number of it.")] | None = (
        None
    )


class PermitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A permit that was granted."""

    code: str
    state: Literal["valid", "not-yet", "ended", "revoked"]
    kind: Kind
    #: pack and version: turkistan-2020 2020-04
    regime: str
    order: int
    purpose: str
    valid_from: datetime
    valid_until: datetime
    places: tuple[str, ...]
    credential: str
    link: str


class PublicPermit(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody who holds the code may see."""

    code: str
    state: Literal["valid", "not-yet", "ended", "revoked"]
    kind: Kind
    purpose: str
    valid_from: datetime
    valid_until: datetime
    places: tuple[str, ...]
    initials: str


class WayOutAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to do instead."""

    kind: Literal["purpose", "hour", "appeal", "emergency"]
    purpose: str | None = None
    at: datetime | None = None


class RefusalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A no that helps (RFC 9457 problem details)."""

    type: str
    status: Literal[422]
    code: str
    title: str
    rule: str
    legal_basis: str
    next_eligible: datetime | None
    ways_out: tuple[WayOutAnswer, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something was wrong with the request, or with us (RFC 9457 problem details)."""

    type: str
    status: int
    code: str
    title: str
    #: the field that is meant: document.number
    field: str | None = None
