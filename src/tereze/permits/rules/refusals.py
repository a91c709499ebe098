# SPDX-License-Identifier: EUPL-1.2
"""From an objection to a refusal that helps: until when, and what else the person can do.

The facts of a refusal, for the placeholders of its message (lists are written "a, b"):

    always                                   purpose; next (when waiting helps)
    after-sunset                             until: the sunset
    no-order                                 from, until: the order
    place-not-covered, place-not-allowed     place
    too-far                                  km: allowed; distance
    kind-not-offered                         kind, kinds
    door-closed                              door, doors
    document-not-accepted                    document, documents
    employer-needed, sector-not-allowed      sectors; sector
    certificate-needed                       certificates
    transport-needed, transport-not-allowed  transports; transport
    plate-not-allowed                        plate
    too-many-people                          people: at most
    minutes-needed, too-short, too-long      minutes: at least, at least, at most
    in-the-past                              from: the earliest start
    too-far-ahead                            until: the latest start
    outside-hours                            from, until: the next hours
    curfew, barred and not-for-you by time   until: when it opens
    closes-too-soon                          until: when it closes
    already-out, household-out, cooldown     until: when that is over
    quota-used                               limit, used
    time-used-up                             limit, used, minutes: left
    place-full, employer-cap                 limit; used; place
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from tereze.packs.types import RefusalCode
from tereze.permits.rules.closings import LOOK_AHEAD, delay, object_to_length, tell_opening
from tereze.permits.rules.counters import FULL, frees_at, full_facts
from tereze.permits.rules.decide import decide, judge, object_to_request, open_case
from tereze.permits.rules.ruleset import Case, Fact, Inquiry, Objection
from tereze.permits.types import Proposal, Refusal, TallyClaim, WayOut

#: No human can overrule these: there is nothing to be granted, or something is still to be given.
NOT_APPEALABLE: frozenset[RefusalCode] = frozenset(
    {
        "unknown-purpose",
        "no-order",
        "after-sunset",
        "place-not-covered",
        "place-needed",
        "plate-needed",
        "transport-needed",
        "certificate-needed",
        "employer-needed",
        "minutes-needed",
    }
)
_PURPOSES_OFFERED = 3
#: Objections that end when something that was used is freed, and not when a clock strikes.
_OF_LEDGERS: frozenset[RefusalCode] = frozenset(
    {
        "already-out",
        "household-out",
        "cooldown",
        "quota-used",
        "time-used-up",
        "place-full",
        "employer-cap",
    }
)


class Full(NamedTuple):
    """A shared amount that turned out to be used up."""

    claim: TallyClaim
    used: int
    #: when its next period begins
    until: datetime

    def bars(self, proposal: Proposal) -> bool:
        """Whether another permit would need the same amount in vain."""
        return any(
            (claim.counter, claim.holder, claim.period_starts_at)
            == (self.claim.counter, self.claim.holder, self.claim.period_starts_at)
            and self.used + claim.amount > claim.limit
            for claim in proposal.tallies
        )


def refuse(case: Case, objection: Objection) -> Refusal:
    """A refusal of the case for what the rules object."""
    later = first_start(case, case.start.instant)
    return _refusal(case, objection, later, _purposes_now(case.inquiry))


def refuse_unknown(inquiry: Inquiry) -> Refusal:
    """A refusal of a purpose that the regime does not have."""
    code: RefusalCode = "unknown-purpose"
    asked = inquiry.request.purpose
    return Refusal(
        code=code,
        rule=asked,
        legal_basis=inquiry.order.legal_basis,
        ways_out=tuple(_ways_out(inquiry, code, None, _purposes_now(inquiry))),
        facts={"purpose": asked},
    )


def refuse_full(case: Case, full: Full) -> Refusal:
    """A refusal of the case because strangers used up what they share with the person."""
    claim = full.claim
    facts = {**full_facts(claim.of, claim.holder, claim.limit), "used": full.used}
    basis = case.ruleset.legal_bases.get(claim.counter)
    later = first_start(case, max(case.start.instant, full.until))
    purposes = _purposes_now(case.inquiry, full)
    return _refusal(case, Objection(FULL[claim.of], facts, claim.counter, basis), later, purposes)


def first_start(case: Case, not_before: datetime) -> datetime | None:
    """The first start from an instant on at which the same request would be granted.

    It holds for somebody who asks ahead for that start, and for somebody who asks only then and
    waits the purpose's delay. None: waiting does not help, or only beyond the sunset. (A permit
    that ends by the clock gets shorter the later it begins, until it fits what is left of a budget
    of minutes; such a start is not looked for.)
    """
    order, purpose = case.order, case.purpose
    first = max(not_before, order.starts_at.astimezone(UTC))
    if first >= order.ends_at:
        return None
    if purpose.emergency:
        return first
    if purpose.approval or object_to_request(case) or object_to_length(case):
        return None
    freed = sorted(at.astimezone(UTC) for at in frees_at(case) if at > first)
    until = min(max([first, *freed]) + LOOK_AHEAD, order.ends_at)
    start: datetime | None = first
    while start is not None and start < until:
        objection = _object_to(case, start)
        if objection is None:
            return start
        start = _try_next(case, objection, start, until, freed)
    return None


def _object_to(case: Case, start: datetime) -> Objection | None:
    """What stands against a start, or against the start that somebody gets who asks then."""
    wait = delay(case.purpose, case.request.door)
    for at in (start, start + wait) if wait else (start,):
        if at >= case.order.ends_at:
            return Objection("after-sunset")
        outcome = judge(case, case.ruleset.calendar.moment(at))
        if isinstance(outcome, Objection):
            return outcome
    return None


def _try_next(
    case: Case, objection: Objection, start: datetime, until: datetime, freed: Sequence[datetime]
) -> datetime | None:
    """The next instant at which this objection may fall away.

    Closings open at an edge of the clock. What was used before is in the way until it is freed; to
    try every edge for that would take long just where waiting does not help.
    """
    later = [at for at in freed if at > start][:1]
    if case.rules.limits_by_clock or objection.code not in _OF_LEDGERS:
        edges = case.rules.edges_between(case.ruleset.calendar.moment(start), until)
        later += [edge.instant for edge in islice(edges, 1)]
    return min(later, default=None)


def _refusal(
    case: Case, objection: Objection, later: datetime | None, purposes: Iterable[str]
) -> Refusal:
    facts: dict[str, Fact] = {"purpose": case.purpose.id, **objection.facts}
    facts.update(tell_opening(case, objection))
    if later:
        facts["next"] = later
    return Refusal(
        code=objection.code,
        rule=objection.rule or case.purpose.id,
        legal_basis=objection.legal_basis or case.purpose.legal_basis or case.order.legal_basis,
        next_eligible=later,
        ways_out=tuple(_ways_out(case.inquiry, objection.code, later, purposes)),
        facts=facts,
    )


def _ways_out(
    inquiry: Inquiry, code: RefusalCode, later: datetime | None, purposes: Iterable[str]
) -> Iterator[WayOut]:
    if any(rules.purpose.emergency for rules in inquiry.ruleset.purposes.values()):
        yield WayOut(kind="emergency")
    if code == "needs-approval":
        yield WayOut(kind="appeal")
    if later:
        yield WayOut(kind="hour", at=later)
    for purpose in purposes:
        yield WayOut(kind="purpose", purpose=purpose)
    if code not in NOT_APPEALABLE and code != "needs-approval":
        yield WayOut(kind="appeal")


def _purposes_now(inquiry: Inquiry, full: Full | None = None) -> Iterator[str]:
    """A few other purposes for which the same request would be granted now.

    Shared amounts are taken to have room, save the one that is known to have none.
    """
    offered = _granted_now(inquiry, full)
    return islice(offered, _PURPOSES_OFFERED)


def _granted_now(inquiry: Inquiry, full: Full | None) -> Iterator[str]:
    for name, rules in inquiry.ruleset.purposes.items():
        if name == inquiry.request.purpose or rules.purpose.emergency:
            continue
        request = replace(inquiry.request, purpose=name)
        outcome = decide(open_case(inquiry._replace(request=request), rules))
        if isinstance(outcome, Proposal) and not (full and full.bars(outcome)):
            yield name
