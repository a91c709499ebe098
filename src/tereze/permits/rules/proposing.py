# SPDX-License-Identifier: EUPL-1.2
"""The questions that services and the gate ask of an order's rules."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tereze.permits.rules.closings import LONGEST
from tereze.permits.rules.compiling import ruleset_of
from tereze.permits.rules.counters import period_end
from tereze.permits.rules.decide import decide, inquire, let_pass, open_case
from tereze.permits.rules.local_time import DAY
from tereze.permits.rules.refusals import Full, refuse, refuse_full, refuse_unknown
from tereze.permits.types import (
    Applicant,
    HolderKind,
    Ledgers,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    TallyClaim,
)


def propose(
    order: OrderInForce, applicant: Applicant, request: Request, ledgers: Ledgers, now: datetime
) -> Proposal | Refusal:
    """Decide on a request: a proposal that becomes a permit when its claims hold, or a refusal.

    `ledgers` has a key for every holder that is known, with an empty tuple where nothing was used.
    """
    inquiry = inquire(order, applicant, request, ledgers, now)
    rules = inquiry.ruleset.purposes.get(request.purpose)
    if rules is None:
        return refuse_unknown(inquiry)
    case = open_case(inquiry, rules)
    outcome = decide(case)
    return outcome if isinstance(outcome, Proposal) else refuse(case, outcome)


def refuse_tally(
    order: OrderInForce,
    applicant: Applicant,
    request: Request,
    ledgers: Ledgers,
    claim: TallyClaim,
    used: int,
    now: datetime,
) -> Refusal:
    """The refusal of a proposal whose claim had no room: `used` of the shared amount is gone.

    The next eligible time is in the claim's next period at the earliest; whether strangers leave
    room in that one nobody can know.
    """
    inquiry = inquire(order, applicant, request, ledgers, now)
    case = open_case(inquiry, inquiry.ruleset.purposes[request.purpose])
    return refuse_full(case, Full(claim, used, period_end(case, claim)))


def overrule(
    order: OrderInForce, applicant: Applicant, request: Request, now: datetime
) -> Proposal:
    """What a human grants over the rules: free, from the start asked for if that is still to come,
    for as long as the purpose gives, and inside the order, which the caller knows to be in force."""
    inquiry = inquire(order, applicant, request, {}, now)
    case = open_case(inquiry, inquiry.ruleset.purposes[request.purpose])
    asked = request.starts_at
    last = min(order.ends_at, now + LONGEST - DAY)
    start = asked if asked is not None and now < asked < last else now
    return let_pass(case, inquiry.ruleset.calendar.moment(start.astimezone(UTC)))


def lets_pass(order: OrderInForce, purpose: str) -> bool:
    """Whether the order marks a purpose as an emergency, which passes whatever the rules say."""
    rules = ruleset_of(order).purposes.get(purpose)
    return rules is not None and rules.purpose.emergency


def holders_of(order: OrderInForce) -> frozenset[HolderKind]:
    """Whose ledgers any rule of the order looks into or writes. Others need not be read."""
    return ruleset_of(order).holders


def covers(order: OrderInForce, place: str) -> bool:
    """Whether a place lies in one of the order's places and zones."""
    return ruleset_of(order).places.is_within(place, order.places)


def touching(order: OrderInForce, place: str) -> frozenset[str]:
    """For which places a permit counts at a checkpoint of this one: who enters the region is on the
    way to a town in it, and a permit for the whole region holds in its town."""
    return ruleset_of(order).places.touching(place)


def timezone(order: OrderInForce) -> ZoneInfo:
    """The zone of the order's clock."""
    return ruleset_of(order).calendar.zone
