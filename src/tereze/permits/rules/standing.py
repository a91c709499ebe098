# SPDX-License-Identifier: EUPL-1.2
"""What somebody has left of each purpose, and what asking now would bring.

It is for the resident's first page, before anything is asked. What a form will still ask for (a
paper, a plate, a place) is taken as given; who can ask only through an employer is told so.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from tereze.packs.types import DoorKind, RefusalCode
from tereze.permits.rules.counters import limit_for, spent
from tereze.permits.rules.decide import decide, inquire, judge, open_case
from tereze.permits.rules.refusals import refuse
from tereze.permits.rules.ruleset import Case, Inquiry, Objection, OwnCounter, PurposeRules
from tereze.permits.types import (
    Applicant,
    Ledgers,
    OrderInForce,
    Proposal,
    QuotaLeft,
    Refusal,
    Request,
)

_ASKED_LATER: frozenset[RefusalCode] = frozenset(
    {"place-needed", "plate-needed", "transport-needed", "certificate-needed"}
)


def quotas_left(
    order: OrderInForce,
    applicant: Applicant,
    ledgers: Ledgers,
    now: datetime,
    *,
    door: DoorKind = "web",
) -> tuple[QuotaLeft, ...]:
    """One entry for each purpose of the order's regime, in its order.

    Of several quotas the one that has the smallest part left is told: it will refuse first.
    """
    inquiry = inquire(order, applicant, Request(purpose="", door=door), ledgers, now)
    return tuple(_left(inquiry, rules) for rules in inquiry.ruleset.purposes.values())


def _left(inquiry: Inquiry, rules: PurposeRules) -> QuotaLeft:
    request = replace(inquiry.request, purpose=rules.purpose.id)
    case = open_case(inquiry._replace(request=request), rules)
    if case.length.chosen:
        request = replace(request, minutes=case.length.longest)
        case = open_case(inquiry._replace(request=request), rules)
    left = QuotaLeft(purpose=rules.purpose.id, answer=_answer(case))
    quotas = [quota for counter in rules.own_counters for quota in _quota(case, counter, left)]
    return min(quotas, key=_part_left, default=left)


def _answer(case: Case) -> Proposal | Refusal:
    outcome = decide(case)
    if isinstance(outcome, Objection) and outcome.code in _ASKED_LATER:
        # All checks that come after these look at what the form has not asked yet.
        outcome = judge(case, case.start)
    return refuse(case, outcome) if isinstance(outcome, Objection) else outcome


def _quota(case: Case, counter: OwnCounter, left: QuotaLeft) -> Iterator[QuotaLeft]:
    """The purpose with what this counter says of it, if it says something."""
    at, order = case.start, case.order
    limit = limit_for(case, counter, at)
    if limit is None or "counters" in case.ruleset.freedoms(case.facts, at):
        return
    entries = spent(case, counter)
    used = counter.period.used(entries, at, order)
    renewals = [end for end in counter.period.ends(entries, order) if at.instant < end]
    renews_at = min(renewals) if used and renewals else order.ends_at
    yield replace(
        left,
        counter=counter.id,
        counts=counter.counts,
        limit=limit,
        used=used,
        left=max(limit - used, 0),
        renews_at=renews_at.astimezone(UTC) if renews_at < order.ends_at else None,
    )


def _part_left(quota: QuotaLeft) -> float:
    return (quota.left or 0) / quota.limit if quota.limit else 0
