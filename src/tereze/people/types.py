# SPDX-License-Identifier: EUPL-1.2
"""Values of the room `people`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

Role: TypeAlias = Literal["operator", "duty-officer", "administrator", "inspector"]
Relation: TypeAlias = Literal["child", "parent", "ward"]
OrganisationState: TypeAlias = Literal["waiting", "open", "closed"]

MandateScope: TypeAlias = Literal["see", "ask"]
MandateState: TypeAlias = Literal["waiting", "running", "used-up", "over", "revoked"]
#: how somebody said that another may help them: here, to an operator, or by hand on paper
MandateBasis: TypeAlias = Literal["web", "word", "paper"]

MANDATE_SCOPES: tuple[MandateScope, ...] = get_args(MandateScope)
MANDATE_BASES: tuple[MandateBasis, ...] = get_args(MandateBasis)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
ORGANISATION_STATES: tuple[OrganisationState, ...] = get_args(OrganisationState)
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What we know of a person. Only ever stored sealed, as a whole."""

    name: str
    born: date | None = None
    sex: Literal["female", "male"] | None = None
    #: E.164: +77011234567
    phone: str | None = None
    address: str | None = None
    #: code of the place registered as home
    home: str | None = None
    #: marks that a register set: health-worker, infected, head-of-household
    tags: tuple[str, ...] = ()
    #: what a household has in common, as the register writes it
    household: str | None = None
    language: str | None = None

    @property
    def initials(self) -> str:
        """What is shown of the name to somebody who need not know it, or who compares it with a
        document.

        >>> Person(name="Айгүл Серікқызы Нұрланова").initials
        'А. С. Н.'
        """
        return " ".join(f"{word[0].upper()}." for word in self.name.split()[:4])


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperDocument:
    """A document by which a person is known; `number` is normalised and checked."""

    type: str
    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentFacts:
    """A resident, opened for one use. Do not keep it: it holds personal data."""

    id: int
    person: Person
    #: when a register or an operator confirmed who this is; None: not yet
    verified_at: datetime | None
    registered_at: datetime
    #: the one it was found by comes first
    documents: tuple[PaperDocument, ...] = ()
    #: who told us: "register:FILE", "staff:7", "self", "declared", "resident:…" (a guardian)
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Official:
    """Somebody who looks at personal data for work, as the person concerned reads it."""

    #: role and number, not the official's name: "duty-officer 7"
    who: str
    #: None for whoever sits at the machine itself
    staff_id: int | None = None

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return self.who if self.staff_id is None else f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LookFacts:
    """One look by an official at a person's data, or at those of somebody for whom they may ask."""

    who: str
    at: datetime
    what: str
    why: str
    #: name of the dependant whose data it was; empty: the person's own
    dependant: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DependantFacts:
    """A child, parent or ward, as the guardian sees them."""

    resident_id: int
    relation: Relation
    #: only initials while the guardian may not act for them
    name: str
    #: whether the guardian may ask for them already; otherwise an operator has to confirm it
    may_act: bool
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianFacts:
    """Somebody who may, or wants to, ask for a resident, as that resident sees them."""

    initials: str
    #: what the resident is to them
    relation: Relation
    may_act: bool
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateFacts:
    """What somebody allowed a helper to do for them."""

    id: int
    #: tells a helper's mandates apart, in their addresses; None while it waits for a helper
    number: int | None
    giver_id: int
    helper_id: int | None
    giver_name: str
    #: empty while it waits for a helper
    helper_name: str
    #: see: the permits that hold; ask: that, and ask for new ones
    scope: MandateScope
    permits_at_most: int
    #: how many were asked for and granted under it
    permits_asked: int
    basis: MandateBasis
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    @property
    def permits_left(self) -> int:
        """How many may still be asked for under it."""
        return max(0, self.permits_at_most - self.permits_asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataHeld:
    """Everything that this room holds about one person, for that person."""

    resident: ResidentFacts
    dependants: tuple[DependantFacts, ...]
    guardians: tuple[GuardianFacts, ...]
    looks: tuple[LookFacts, ...]
    #: whom they allowed to help them, and whom they help, the newest first
    helpers: tuple[MandateFacts, ...] = ()
    helped: tuple[MandateFacts, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentCounts:
    """How many residents are known."""

    total: int
    verified: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingFacts:
    """Somebody who waits to be confirmed, in a list: nothing of the person."""

    resident_id: int
    registered_at: datetime
    #: a guardian brought them in; otherwise they registered themselves
    by_guardian: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationFacts:
    """An employer or another body that asks for its people."""

    id: int
    name: str
    #: in the register of organisations
    registration_number: str
    #: as a pack names it
    sector: str
    #: how many it employs, as it declared; None: it did not
    staff: int | None
    state: OrganisationState
    registered_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RepresentativeFacts:
    """A resident who may, or might, sign for an organisation."""

    id: int
    organisation_id: int
    resident_id: int
    #: the representative who delegated; None: an office
    let_in_by: int | None
    #: people whom they may have on the list at a time; None: any number
    workers_at_most: int | None
    since: datetime
    until: datetime | None
    ended_at: datetime | None = None

    @property
    def may_delegate(self) -> bool:
        """Whom an office let in may let in others; they may not go on."""
        return self.let_in_by is None


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffFacts:
    """Somebody who works here."""

    id: int
    name: str
    roles: tuple[Role, ...]
    #: may sign in
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """What an import did so far."""

    #: rows that were read, bad ones included
    rows: int = 0
    added: int = 0
    updated: int = 0
    #: known already, with the same facts
    unchanged: int = 0
    bad: int = 0
