# SPDX-License-Identifier: EUPL-1.2
"""One decision, in the order in which a request can fail.

    order in force? → emergency: let pass → checks of person and request → start → length
    → judged at that start: planned end, closings, other permits, rest, quotas, shared amounts
    → an officer's approval, where the purpose wants it

The last part depends on nothing but the start, so the same function that decides also finds the
first later start that would be granted (`refusals.py`).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from tereze.packs.types import Purpose
from tereze.permits.rules.closings import (
    LONGEST,
    ahead,
    delay,
    end_as_planned,
    end_before_closing,
    latest_end,
    object_to_length,
    object_to_order,
    object_to_start,
)
from tereze.permits.rules.compiling import ruleset_of
from tereze.permits.rules.conditions import Facts
from tereze.permits.rules.counters import (
    claim_shared_counters,
    fit_own_counters,
    keep_apart,
    rest_enough,
)
from tereze.permits.rules.local_time import DAY, Moment
from tereze.permits.rules.ruleset import Case, Draft, Inquiry, Objection, PurposeRules
from tereze.permits.types import Applicant, Ledgers, OrderInForce, Proposal, Request


def leave_to_officer(case: Case, draft: Draft) -> Draft | Objection:
    """What needs a human's approval is never granted here, even when nothing else is against it."""
    return Objection("needs-approval") if case.purpose.approval else draft


_STAGES: tuple[Callable[[Case, Draft], Draft | Objection], ...] = (
    end_as_planned,
    end_before_closing,
    keep_apart,
    rest_enough,
    fit_own_counters,
    claim_shared_counters,
    leave_to_officer,
)


def inquire(
    order: OrderInForce, applicant: Applicant, request: Request, ledgers: Ledgers, now: datetime
) -> Inquiry:
    """The values of a decision, with the order's rules compiled. From here on all is in UTC."""
    return Inquiry(order, ruleset_of(order), applicant, request, ledgers, now.astimezone(UTC))


def open_case(inquiry: Inquiry, rules: PurposeRules) -> Case:
    """Everything about a request that its purpose's rules may ask."""
    request, applicant = inquiry.request, inquiry.applicant
    length = rules.length
    facts = Facts(
        applicant=applicant,
        request=request,
        kind=request.kind or rules.usual_kind,
        place=request.place or applicant.home,
        minutes=length.minutes(request.minutes),
        distance_km=_distance(inquiry),
    )
    start = inquiry.ruleset.calendar.moment(_start(inquiry, rules.purpose))
    for holds, other in rules.lengths:
        if holds(facts, start):
            length = other
            facts = facts._replace(minutes=length.minutes(request.minutes))
            break
    closings = tuple(closing for closing in rules.closings if closing.meant(facts, start))
    return Case(inquiry, rules, facts, length, start, closings)


def decide(case: Case) -> Proposal | Objection:
    """Yes, or the first rule that says no."""
    if objection := object_to_order(case):
        return objection
    if case.purpose.emergency:
        return let_pass(case, case.start)
    objection = object_to_request(case) or object_to_start(case) or object_to_length(case)
    return objection or judge(case, case.start)


def object_to_request(case: Case) -> Objection | None:
    """What stands against the person and the request at any time."""
    for check in case.rules.checks:
        if objection := check(case):
            return objection
    return None


def judge(case: Case, start: Moment) -> Proposal | Objection:
    """Whether a permit may begin at this moment, and what it would be."""
    draft = Draft(start, latest_end(case, start), case.ruleset.freedoms(case.facts, start))
    for stage in _STAGES:
        staged = stage(case, draft)
        if isinstance(staged, Objection):
            return staged
        draft = staged
    holders = case.rules.holders
    return Proposal(
        purpose=case.purpose.id,
        kind=case.facts.kind,
        starts_at=draft.start.instant,
        ends_at=draft.end.astimezone(UTC),
        places=case.rules.destinations(case),
        party=case.request.party,
        holders=tuple(h for h in holders if h == "resident" or h in case.inquiry.ledgers),
        free="counters" in draft.freedoms,
        tallies=draft.tallies,
        within_km=case.purpose.place.within_km,
    )


def let_pass(case: Case, start: Moment) -> Proposal:
    """Granted whatever the rules say: danger to life, or a human who decided so.

    It lasts as long as the purpose gives, without regard to closings, and never beyond the sunset
    or the longest time of all permits.
    Minutes that the purpose would not give are taken to its nearest bound; a clock time that has
    gone by for today means tomorrow's. A place outside the order refuses nobody here: the permit
    then names the order's own places, in which it holds. It is free and draws on no ledger but the
    resident's own, so that nothing that others do can delay it.
    """
    order, length = case.order, case.length
    minutes = length.minutes_at_any_rate(case.request.minutes)
    end = length.end(start, minutes, order)
    if end <= start.instant:
        end = length.end(start._replace(day=start.day + DAY), minutes, order)
    place, places = case.request.place, order.places
    if place is not None and case.ruleset.places.is_within(place, places):
        places = (place,)
    return Proposal(
        purpose=case.purpose.id,
        kind=case.facts.kind,
        starts_at=start.instant,
        ends_at=min(end, order.ends_at, case.inquiry.now + LONGEST).astimezone(UTC),
        places=places,
        party=case.request.party,
        holders=("resident",),
        free=True,
    )


def _start(inquiry: Inquiry, purpose: Purpose) -> datetime:
    """The start asked for, or the earliest that the purpose gives.

    An emergency waits for nothing, and is never told that it asks too early: a start beyond what
    may be asked for ahead, or beyond the sunset, means at once.
    """
    now, request, order = inquiry.now, inquiry.request, inquiry.order
    earliest = now if purpose.emergency else now + delay(purpose, request.door)
    asked = request.starts_at
    if asked is None or asked < earliest:
        return earliest
    if purpose.emergency and (asked > now + ahead(purpose) or asked >= order.ends_at):
        return max(now, order.starts_at.astimezone(UTC))
    return asked.astimezone(UTC)


def _distance(inquiry: Inquiry) -> Decimal | None:
    """From home to the place asked for, as the person says or as the map shows."""
    request, home = inquiry.request, inquiry.applicant.home
    if request.distance_km is not None:
        return request.distance_km
    if request.place is None or home is None or request.place == home:
        return None
    return inquiry.ruleset.places.distance_km(home, request.place)
