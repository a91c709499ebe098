# SPDX-License-Identifier: EUPL-1.2
"""When a permit may begin and must end: the order, the purpose's start and length, closed times.

Hours of the purpose, curfews and bars that name a time are all the same thing here: a
*closing*, time in which no permit holds. A permit can't begin in one; what becomes of a permit that
would last into one, the purpose says (`past_closing`).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from tereze.packs.types import Bar, Curfew, DoorKind, Purpose
from tereze.permits.rules.conditions import Question, always, compile_hours
from tereze.permits.rules.local_time import DAY, MINUTE, Calendar, Moment
from tereze.permits.rules.ruleset import Case, Closing, Draft, Fact, Objection

#: Clocks of phones and servers differ; who asks for "now" must not be told that it is over.
_TOLERANCE = 2 * MINUTE
#: How far ahead an end of a closing is looked for.
LOOK_AHEAD = 35 * DAY
#: A permit ends so long after it was asked for at the latest. Its code tells the day of asking only
#: within a month, and rows about who moved are not kept for longer. Who works for as long as an
#: order holds asks anew.
LONGEST = 30 * DAY


# --- the closings of a purpose, compiled -----------------------------------------------------------


def outside_hours(purpose: Purpose, calendar: Calendar) -> Iterator[Closing]:
    """All time but the purpose's hours."""
    if purpose.hours:
        opened = compile_hours(purpose.hours, calendar)
        yield Closing(
            code="outside-hours",
            closed=lambda facts, moment: not opened.holds(facts, moment),
            meant=always,
            edges=opened.edges,
            lifted_by="hours",
            rule=None,
            legal_basis=None,
        )


def curfew(rule: Curfew, question: Question) -> Closing:
    """A curfew, for those whom it is meant for."""
    return Closing(
        code="curfew",
        closed=question.holds,
        meant=question.may_hold,
        edges=question.edges,
        lifted_by="curfew",
        rule=rule.id or "curfew",
        legal_basis=rule.legal_basis,
    )


def timed_bar(bar: Bar, question: Question) -> Closing:
    """A bar that names a time."""
    return Closing(
        code="barred",
        closed=question.holds,
        meant=question.may_hold,
        edges=question.edges,
        lifted_by="bars",
        rule=bar.id,
        legal_basis=bar.legal_basis,
    )


def not_for_them(who: Question) -> Closing:
    """A purpose that is for these people at these times is closed to them at all others."""
    return Closing(
        code="not-for-you",
        closed=lambda facts, moment: not who.holds(facts, moment),
        meant=always,
        edges=who.edges,
        lifted_by=None,
        rule=None,
        legal_basis=None,
    )


# --- the start --------------------------------------------------------------------------------------


def delay(purpose: Purpose, door: DoorKind) -> timedelta:
    """Time between asking and the earliest start."""
    rule = purpose.start
    return rule.delay_by_door.get(door, rule.delay_minutes) * MINUTE


def ahead(purpose: Purpose) -> timedelta:
    """How far ahead of now a start may be asked for: so that a day at least is left of the longest
    time, whatever the purpose says."""
    return min(purpose.start.ahead_minutes * MINUTE, LONGEST - DAY)


def object_to_order(case: Case) -> Objection | None:
    """An order must be in force where the permit begins. Before it begins one may already ask, for
    a start inside it."""
    order, now = case.order, case.inquiry.now
    asked = case.start.instant if case.purpose.emergency else case.request.starts_at or now
    if max(asked, case.start.instant) >= order.ends_at:
        return Objection("after-sunset", {"until": order.ends_at})
    if now < order.starts_at and asked < order.starts_at:
        return Objection("no-order", {"from": order.starts_at, "until": order.ends_at})
    return None


def object_to_start(case: Case) -> Objection | None:
    """The start asked for is neither gone nor too far ahead."""
    asked, now = case.request.starts_at, case.inquiry.now
    if asked is None:
        return None
    if asked < now - _TOLERANCE:
        return Objection("in-the-past", {"from": case.start.instant})
    latest = now + delay(case.purpose, case.request.door) + ahead(case.purpose)
    if asked > latest:
        return Objection("too-far-ahead", {"until": latest})
    return None


# --- the end ----------------------------------------------------------------------------------------


def object_to_length(case: Case) -> Objection | None:
    """The minutes said are such as the purpose gives."""
    wrong = case.length.wrong(case.request.minutes)
    if wrong is None:
        return None
    code, bound = wrong
    return Objection(code, {"minutes": bound})


def latest_end(case: Case, start: Moment) -> datetime:
    """The sunset, or the longest time after asking. A start that is only tried out, to say when the
    same would be granted, is taken to be asked for then."""
    asked_at = case.inquiry.now if start == case.start else start.instant
    return min(case.order.ends_at, asked_at + LONGEST)


def end_as_planned(case: Case, draft: Draft) -> Draft | Objection:
    """For the purpose's length, and no longer than any permit lasts.

    A clock time that leaves too little is a closing like another. The sunset is none: after it
    nobody needs a permit.
    """
    start, minutes = draft.start.instant, case.facts.minutes
    end = case.length.end(draft.start, minutes, case.order)
    if end >= draft.end:
        return draft
    cut = minutes is None or end < start + minutes * MINUTE
    if cut and end - start < case.purpose.shortest_minutes * MINUTE:
        return Objection("closes-too-soon", {"until": end})
    return draft._replace(end=end)


def end_before_closing(case: Case, draft: Draft) -> Draft | Objection:
    """No start in a closing; no permit into one, unless the purpose lets it run over."""
    if not case.closings:
        return draft
    if closing := _closed(case, draft.start):
        return Objection(closing.code, {}, closing.rule, closing.legal_basis, closed=True)
    if case.purpose.past_closing == "run-over":
        return draft
    for edge in case.rules.edges_between(draft.start, draft.end):
        if closing := _closed(case, edge):
            return _shorten(case, draft, edge.instant, closing)
    return draft


def _shorten(case: Case, draft: Draft, closes: datetime, closing: Closing) -> Draft | Objection:
    shortest = case.purpose.shortest_minutes * MINUTE
    if case.purpose.past_closing == "refuse" or closes - draft.start.instant < shortest:
        return Objection("closes-too-soon", {"until": closes}, closing.rule, closing.legal_basis)
    return draft._replace(end=closes)


def _closed(case: Case, moment: Moment) -> Closing | None:
    """The first closing that holds at a moment and that nothing lifts."""
    for closing in case.closings:
        if closing.closed(case.facts, moment) and (
            closing.lifted_by is None
            or closing.lifted_by not in case.ruleset.freedoms(case.facts, moment)
        ):
            return closing
    return None


def tell_opening(case: Case, objection: Objection) -> Mapping[str, Fact]:
    """What somebody who stands before it wants to know: until when it is closed; and of a purpose
    that has hours, from when until when these are."""
    if not objection.closed:
        return {}
    edges = case.rules.edges_between(case.start, case.start.instant + LOOK_AHEAD)
    opens = next((edge.instant for edge in edges if not _closed(case, edge)), None)
    if opens is None:
        return {}
    if objection.code != "outside-hours":
        return {"until": opens}
    closes = next((edge.instant for edge in edges if _closed(case, edge)), None)
    return {"from": opens, "until": closes} if closes else {"from": opens}
