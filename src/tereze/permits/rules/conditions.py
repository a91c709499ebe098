# SPDX-License-Identifier: EUPL-1.2
"""Conditions of a pack, compiled to questions that a decision can ask quickly.

A condition asks about facts of the person and the request, and about the clock. An answer is yes,
no, or not known, and what is joined answers as Kleene's logic has it: `not` of something unknown is
unknown; `all` is no as soon as one part is; `any` is yes as soon as one part is. Whatever a rule
does, it does it to those for whom the answer is a known yes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from tereze.packs.types import WEEKDAYS, Dates, Digits, Hours, Kind, Range, Times
from tereze.permits.rules.local_time import (
    MINUTES_A_DAY,
    Calendar,
    Moment,
    as_stretches,
    as_window,
    is_among,
)
from tereze.permits.rules.places import Gazetteer
from tereze.permits.types import Applicant, Request


class Facts(NamedTuple):
    """What a condition may ask about. None: not known."""

    applicant: Applicant
    request: Request
    kind: Kind
    #: where the person wants to go: the place asked for, else home
    place: str | None = None
    #: how long the permit should last; not known when it lasts until some time of the clock
    minutes: int | None = None
    distance_km: Decimal | None = None


#: Yes, no, or None: not known, which is as good as no to everybody but `not`.
Holds: TypeAlias = Callable[[Facts, Moment], bool | None]


class Question(NamedTuple):
    """A compiled condition."""

    holds: Holds
    #: yes where the answer may be yes at some time: most people are not meant by most rules
    may_hold: Holds
    #: minutes of any day at which the answer may change; empty: it does not look at the clock
    edges: frozenset[int] = frozenset()


def always(facts: Facts, moment: Moment) -> bool:
    """Yes, whoever asks and whenever."""
    return True


def compile_condition(condition: Times, calendar: Calendar, places: Gazetteer) -> Question:
    """All that is written must hold.

    >>> from datetime import UTC, datetime
    >>> from tereze.packs.types import Condition
    >>> elderly = compile_condition(
    ...     Condition.model_validate(
    ...         {"age": {"at_least": 65}, "not": {"hours": {"from": "10:00", "until": "13:00"}}}
    ...     ),
    ...     Calendar("Europe/Istanbul"),
    ...     Gazetteer((), ()),
    ... )
    >>> sorted(elderly.edges)
    [600, 780]
    >>> nine = Moment(datetime(2020, 5, 10, 6, tzinfo=UTC), date(2020, 5, 10))
    >>> ask = Request(purpose="walk", door="web")
    >>> [elderly.holds(Facts(Applicant(age=age), ask, "movement"), nine) for age in (64, 65, None)]
    [False, True, None]
    """
    said = {name: getattr(condition, name) for name in sorted(condition.model_fields_set)}
    parts = [
        _compile_part(name, value, calendar, places)
        for name, value in said.items()
        if value is not None
    ]
    return all_of(parts)


def any_edges(questions: Iterable[Question]) -> frozenset[int]:
    """Minutes of the day at which one of several answers may change."""
    return frozenset().union(*(question.edges for question in questions))


def all_of(parts: list[Question]) -> Question:
    """Whether all of several questions are answered yes."""
    if len(parts) == 1:
        return parts[0]
    holds, may_hold = _all([part.holds for part in parts]), _all([part.may_hold for part in parts])
    return Question(holds, may_hold, any_edges(parts))


def compile_hours(
    hours: Iterable[Hours],
    calendar: Calendar,
    dates: Iterable[date | Dates] = (),
    except_dates: Iterable[date | Dates] = (),
) -> Question:
    """Whether the clock is inside one of several windows, which open only on some dates if given,
    and not on others."""
    only, never = as_stretches(dates), as_stretches(except_dates)
    windows = tuple(as_window(window, only, never) for window in hours)
    edges = {
        minute % MINUTES_A_DAY
        for window in windows
        for minute in (window.from_minute, window.until_minute)
    }
    return _by_clock(lambda facts, moment: calendar.is_open(windows, moment), frozenset(edges))


# --- the facts that a condition names -----------------------------------------------------------

_Lookup: TypeAlias = Callable[[Facts], Any]

#: Who shows no document, states no certificate and asks without an employer has none: that is known.
_NONE = ""

_CHOICES: Mapping[str, _Lookup] = {
    "document": lambda facts: facts.applicant.document_type or _NONE,
    "sector": lambda facts: facts.request.employer.sector if facts.request.employer else _NONE,
    "purpose": lambda facts: facts.request.purpose,
    "kind": lambda facts: facts.kind,
    "door": lambda facts: facts.request.door,
    "transport": lambda facts: facts.request.transport,
    "certificate": lambda facts: facts.request.certificate or _NONE,
}
_EXACT: Mapping[str, _Lookup] = {
    "sex": lambda facts: facts.applicant.sex,
    "verified": lambda facts: facts.applicant.verified,
    "has_plate": lambda facts: bool(facts.request.plate),
}
_RANGES: Mapping[str, _Lookup] = {
    "age": lambda facts: facts.applicant.age,
    "party": lambda facts: facts.request.party,
    "minutes": lambda facts: facts.minutes,
    "distance_km": lambda facts: facts.distance_km,
}
_NUMBERS: Mapping[str, _Lookup] = {
    "document_digit": lambda facts: facts.applicant.document_tail,
    "plate_digit": lambda facts: facts.request.plate or "",
}
_PLACES: Mapping[str, _Lookup] = {
    "home": lambda facts: facts.applicant.home,
    "place": lambda facts: facts.place,
}


def _compile_part(name: str, value: Any, calendar: Calendar, places: Gazetteer) -> Question:
    if name in _CHOICES:
        return _by_facts(_is_one_of(_CHOICES[name], value))
    if name in _EXACT:
        return _by_facts(_equals(_EXACT[name], value))
    if name in _RANGES:
        return _by_facts(_in_range(_RANGES[name], value))
    if name in _NUMBERS:
        return _by_facts(_has_digit(_NUMBERS[name], value))
    if name in _PLACES:
        return _by_facts(_lies_in(_PLACES[name], value, places))
    if name == "tagged":
        return _by_facts(_is_tagged(value))
    if name in ("all_", "any_", "not_"):
        return _compile_joined(name, value, calendar, places)
    return _compile_time(name, value, calendar)


def _compile_joined(name: str, value: Any, calendar: Calendar, places: Gazetteer) -> Question:
    if name == "not_":
        return _not(compile_condition(value, calendar, places))
    parts = [compile_condition(part, calendar, places) for part in value]
    return all_of(parts) if name == "all_" else _any_of(parts)


def _compile_time(name: str, value: Any, calendar: Calendar) -> Question:
    midnight = frozenset({0})
    if name == "hours":
        return compile_hours((value,) if isinstance(value, Hours) else value, calendar)
    if name == "dates":
        stretches = as_stretches(value)
        return _by_clock(lambda facts, moment: is_among(moment.day, stretches), midnight)
    if name == "days":
        weekdays = frozenset(WEEKDAYS.index(day) for day in value)
        return _by_clock(lambda facts, moment: moment.day.weekday() in weekdays, midnight)
    if name == "date_parity":
        remainder = 1 if value == "odd" else 0
        return _by_clock(lambda facts, moment: moment.day.day % 2 == remainder, midnight)
    raise NotImplementedError(f"The language grew a condition that no rule knows: {name}")


def _by_facts(holds: Holds) -> Question:
    return Question(holds, holds)


def _by_clock(holds: Holds, edges: frozenset[int]) -> Question:
    return Question(holds, always, edges)


def _not(part: Question) -> Question:
    def holds(facts: Facts, moment: Moment) -> bool | None:
        answer = part.holds(facts, moment)
        return None if answer is None else not answer

    return _by_clock(holds, part.edges) if part.edges else _by_facts(holds)


def _any_of(parts: list[Question]) -> Question:
    holds, may_hold = _any([part.holds for part in parts]), _any([part.may_hold for part in parts])
    return Question(holds, may_hold, any_edges(parts))


def _all(asked: Iterable[Holds]) -> Holds:
    parts = tuple(asked)

    def holds(facts: Facts, moment: Moment) -> bool | None:
        together: bool | None = True
        for part in parts:
            answer = part(facts, moment)
            if answer is False:
                return False
            if answer is None:
                together = None
        return together

    return holds


def _any(asked: Iterable[Holds]) -> Holds:
    parts = tuple(asked)

    def holds(facts: Facts, moment: Moment) -> bool | None:
        together: bool | None = False
        for part in parts:
            answer = part(facts, moment)
            if answer:
                return True
            if answer is None:
                together = None
        return together

    return holds


def _is_tagged(among: Iterable[str]) -> Holds:
    tags = frozenset(among)
    return lambda facts, moment: not tags.isdisjoint(facts.applicant.tags)


def _is_one_of(fact: _Lookup, among: Iterable[str]) -> Holds:
    choices = frozenset(among)

    def holds(facts: Facts, moment: Moment) -> bool | None:
        choice = fact(facts)
        return None if choice is None else choice in choices

    return holds


def _equals(fact: _Lookup, value: object) -> Holds:
    def holds(facts: Facts, moment: Moment) -> bool | None:
        found = fact(facts)
        return None if found is None else found == value

    return holds


def _in_range(fact: _Lookup, bounds: Range) -> Holds:
    low = Decimal("-Infinity") if bounds.at_least is None else bounds.at_least
    high = Decimal("Infinity") if bounds.under is None else bounds.under

    def holds(facts: Facts, moment: Moment) -> bool | None:
        number = fact(facts)
        return None if number is None else low <= number < high

    return holds


def _has_digit(fact: _Lookup, digits: Digits) -> Holds:
    if digits.among == "odd":
        among = frozenset("13579")
    elif digits.among == "even":
        among = frozenset("02468")
    else:
        among = frozenset(map(str, digits.among))

    def holds(facts: Facts, moment: Moment) -> bool | None:
        # Letters do not count: of the plate "10-AB-123" the last digit is 3, of "123-AB" too.
        written = [character for character in fact(facts) if character in "0123456789"]
        return None if len(written) < digits.from_end else written[-digits.from_end] in among

    return holds


def _lies_in(fact: _Lookup, wholes: Iterable[str], places: Gazetteer) -> Holds:
    codes = frozenset(wholes)

    def holds(facts: Facts, moment: Moment) -> bool | None:
        place = fact(facts)
        return None if place is None else places.is_within(place, codes)

    return holds
