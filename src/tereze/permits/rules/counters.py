# SPDX-License-Identifier: EUPL-1.2
"""What was used before: other permits in the way, rest between two, quotas, budgets, capacities.

The ledgers that a decision is given are complete, so own counters are settled here. What strangers
share is not known here; the proposal claims it, and the database says whether there is room.

A counter counts the permits that were granted for the purposes that draw on it, under the same
regime (its versions share), and that were not free.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from tereze.packs.types import Cooldown, Counter, RefusalCode
from tereze.permits.rules.conditions import Facts, Question
from tereze.permits.rules.local_time import DAY, HOUR, MINUTE, Moment, whole_minutes
from tereze.permits.rules.periods import Spent
from tereze.permits.rules.places import Gazetteer
from tereze.permits.rules.ruleset import (
    Case,
    Draft,
    Fact,
    Measure,
    Objection,
    OwnCounter,
    SharedCounter,
    Sharer,
)
from tereze.permits.types import TallyClaim, Use

#: What it is called when a shared amount is used up.
FULL: Mapping[Sharer, RefusalCode] = {"place": "place-full", "employer": "employer-cap"}


# --- stages of a decision -----------------------------------------------------------------------


def keep_apart(case: Case, draft: Draft) -> Draft | Objection:
    """Nobody is out twice at the same time, save on purposes that stand beside others; and where a
    household may send only one, nobody goes while another of it is out."""
    if not case.purpose.overlaps:
        for use in case.uses_of("resident"):
            if _meets(use, draft) and use.purpose not in case.ruleset.beside_others:
                return Objection("already-out", {"until": use.ends_at})
    if case.purpose.alone_in:
        for use in case.uses_of("household"):
            if _meets(use, draft) and use.purpose in case.ruleset.one_of_household:
                return Objection("household-out", {"until": use.ends_at})
    return draft


def _meets(use: Use, draft: Draft) -> bool:
    """They share some time. A permit that was taken back before its start has none left."""
    return max(use.starts_at, draft.start.instant) < min(use.ends_at, draft.end)


def rest_enough(case: Case, draft: Draft) -> Draft | Objection:
    """Time passes between two permits for the purpose, whichever of them was asked for first."""
    cooldown = case.purpose.cooldown
    if cooldown is None or "cooldown" in draft.freedoms:
        return draft
    rest = rest_of(cooldown)
    for use in case.uses_of("resident"):
        if use.purpose != case.purpose.id or use.free:
            continue
        own_until, until = draft.start.instant, use.starts_at
        if cooldown.after == "end":
            own_until, until = draft.end, use.ends_at
        if draft.start.instant < until + rest and use.starts_at < own_until + rest:
            return Objection("cooldown", {"until": until + rest})
    return draft


def fit_own_counters(case: Case, draft: Draft) -> Draft | Objection:
    """Something must be left of every quota; a budget of minutes may shorten the permit."""
    if "counters" in draft.freedoms:
        return draft
    for counter in case.rules.own_counters:
        limit = limit_for(case, counter, draft.start)
        if limit is None:
            continue
        entries = spent(case, counter)
        used = counter.period.used(entries, draft.start, case.order)
        fitted = _fit(case, draft, counter, limit, used)
        if isinstance(fitted, Objection):
            return fitted
        draft = fitted
    return draft


def _fit(case: Case, draft: Draft, counter: OwnCounter, limit: int, used: int) -> Draft | Objection:
    left, needed = limit - used, _amount(counter.counts, case.request.party, _length(draft))
    if needed <= left:
        return draft
    facts = {"limit": limit, "used": used}
    if counter.counts != "minutes":
        return Objection("quota-used", facts, counter.id, counter.legal_basis)
    if not case.length.shrinks or left < case.purpose.shortest_minutes:
        facts["minutes"] = max(left, 0)
        return Objection("time-used-up", facts, counter.id, counter.legal_basis)
    return draft._replace(end=draft.start.instant + left * MINUTE)


def claim_shared_counters(case: Case, draft: Draft) -> Draft | Objection:
    """Ask for a part of what strangers share; more than all of it is refused at once."""
    if "counters" in draft.freedoms:
        return draft
    claims = []
    for counter in case.rules.shared_counters:
        share = counter.share(case, draft.start) if _counts(case, counter, draft.start) else None
        if share is None:
            continue
        holder, limit = share
        amount = _amount(counter.counts, case.request.party, _length(draft))
        if amount > limit:
            facts = full_facts(counter.of, holder, limit)
            return Objection(FULL[counter.of], facts, counter.id, counter.legal_basis)
        claims.append(
            TallyClaim(
                counter=counter.id,
                of=counter.of,
                holder=holder,
                period_starts_at=counter.period.bounds(draft.start, case.order)[0],
                amount=amount,
                limit=limit,
            )
        )
    return draft._replace(tallies=tuple(claims)) if claims else draft


def limit_for(case: Case, counter: OwnCounter, start: Moment) -> int | None:
    """How much the person has of a counter; None: as much as they like, or nobody known has it.

    A household, a phone or a plate that is not known can't have used anything. A resident always
    is: a ledger that is not there is an empty one. A start at which the counter does not count is not
    limited by it.
    """
    if counter.of != "resident" and counter.of not in case.inquiry.ledgers:
        return None
    return counter.limit(case.facts, start) if _counts(case, counter, start) else None


def full_facts(of: Sharer, holder: str, limit: int) -> dict[str, Fact]:
    """What is told of a shared amount: whose it is, where that is a place, and how much."""
    return {"limit": limit, "place": holder} if of == "place" else {"limit": limit}


# --- amounts --------------------------------------------------------------------------------------


def spent(case: Case, counter: OwnCounter) -> list[Spent]:
    """What permits took from a counter."""
    moment = case.ruleset.calendar.moment
    return [
        Spent(use.starts_at, _amount(counter.counts, use.party, use.ends_at - use.starts_at))
        for use in case.uses_of(counter.of)
        if use.purpose in counter.purposes
        and not use.free
        and (counter.counted is None or _counts(case, counter, moment(use.starts_at)))
    ]


def _counts(case: Case, counter: OwnCounter | SharedCounter, start: Moment) -> bool:
    return counter.counted is None or bool(counter.counted(case.facts, start))


def rest_of(cooldown: Cooldown) -> timedelta:
    """How long a cooldown lasts."""
    return cooldown.hours * HOUR if cooldown.hours is not None else (cooldown.days or 0) * DAY


def frees_at(case: Case) -> Iterator[datetime]:
    """Starts from which an earlier permit is no longer in the way of this one."""
    cooldown = case.purpose.cooldown
    for use in case.uses_of("resident"):
        yield use.ends_at
        if cooldown and use.purpose == case.purpose.id:
            until = use.ends_at if cooldown.after == "end" else use.starts_at
            yield until + rest_of(cooldown)
    if case.purpose.alone_in:
        yield from (use.ends_at for use in case.uses_of("household"))
    for counter in case.rules.own_counters:
        yield from counter.period.ends(spent(case, counter), case.order)


def _amount(counts: Measure, party: int, length: timedelta) -> int:
    if counts == "permits":
        return 1
    return party if counts == "people" else whole_minutes(length)


def _length(draft: Draft) -> timedelta:
    return draft.end - draft.start.instant


# --- limits, compiled -----------------------------------------------------------------------------


def own_limit(
    counter: Counter, special: tuple[Question, ...]
) -> Callable[[Facts, Moment], int | None]:
    """How much somebody has: the first limit that is meant for them, else the general one."""
    cases = tuple(
        (question.holds, other.limit)
        for question, other in zip(special, counter.limits, strict=True)
    )

    def limit(facts: Facts, start: Moment) -> int | None:
        for holds, amount in cases:
            if holds(facts, start):
                return amount
        return counter.limit

    return limit


def place_share(
    counter: Counter, special: tuple[Question, ...], places: Gazetteer
) -> Callable[[Case, Moment], tuple[str, int] | None]:
    """The place whose room a permit takes, and that room.

    A place that `by_place` names holds the amount for all that lies in it; any other place has the
    general limit for itself.
    """
    general = own_limit(counter, special)

    def share(case: Case, start: Moment) -> tuple[str, int] | None:
        place = case.facts.place or case.order.places[0]
        for code in places.lineage(place):
            if code in counter.by_place:
                return code, counter.by_place[code]
        limit = general(case.facts, start)
        return None if limit is None else (place, limit)

    return share


def employer_share(
    counter: Counter, special: tuple[Question, ...]
) -> Callable[[Case, Moment], tuple[str, int] | None]:
    """The employer whose cap a permit takes from, and that cap.

    A share of the staff counts where the staff is known, and is rounded down; the plain limit
    stands in where it is not.
    """

    def share(case: Case, start: Moment) -> tuple[str, int] | None:
        employer = case.request.employer
        if employer is None:
            return None
        limit, percent = counter.limit, counter.percent_of_staff
        for question, other in zip(special, counter.limits, strict=True):
            if question.holds(case.facts, start):
                limit, percent = other.limit, other.percent_of_staff
                break
        if percent is not None and employer.staff is not None:
            limit = employer.staff * percent // 100
        return None if limit is None else (str(employer.id), limit)

    return share


def period_end(case: Case, claim: TallyClaim) -> datetime:
    """When the period of a claim is over and its amount begins anew."""
    counter = next(c for c in case.rules.shared_counters if c.id == claim.counter)
    started = case.ruleset.calendar.moment(claim.period_starts_at)
    return counter.period.bounds(started, case.order)[1].astimezone(UTC)
