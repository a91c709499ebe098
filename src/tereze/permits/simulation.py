# SPDX-License-Identifier: EUPL-1.2
"""What if: the requests of some days, replayed under other rules.

Before an order changes the rules, its office asks: how many would be refused, and who is hit? The
requests that came are asked again, in their order, under the order to come. What would have been
granted is charged to ledgers and shared amounts of the simulation's own, so that quotas run out as
they would have; nothing of it is written anywhere.

People ask by the rules that they know. Under other rules some would have asked otherwise, so the
counts tell whom a change hits, not what people will do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tereze.packs.types import RefusalCode
from tereze.permits import rules
from tereze.permits.types import (
    Applicant,
    HolderKind,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    TallyClaim,
    Use,
)

#: Examples that are kept of each kind of change.
EXAMPLES = 5

#: Of a group that is smaller it is said only that it is: two old women of one village are known to
#: the whole village.
SMALLEST_GROUP = 5

Change: TypeAlias = Literal["newly-refused", "newly-granted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PastRequest:
    """A request that came, and whether it was granted then."""

    applicant: Applicant
    request: Request
    #: whose ledgers it touched, by any number that is the same for the same holder
    holders: Mapping[HolderKind, int]
    now: datetime
    was_granted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One request whose answer would change."""

    change: Change
    past: PastRequest
    outcome: Proposal | Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """What the other rules would have answered."""

    asked: int
    granted: int
    #: refused, by the refusal's code
    refused: Mapping[RefusalCode, int]
    #: granted then, refused now
    newly_refused: int
    #: refused then, granted now
    newly_granted: int
    #: of those newly refused, how many have each trait: ("age", "65 and over"), ("home", "KZ-61");
    #: None: fewer than SMALLEST_GROUP
    hit: Mapping[tuple[str, str], int | None]
    examples: tuple[Example, ...]


def simulate(order: OrderInForce, requests: Iterable[PastRequest]) -> Simulation:
    """Replay requests, given in the order in which they came, under an order's rules."""
    world = _World(order)
    refused: Counter[RefusalCode] = Counter()
    changed: Counter[Change] = Counter()
    hit: Counter[tuple[str, str]] = Counter()
    examples: list[Example] = []
    asked = 0
    for past in requests:
        asked += 1
        outcome = world.ask(past)
        if isinstance(outcome, Refusal):
            refused[outcome.code] += 1
        change = _change(past, outcome)
        if change is None:
            continue
        changed[change] += 1
        if change == "newly-refused":
            hit.update(_traits(past))
        if changed[change] <= EXAMPLES:
            examples.append(Example(change=change, past=past, outcome=outcome))
    return Simulation(
        asked=asked,
        granted=asked - refused.total(),
        refused=dict(refused.most_common()),
        newly_refused=changed["newly-refused"],
        newly_granted=changed["newly-granted"],
        hit={
            trait: count if count >= SMALLEST_GROUP else None for trait, count in hit.most_common()
        },
        examples=tuple(examples),
    )


class _World:
    """Ledgers and shared amounts as they would have become."""

    def __init__(self, order: OrderInForce) -> None:
        self.order = order
        self.ledgers: dict[tuple[HolderKind, int], tuple[Use, ...]] = {}
        self.tallies: Counter[tuple[str, str, datetime]] = Counter()
        self.granted = 0

    def ask(self, past: PastRequest) -> Proposal | Refusal:
        """Decide, and charge what is granted."""
        ledgers = {kind: self.ledgers.get((kind, n), ()) for kind, n in past.holders.items()}
        outcome = rules.propose(self.order, past.applicant, past.request, ledgers, past.now)
        if isinstance(outcome, Refusal):
            return outcome
        for claim in outcome.tallies:
            used = self.tallies[_tally(claim)]
            if used + claim.amount > claim.limit:
                return rules.refuse_tally(
                    self.order, past.applicant, past.request, ledgers, claim, used, past.now
                )
        self._charge(past, outcome)
        return outcome

    def _charge(self, past: PastRequest, proposal: Proposal) -> None:
        self.granted += 1
        use = Use(
            code=f"{self.granted:08}",
            purpose=proposal.purpose,
            starts_at=proposal.starts_at,
            ends_at=proposal.ends_at,
            party=proposal.party,
            regime=self.order.regime_name,
            free=proposal.free,
        )
        for kind in proposal.holders:
            holder = kind, past.holders[kind]
            uses = self.ledgers.get(holder, ())
            self.ledgers[holder], _ = rules.charge(self.order, uses, use, past.now)
        for claim in proposal.tallies:
            self.tallies[_tally(claim)] += claim.amount


def _tally(claim: TallyClaim) -> tuple[str, str, datetime]:
    return claim.counter, claim.holder, claim.period_starts_at


def _change(past: PastRequest, outcome: Proposal | Refusal) -> Change | None:
    is_granted = isinstance(outcome, Proposal)
    if past.was_granted == is_granted:
        return None
    return "newly-granted" if is_granted else "newly-refused"


def _traits(past: PastRequest) -> list[tuple[str, str]]:
    """What a policy looks at when it asks who is hit; never who a person is."""
    applicant, request = past.applicant, past.request
    traits = [("purpose", request.purpose), ("door", request.door), ("age", _age_group(applicant))]
    traits += [("sex", applicant.sex or "not known")]
    traits += [("home", applicant.home or "not known")]
    return traits + [("tag", tag) for tag in sorted(applicant.tags)]


def _age_group(applicant: Applicant) -> str:
    """
    >>> [_age_group(Applicant(age=age)) for age in (17, 18, 65, None)]
    ['under 18', '18 to 64', '65 and over', 'not known']
    """
    if applicant.age is None:
        return "not known"
    if applicant.age < 18:
        return "under 18"
    return "18 to 64" if applicant.age < 65 else "65 and over"
