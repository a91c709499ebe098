# SPDX-License-Identifier: EUPL-1.2
"""Rules in plain English, for `tereze pack show` and `tereze pack diff`.

These are words for operators and for minutes of meetings. What residents read stands in a pack's
texts, in their languages.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import singledispatch
from typing import Any, get_args

from tereze.packs.types import (
    WEEKDAYS,
    ChosenLength,
    Condition,
    Cooldown,
    Counter,
    Dates,
    Derivation,
    Digits,
    Duration,
    DurationWhen,
    Exemption,
    Hours,
    LimitWhen,
    Range,
    Regime,
    Rolling,
    Start,
    Times,
    Value,
    Weekday,
)


def regime_lines(regime: Regime, titles: Mapping[str, str]) -> list[str]:
    """The whole regime, one rule after the other; `titles` are the purposes' by id."""
    lines = [
        f"time zone: {regime.timezone}",
        f"legal basis: {regime.legal_basis.title}",
        f"ways in: {in_words(regime.doors)}",
        f"kinds: {in_words(regime.kinds)}",
        f"known by: {in_words(regime.identification)}",
        f"places: {in_words(tuple(place.code for place in regime.places))}",
    ]
    if regime.sms:
        lines.append(f"message to {regime.sms.number}: {' '.join(regime.sms.fields)}")
    lines += [f"curfew {one.id or ''}".strip() + f": {in_words(one)}" for one in regime.curfews]
    for purpose in regime.purposes:
        lines += ["", f"{purpose.id}: {titles.get(purpose.id, '')}"]
        lines += [f"  {key}: {words}" for key, words in _written(purpose) if key != "id"]
        for name in purpose.counters:
            lines.append(f"  {name}: {in_words(regime.counters[name])}")
    lines += [""] if regime.bars or regime.exemptions else []
    lines += [f"bar {bar.id}: {in_words(bar)}" for bar in regime.bars]
    lines += [f"exemption {one.id}: {in_words(one)}" for one in regime.exemptions]
    return lines


@singledispatch
def in_words(value: object) -> str:
    """A value of the language as one would say it.

    >>> in_words(Duration(minutes=120)), in_words(Range(at_least=65)), in_words(None)
    ('120 minutes', '65 or more', 'none')
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@in_words.register
def _(value: Value) -> str:
    return "; ".join(f"{key} {words}" for key, words in _written(value) if key not in _NAMES)


@in_words.register
def _(value: tuple) -> str:  # type: ignore[type-arg]  # dispatch knows no type arguments
    return ", ".join(map(in_words, value)) if value else "none"


@in_words.register
def _(value: dict) -> str:  # type: ignore[type-arg]  # dispatch knows no type arguments
    return ", ".join(f"{key}: {in_words(item)}" for key, item in value.items()) or "none"


@in_words.register
def _(value: Range) -> str:
    if value.under is None:
        return f"{value.at_least} or more"
    if value.at_least is None:
        return f"less than {value.under}"
    return f"{value.at_least} to less than {value.under}"


@in_words.register
def _(value: Digits) -> str:
    digits = value.among if isinstance(value.among, str) else _either(map(str, value.among))
    return digits if value.from_end == 1 else f"{digits} ({value.from_end} from the end)"


@in_words.register
def _(value: Hours) -> str:
    days = "" if value.days == WEEKDAYS else f" on {_days(value.days)}"
    return f"{value.from_} to {value.until}{days}"


@in_words.register
def _(value: Dates) -> str:
    return f"{value.first} to {value.last}"


@in_words.register
def _(value: Derivation) -> str:
    # What was changed and why are sentences of their own; together they fill a screen.
    return f"{value.pack} {value.version} (changes explained: {len(value.changes)})"


@in_words.register
def _(value: ChosenLength) -> str:
    usual = f", usually {value.usual}" if value.usual else ""
    return f"{value.at_least} to {value.at_most}{usual} minutes"


@in_words.register
def _(value: Duration) -> str:
    if value.minutes is not None:
        return f"{value.minutes} minutes"
    if value.choose is not None:
        return f"chosen, {in_words(value.choose)}"
    if value.until is not None:
        return f"until {value.until}"
    if value.until_stated is not None:
        return f"until the time stated, {in_words(value.until_stated)}"
    return f"until the end of the {value.until_end_of}"


@in_words.register
def _(value: DurationWhen) -> str:
    return f"{in_words(value.duration)} if {in_words(value.when)}"


@in_words.register
def _(value: Start) -> str:
    doors = "".join(f", {minutes} through {door}" for door, minutes in value.delay_by_door.items())
    delay = (
        f"{value.delay_minutes}{doors} minutes after asking"
        if value.delay_minutes or doors
        else "at once"
    )
    return f"{delay}; up to {value.ahead_minutes} minutes ahead" if value.ahead_minutes else delay


@in_words.register
def _(value: Rolling) -> str:
    if value.rolling_hours is not None:
        return f"any {value.rolling_hours} hours"
    return f"any {value.calendar_days} days"


@in_words.register
def _(value: Cooldown) -> str:
    length = f"{value.hours} hours" if value.hours else f"{value.days} days"
    return f"{length} after the {value.after} of the last one"


@in_words.register
def _(value: LimitWhen) -> str:
    share = "" if value.percent_of_staff is None else f" or {value.percent_of_staff}% of staff"
    return f"{_limit(value.limit)}{share} if {in_words(value.when)}"


@in_words.register
def _(value: Counter) -> str:
    share = "" if value.percent_of_staff is None else f" or {value.percent_of_staff}% of staff"
    counted = _ONE[value.counts] if value.limit == 1 else value.counts
    words = f"{_limit(value.limit)}{share} {counted} per {in_words(value.per)}, by {value.of}"
    words += f", {in_words(value.when)}" if value.when else ""
    places = [f"{limit} in {place}" for place, limit in value.by_place.items()]
    return "; ".join((words, *places, *map(in_words, value.limits)))


@in_words.register
def _(value: Exemption) -> str:
    return f"free of {_either(value.free_of, 'and')} if {in_words(value.when)}"


@in_words.register
def _(value: Times) -> str:
    return " and ".join(
        say(getattr(value, name))
        for name, say in _CONDITION_WORDS.items()
        if name in value.model_fields_set and getattr(value, name) is not None
    )


_ONE = {"permits": "permit", "people": "person", "minutes": "minute"}

_CONDITION_WORDS: Mapping[str, Callable[[Any], str]] = {
    "age": lambda age: f"aged {in_words(age)}",
    "sex": str,
    "verified": lambda yes: "confirmed" if yes else "not confirmed",
    "tagged": lambda tags: f"marked {_either(tags)}",
    "home": lambda places: f"living in {_either(places)}",
    "document": lambda types: f"known by {_either(types)}",
    "document_digit": lambda digits: f"document's last digit {in_words(digits)}",
    "sector": lambda sectors: f"employer in {_either(sectors)}",
    "purpose": lambda purposes: f"for {_either(purposes)}",
    "kind": lambda kinds: f"as {_either(kinds)}",
    "door": lambda doors: f"through {_either(doors)}",
    "place": lambda places: f"to {_either(places)}",
    "transport": lambda ways: f"by {_either(ways)}",
    "has_plate": lambda yes: "with a plate" if yes else "without a plate",
    "plate_digit": lambda digits: f"plate's last digit {in_words(digits)}",
    "party": lambda people: f"{in_words(people)} people",
    "minutes": lambda minutes: f"for {in_words(minutes)} minutes",
    "distance_km": lambda distance: f"{in_words(distance)} km from home",
    "certificate": lambda papers: f"with {_either(papers)}",
    "days": lambda days: f"on {_days(days)}",
    "hours": lambda hours: f"between {in_words(hours)}",
    "dates": lambda dates: f"on {in_words(dates)}",
    "date_parity": lambda parity: f"on {parity} dates",
    "all_": lambda parts: _joined(parts, "and"),
    "any_": lambda parts: _joined(parts, "or"),
    "not_": lambda inner: f"not ({in_words(inner)})",
}

#: Keys that name a thing, and where it is from: said before it, or not a rule.
_NAMES = ("id", "code", "source")


def _written(value: Value) -> Iterable[tuple[str, str]]:
    """What its author wrote of a value, key by key."""
    for name, field in type(value).model_fields.items():
        if name in value.model_fields_set and name != "source":
            yield (field.alias or name).replace("_", " "), in_words(getattr(value, name))


def _limit(limit: int | None) -> str:
    return "unlimited" if limit is None else str(limit)


def _either(words: Iterable[str], joint: str = "or") -> str:
    """Several words as one list.

    >>> _either(["a", "b", "c"]), _either(["a"])
    ('a, b or c', 'a')
    """
    *most, last = map(str, words)
    return f"{', '.join(most)} {joint} {last}" if most else last


def _days(days: tuple[Weekday, ...]) -> str:
    return _either(sorted(days, key=get_args(Weekday).index), "and")


def _joined(parts: Iterable[Condition], joint: str) -> str:
    return "(" + f" {joint} ".join(map(in_words, parts)) + ")"
