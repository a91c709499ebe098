# SPDX-License-Identifier: EUPL-1.2
"""Values of the permit engine: what goes into a decision and what comes out of it.

A decision is a function of five values: the order in force, who asks, what they ask, what was
used before (the ledgers), and the clock. Nothing else may influence it; that is why the same
request gets the same answer through every door, and why any decision can be replayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from tereze.packs.types import DoorKind, Kind, RefusalCode, Regime, Sex, Transport

HolderKind: TypeAlias = Literal["resident", "household", "phone", "plate"]
WayOutKind: TypeAlias = Literal["purpose", "hour", "appeal", "emergency"]
#: What is kept of crossings for longer is a file of movements.
MOST_CROSSING_HOURS = 72

PermitState: TypeAlias = Literal["valid", "not-yet", "ended", "revoked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Employer:
    """The employer through whom a permit is asked."""

    #: our number of the organisation
    id: int
    #: sector as the regime's pack names it
    sector: str
    #: people it employs, as it declared; None when it did not
    staff: int | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """What the rules may know about the person for whom a permit is asked. No name, no number."""

    #: full years on the day of asking; None when the birth date is not known
    age: int | None = None
    sex: Sex | None = None
    #: a register or an operator confirmed who this is
    verified: bool = False
    tags: frozenset[str] = frozenset()
    #: code of the place registered as home
    home: str | None = None
    #: type of the document that was shown; None when the person only declared who they are
    document_type: str | None = None
    #: the last four characters of the document's number, for rules that go by a digit
    document_tail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is asked, as it came through a door. None means: not said."""

    purpose: str
    door: DoorKind
    kind: Kind | None = None
    place: str | None = None
    #: aware; None means as soon as the purpose allows
    starts_at: datetime | None = None
    minutes: int | None = None
    #: people going, the applicant included
    party: int = 1
    plate: str | None = None
    transport: Transport | None = None
    distance_km: Decimal | None = None
    certificate: str | None = None
    certificate_number: str | None = None
    employer: Employer | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One entry of a ledger: a permit that was granted to, or charged to, its holder."""

    #: the permit's code
    code: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    party: int = 1
    #: the regime (pack name) under which it was granted; other regimes' uses do not count
    regime: str
    #: cost nothing: emergency, granted on appeal, or the holder was exempt
    free: bool = False
    #: digest of the door and its idempotency key, so that asking twice gives the same permit
    key: str | None = None


#: What each holder that a request touches has used, by kind of holder. A missing kind: nothing.
Ledgers: TypeAlias = Mapping[HolderKind, tuple[Use, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderInForce:
    """A legal act that puts one regime version in force for places, from–until."""

    id: int
    #: pack name, the same across versions: az-8103
    regime_name: str
    #: version of the pack
    version: str
    #: digest of the pack whose rules these are
    digest: str
    regime: Regime
    places: tuple[str, ...]
    starts_at: datetime
    #: its sunset: nothing is granted from here on, and no permit lasts beyond it
    ends_at: datetime
    legal_basis: str
    #: after so many hours it is deleted who crossed at its places
    crossing_hours: int = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class TallyClaim:
    """An amount to take from what many share: a place's capacity, an employer's cap."""

    counter: str
    of: Literal["place", "employer"]
    #: place code, or the employer's number
    holder: str
    period_starts_at: datetime
    amount: int
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WayOut:
    """Something that the refused person can do instead."""

    kind: WayOutKind
    #: for kind "purpose": the purpose that would be granted now
    purpose: str | None = None
    #: for kind "hour": the first time at which the same request would be granted
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A yes of the rules; it becomes a permit when its claims hold."""

    purpose: str
    kind: Kind
    starts_at: datetime
    ends_at: datetime
    #: places and zones that the permit names
    places: tuple[str, ...]
    party: int
    #: ledgers in which the permit is written as a use
    holders: tuple[HolderKind, ...]
    #: it costs no quota there
    free: bool
    tallies: tuple[TallyClaim, ...] = ()
    #: stays this near to home, in kilometres; written on the permit
    within_km: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A no that helps."""

    code: RefusalCode
    #: the bar, counter, curfew or purpose that refuses
    rule: str
    legal_basis: str
    #: the first time at which the same request would be granted; None when waiting does not help
    next_eligible: datetime | None = None
    ways_out: tuple[WayOut, ...] = ()
    #: what the message's placeholders say: limit, used, until, …
    facts: Mapping[str, str | int | date | datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotaLeft:
    """What somebody has left of a purpose, and what asking for it now would bring."""

    purpose: str
    #: the permit that would come, as long as it may be; or why none would
    answer: Proposal | Refusal
    #: the counter that has least left; None: nothing limits how often
    counter: str | None = None
    counts: Literal["permits", "people", "minutes"] = "permits"
    limit: int | None = None
    used: int = 0
    left: int | None = None
    #: when some of what is used comes back; None: nothing is used, or nothing before the sunset
    renews_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PermitFacts:
    """A permit as it stands, for pages and programs."""

    resident_id: int
    code: str
    order_id: int
    regime_name: str
    digest: str
    purpose: str
    kind: Kind
    door: str
    places: tuple[str, ...]
    party: int
    asked_at: datetime
    starts_at: datetime
    ends_at: datetime
    basis: Literal["rules", "appeal", "emergency"]
    initials: str
    document_digest: bytes
    plate: str | None = None
    employer: str | None = None
    #: stays this near to home, in kilometres
    within_km: Decimal | None = None
    revoked_at: datetime | None = None
    revoked_why: str = ""
    #: of a standing permit: its place in the status list of its day
    status_index: int | None = None

    def state(self, now: datetime) -> PermitState:
        """What the permit is worth at `now`."""
        if self.revoked_at is not None:
            return "revoked"
        if now < self.starts_at:
            return "not-yet"
        return "valid" if now < self.ends_at else "ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class PermitEnd:
    """When a permit ended, and nothing about anybody."""

    code: str
    ends_at: datetime
    party: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergencyFacts:
    """A pass that somebody took who left in danger."""

    code: str
    taken_at: datetime
    #: when the person said who they are and what happened; None: not yet
    declared_at: datetime | None = None
    resident_id: int | None = None
    #: what happened, in the person's words
    account: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """The answer yes."""

    permit: PermitFacts
    #: the same request came before, and this is the permit that it got
    again: bool = False
    #: it is an emergency pass of somebody whom nobody knows, to be declared later
    is_pass: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The answer no, with the number under which it can be appealed."""

    refusal: Refusal
    resident_id: int
    day: date
    number: int
    #: None when no order covered the request
    order: OrderInForce | None = None


Answer: TypeAlias = Granted | Refused
