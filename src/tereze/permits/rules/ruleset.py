# SPDX-License-Identifier: EUPL-1.2
"""What a regime becomes when it is compiled, and what one decision is about.

A `Ruleset` holds for each purpose the checks, times and counters that concern it and no others, as
closures that need no further look at the pack. A `Case` is one request under one purpose's rules.
The checks answer with an `Objection` or with nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias

from tereze.packs.types import Kind, Purpose, RefusalCode
from tereze.permits.rules.conditions import Facts, Holds
from tereze.permits.rules.lengths import Length
from tereze.permits.rules.local_time import DAY, Calendar, Moment
from tereze.permits.rules.periods import FixedPeriod, Period
from tereze.permits.rules.places import Gazetteer
from tereze.permits.types import (
    Applicant,
    HolderKind,
    Ledgers,
    OrderInForce,
    Request,
    TallyClaim,
    Use,
)

Freedom: TypeAlias = Literal["counters", "hours", "curfew", "bars", "cooldown"]
Measure: TypeAlias = Literal["permits", "people", "minutes"]
Sharer: TypeAlias = Literal["place", "employer"]
Fact: TypeAlias = str | int | date | datetime

NOTHING: frozenset[Freedom] = frozenset()


class Objection(NamedTuple):
    """What stands against a permit. `refusals.py` makes a refusal of it that helps."""

    code: RefusalCode
    #: what the message says besides; `refusals.py` has the list
    facts: Mapping[str, Fact] = {}
    #: the bar or counter that objects; None: the purpose itself
    rule: str | None = None
    legal_basis: str | None = None
    #: the start lies in a closing
    closed: bool = False


class Inquiry(NamedTuple):
    """The five values that a decision is a function of, with the order's rules compiled."""

    order: OrderInForce
    ruleset: "Ruleset"
    applicant: Applicant
    request: Request
    ledgers: Ledgers
    now: datetime


class Case(NamedTuple):
    """One request under one purpose's rules."""

    inquiry: Inquiry
    rules: "PurposeRules"
    facts: Facts
    length: Length
    #: when the permit would begin
    start: Moment
    #: those that are meant for this person and request
    closings: tuple["Closing", ...]

    @property
    def order(self) -> OrderInForce:
        """The order in force."""
        return self.inquiry.order

    @property
    def ruleset(self) -> "Ruleset":
        """All the order's rules."""
        return self.inquiry.ruleset

    @property
    def request(self) -> Request:
        """What is asked."""
        return self.inquiry.request

    @property
    def purpose(self) -> Purpose:
        """The purpose asked for, as the pack has it."""
        return self.rules.purpose

    def uses_of(self, holder: HolderKind) -> Sequence[Use]:
        """What a holder's ledger holds of this regime."""
        uses = self.inquiry.ledgers.get(holder)
        if not uses:
            return ()
        regime = self.inquiry.order.regime_name
        return [use for use in uses if use.regime == regime]


class Draft(NamedTuple):
    """A permit in the making."""

    start: Moment
    end: datetime
    #: what the person is exempt from at its start
    freedoms: frozenset[Freedom]
    tallies: tuple[TallyClaim, ...] = ()


Check: TypeAlias = Callable[[Case], Objection | None]


class Exemption(NamedTuple):
    """Rules that do not count for some people."""

    holds: Holds
    free_of: frozenset[Freedom]


class Closing(NamedTuple):
    """Time in which no permit for a purpose holds: beyond its hours, the curfew, a bar on Sundays."""

    code: RefusalCode
    closed: Holds
    #: false: it never closes anything for this person and request
    meant: Holds
    #: minutes of any day at which it may begin or end
    edges: frozenset[int]
    #: the exemption that lifts it
    lifted_by: Freedom | None
    rule: str | None
    legal_basis: str | None


class OwnCounter(NamedTuple):
    """An amount of the resident's, or of the household, phone or plate that residents share."""

    id: str
    of: HolderKind
    counts: Measure
    #: the purposes that draw on it
    purposes: frozenset[str]
    period: Period
    #: of starts: whether they count; None: all do
    counted: Holds | None
    #: None: as much as they like
    limit: Callable[[Facts, Moment], int | None]
    legal_basis: str | None


class SharedCounter(NamedTuple):
    """An amount that strangers share: a place's capacity, an employer's cap."""

    id: str
    of: Sharer
    counts: Measure
    period: FixedPeriod
    #: of starts: whether they count; None: all do
    counted: Holds | None
    #: whose amount it is, and how much that is; None: not counted
    share: Callable[[Case, Moment], tuple[str, int] | None]
    legal_basis: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PurposeRules:
    """All that concerns one purpose."""

    purpose: Purpose
    #: the kind of permit when nobody says
    usual_kind: Kind
    #: what looks neither at the clock nor at the ledgers, in the order in which it refuses
    checks: tuple[Check, ...]
    length: Length
    #: other lengths, for those of whom this is true; the first that fits is taken
    lengths: tuple[tuple[Holds, Length], ...]
    closings: tuple[Closing, ...]
    #: what was used may weigh differently at another time of the day
    limits_by_clock: bool
    #: the moments of a local day at which a rule that looks at the clock may change its answer
    edges: Callable[[date], tuple[Moment, ...]]
    own_counters: tuple[OwnCounter, ...]
    shared_counters: tuple[SharedCounter, ...]
    #: ledgers that a permit is written in, where these holders are known
    holders: tuple[HolderKind, ...]
    #: the places that a permit names
    destinations: Callable[[Case], tuple[str, ...]]

    def edges_between(self, moment: Moment, until: datetime) -> Iterator[Moment]:
        """The moments in between at which a rule may change its answer: local midnights at least."""
        day = moment.day
        while True:
            for edge in self.edges(day):
                if edge.instant >= until:
                    return
                if edge.instant > moment.instant:
                    yield edge
            day += DAY


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruleset:
    """A regime, compiled."""

    calendar: Calendar
    places: Gazetteer
    exemptions: tuple[Exemption, ...]
    #: in the regime's order
    purposes: Mapping[str, PurposeRules]
    #: whose ledgers any of its rules looks into or writes
    holders: frozenset[HolderKind]
    #: purposes whose permits may be held beside another one
    beside_others: frozenset[str]
    #: purposes for which only one of a household is out at a time
    one_of_household: frozenset[str]
    #: of counters, where they have their own
    legal_bases: Mapping[str, str | None]
    #: how long after its end a permit stays in the ledgers
    horizon: timedelta
    #: some counter counts as long as the order lasts
    counts_per_order: bool

    def freedoms(self, facts: Facts, moment: Moment) -> frozenset[Freedom]:
        """Everything that the person is exempt from at a moment."""
        if not self.exemptions:
            return NOTHING
        held = (exempt.free_of for exempt in self.exemptions if exempt.holds(facts, moment))
        return NOTHING.union(*held)
