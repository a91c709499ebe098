# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the API: what may come in, and what goes out.

What comes in is checked wholly here, lengths and ranges included: a row that PostgreSQL refuses
would otherwise fail everybody who shares its statement.
"""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from tereze.packs.types import Kind, RefusalCode, Transport
from tereze.permits.checkpoints.rules import Why
from tereze.permits.checkpoints.types import Basis, Direction, Verdict
from tereze.permits.types import PermitFacts, PermitState, WayOutKind

# In Python `$` also stands before a line break at the very end; in the JSON Schema it does not.
_END = r"$(?!\n)"
#: No control characters: PostgreSQL refuses NUL, and people can't see the others.
_LINE = rf"^[^\x00-\x1f\x7f]+{_END}"
_SLUG = rf"^[a-z0-9][a-z0-9-]*{_END}"

_RECEIPT = rf"^TZR1:[0-9A-Z $%*+./:-]+{_END}"
_RECEIPT_IS = "That somebody asked before, while we were away: what came with our 503."

Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Slug: TypeAlias = Annotated[str, Meta(max_length=60, pattern=_SLUG)]
PlaceCode: TypeAlias = Annotated[
    str, Meta(max_length=40, pattern=rf"^[A-Z]{{2}}(-[A-Z0-9]+)*{_END}", examples=["KZ-61"])
]
Code: TypeAlias = Annotated[
    str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{8}$", description="Eight characters, no I, L, O, U.")
]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document by which the person is known."""

    type: Annotated[Slug, Meta(examples=["kz-iin"])]
    number: Annotated[str, Meta(min_length=1, max_length=40, pattern=_LINE)]


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the person says they are; the phone is the key."""

    name: Line
    address: Line
    phone: Annotated[
        str,
        Meta(
            min_length=5, max_length=25, pattern=rf"^[0-9+() -]+{_END}", examples=["+77011234567"]
        ),
    ]


class PermitRequest(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"from_": "from"},
):
    """Asking for a permit. Give `document` or `declared`, not both."""

    document: Document | None = None
    declared: Declared | None = None
    purpose: Annotated[Slug, Meta(description="As the regime names it.", examples=["needs"])]
    place: Annotated[PlaceCode | None, Meta(description="Where to. Left out: home.")] = None
    kind: Kind | None = None
    from_: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="RFC 3339 with a time zone. Left out: as soon as the purpose allows."),
    ] = None
    minutes: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    party: Annotated[int, Meta(ge=1, le=1_000, description="With the asking person.")] = 1
    plate: Annotated[str, Meta(min_length=1, max_length=15, pattern=_LINE)] | None = None
    transport: Transport | None = None
    distance_km: Annotated[float, Meta(ge=0, le=20_000, description="From home.")] | None = None
    certificate: Slug | None = None
    certificate_number: Annotated[str, Meta(min_length=1, max_length=60, pattern=_LINE)] | None = (
        None
    )
    employer: (
        Annotated[int, Meta(ge=1, le=2**63 - 1, description="Our number of the employer.")] | None
    ) = None
    receipt: (
        Annotated[str, Meta(max_length=1_000, pattern=_RECEIPT, description=_RECEIPT_IS)] | None
    ) = None


class RevokeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Taking a permit back."""

    why: Annotated[
        str,
        Meta(min_length=1, max_length=300, pattern=_LINE, description="The person reads it."),
    ]


class PermitAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A permit that was granted."""

    code: Code
    state: PermitState
    kind: Kind
    regime: Annotated[str, Meta(description="Pack and version.", examples=["az-8103 2020-04"])]
    order: Annotated[int, Meta(description="Number of the order in force.")]
    purpose: str
    valid_from: Annotated[datetime, Meta(tz=True)]
    valid_until: Annotated[datetime, Meta(tz=True)]
    places: tuple[str, ...]
    credential: Annotated[str, Meta(description="What the QR code holds: signed, for checking.")]
    link: Annotated[str, Meta(description="The same as an address, for a phone's camera.")]
    declare_at: Annotated[
        str | None,
        Meta(
            description="Only on the emergency pass of somebody who is not known here: the page "
            "where they say later who they are and what happened."
        ),
    ] = None


class PublicPermit(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody who holds the code may see."""

    code: Code
    state: PermitState
    kind: Kind
    purpose: str
    valid_from: Annotated[datetime, Meta(tz=True)]
    valid_until: Annotated[datetime, Meta(tz=True)]
    places: tuple[str, ...]
    initials: str


class RevocationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A permit for a day at most that was taken back before its end."""

    code: Code
    at: Annotated[datetime, Meta(tz=True)]
    until: Annotated[
        datetime, Meta(tz=True, description="When it would have ended; forget it then.")
    ]


class RevocationsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Permits that were taken back."""

    revoked: tuple[RevocationAnswer, ...]
    cursor: Annotated[str, Meta(description="Send it as `since` to get what comes later.")]


class WayOutAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to do instead."""

    kind: WayOutKind
    purpose: Annotated[str | None, Meta(description="This purpose would be granted now.")] = None
    at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="From then on the same request would be granted."),
    ] = None


class RefusalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A no that helps (RFC 9457 problem details)."""

    type: str
    status: Literal[422]
    code: RefusalCode
    title: Annotated[str, Meta(description="For the person, in the language they prefer.")]
    rule: Annotated[str, Meta(description="The bar, counter, curfew or purpose that refuses.")]
    legal_basis: str
    next_eligible: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="When the same request would be granted; null: waiting does not help."),
    ]
    ways_out: tuple[WayOutAnswer, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something was wrong with the request, or with us (RFC 9457 problem details)."""

    type: str
    status: int
    code: str
    title: str
    field: Annotated[
        str | None, Meta(description="The field that is meant.", examples=["document.number"])
    ] = None
    receipt: Annotated[
        str | None,
        Meta(description="With `database-away`: that you asked, signed. Checkpoints accept it."),
    ] = None


class DeletionAnswer(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What was deleted by a rule, and the hash that ties it to the entry before."""

    number: int
    at: str
    what: str
    from_: str | None
    until: Annotated[str, Meta(description="All before this, as far as the rule reaches.")]
    rows: int
    rule: str
    order: int | None
    previous: Annotated[str, Meta(description="The hash of the entry before; of the first, zeros.")]
    hash: Annotated[
        str,
        Meta(
            description="SHA-256 of the entry without it, as JSON in UTF-8 with names sorted and "
            "no spaces."
        ),
    ]


class DeletionsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the public log of deletions."""

    deletions: tuple[DeletionAnswer, ...]
    next: Annotated[
        int | None, Meta(description="Ask with `after` this for more; null: there is no more.")
    ]


# --- checkpoints --------------------------------------------------------------------------------------


class DeviceRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Opening a device for a shift."""

    checkpoint: Annotated[int, Meta(ge=1, le=2**63 - 1, description="Number of the checkpoint.")]
    lane: Annotated[int, Meta(ge=1, le=100)] = 1


class CheckpointAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint."""

    id: int
    name: str
    place: Annotated[str, Meta(description="Code of the place into which one comes here.")]
    lanes: int
    queue_minutes: Annotated[int, Meta(description="Nobody should wait for longer.")]


class DeviceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A device that was opened."""

    device: Annotated[
        str, Meta(description="Its number, as text: it is too long for numbers of JavaScript.")
    ]
    key: Annotated[str, Meta(description="Shown only now.", examples=["tzd_Zq3…"])]
    until: Annotated[datetime, Meta(tz=True)]
    checkpoint: CheckpointAnswer


class SamplingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The share to check."""

    check_one_in: Annotated[int, Meta(ge=1, description="1: check everybody.")]
    why: Why
    minutes: Annotated[
        int | None, Meta(description="How long the last in the queue waits then; null: not known.")
    ]


class CheckpointNow(msgspec.Struct, frozen=True, kw_only=True):
    """What a device has to know of where it is."""

    checkpoint: CheckpointAnswer
    lane: int
    sampling: SamplingAnswer
    crossing_hours: Annotated[
        int, Meta(description="After so many hours it is deleted who crossed.")
    ]
    now: Annotated[datetime, Meta(tz=True)]


class CrossingSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scan of somebody who passes."""

    nonce: Annotated[
        str,
        Meta(
            min_length=8,
            max_length=64,
            pattern=rf"^[A-Za-z0-9_-]+{_END}",
            description="Drawn by the device once, so that sending again writes nothing again.",
        ),
    ]
    at: Annotated[datetime, Meta(tz=True, description="When it was scanned.")]
    direction: Direction
    verdict: Verdict
    basis: Basis
    passed: bool
    code: Code | None = None
    purpose: Slug | None = None
    kind: Kind | None = None
    people: Annotated[int, Meta(ge=0, le=1_000)] = 1
    offline: bool = False


class WaitingSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many vehicles an inspector sees waiting, in all lanes."""

    at: Annotated[datetime, Meta(tz=True)]
    vehicles: Annotated[int, Meta(ge=0, le=100_000)]


class CrossingsRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device saw since it last told."""

    crossings: Annotated[tuple[CrossingSent, ...], Meta(max_length=1_000)] = ()
    waiting: WaitingSent | None = None


class CrossingRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing that was not written; sending it again does not help."""

    nonce: str
    why: Literal["future", "too-old"]


class CrossingsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of them."""

    received: Annotated[int, Meta(ge=0, description="Written now.")]
    again: Annotated[int, Meta(ge=0, description="Written before.")]
    refused: tuple[CrossingRefused, ...]
    sampling: SamplingAnswer


def as_public(permit: PermitFacts, now: datetime) -> PublicPermit:
    """What anybody who holds the code may see, and nothing more.

    The codes of permits that were taken back are public, so these tell not even initials.
    """
    return PublicPermit(
        code=permit.code,
        state=permit.state(now),
        kind=permit.kind,
        purpose=permit.purpose,
        valid_from=permit.starts_at,
        valid_until=permit.ends_at,
        places=permit.places,
        initials="" if permit.revoked_at else permit.initials,
    )
