# SPDX-License-Identifier: EUPL-1.2
"""Checks of a regime by itself: names that exist once, rules that can be met and are meant."""

from collections import Counter as Tally
from collections.abc import Iterator
from string import ascii_uppercase, digits

from tereze.packs.document_checks import (
    birth_and_sex,
    find_check,
    matches_pattern,
    named_checks,
    normalise_number,
    problem_of_pattern,
)
from tereze.packs.files import REGIME
from tereze.packs.types import (
    Condition,
    Counter,
    Digits,
    DocumentType,
    Hours,
    NamedCheck,
    Purpose,
    Regime,
    Times,
    WeightedCheck,
)
from tereze.packs.validation.draft import Finding, walk
from tereze.packs.validation.names import check_references, names_of
from tereze.packs.yaml_tree import Path

#: Keys that say nothing in an emergency purpose, because an emergency always passes.
_MEANINGLESS_IN_EMERGENCY = (
    "kinds",
    "doors",
    "who",
    "durations",
    "hours",
    "counters",
    "cooldown",
    "alone_in",
    "crossings",
    "place",
    "plate",
    "transport",
    "certificate",
    "employer",
    "approval",
    "past_closing",
    "shortest_minutes",
)
#: What a length can't go by: the clock, because a start may be tried at many; and itself.
_NOT_OF_LENGTHS = ("days", "hours", "dates", "date_parity", "minutes")


def check_regime(regime: Regime) -> Iterator[Finding]:
    """All that is wrong inside a regime."""
    yield from check_references(regime, names_of(regime), REGIME)
    yield from _names_used_twice(regime)
    yield from _places_in_a_circle(regime)
    yield from _unused_counters(regime)
    yield from _ways_in(regime)
    yield from _emergencies(regime)
    yield from _identification(regime)
    for number, purpose in enumerate(regime.purposes):
        yield from _purpose(regime, purpose, ("purposes", number))
    for name, document in regime.documents.items():
        yield from _document(document, ("documents", name))
    for number, bar in enumerate(regime.bars):
        for purpose_id in set(bar.only_purposes) & set(bar.except_purposes):
            yield _found(
                ("bars", number, "except_purposes"),
                f'"{purpose_id}" is in only_purposes and in except_purposes.',
                "Take it out of one of them.",
            )
    yield from _never_true(regime)


def _found(path: Path, what: str, fix: str = "") -> Finding:
    return Finding(file=REGIME, path=path, what=what, fix=fix)


def _names_used_twice(regime: Regime) -> Iterator[Finding]:
    purposes: list[tuple[Path, str]] = [
        (("purposes", number, "id"), one.id) for number, one in enumerate(regime.purposes)
    ]
    exemptions: list[tuple[Path, str]] = [
        (("exemptions", number, "id"), one.id) for number, one in enumerate(regime.exemptions)
    ]
    # Texts hold the messages of bars, curfews and counters together, by name.
    rules: list[tuple[Path, str]] = [
        *((("counters", name), name) for name in regime.counters),
        *((("bars", number, "id"), one.id) for number, one in enumerate(regime.bars)),
        *(
            (("curfews", number, "id"), one.id)
            for number, one in enumerate(regime.curfews)
            if one.id
        ),
    ]
    areas: list[tuple[Path, str]] = [
        *((("places", number, "code"), one.code) for number, one in enumerate(regime.places)),
        *((("zones", number, "code"), one.code) for number, one in enumerate(regime.zones)),
    ]
    # A message may be written in capitals or not.
    codes: list[tuple[Path, str]] = [
        (("purposes", number, "sms", place), code.casefold())
        for number, one in enumerate(regime.purposes)
        for place, code in enumerate(one.sms)
    ]
    for named, fix in (
        (purposes, "Give each a name of its own."),
        (exemptions, "Give each a name of its own."),
        (rules, "Bars, curfews and counters share their names: give each its own."),
        (areas, "Places and zones share their codes: give each its own."),
        (codes, "Give each purpose codes of its own."),
    ):
        times = Tally(name for _, name in named)
        seen: set[str] = set()
        for path, name in named:
            if name in seen:
                yield _found(path, f'"{name}" is used {times[name]} times.', fix)
            seen.add(name)


def _places_in_a_circle(regime: Regime) -> Iterator[Finding]:
    within = {place.code: place.within for place in regime.places}
    for number, place in enumerate(regime.places):
        above = place.within
        steps = 0
        while above is not None and above != place.code and steps < len(within):
            above, steps = within.get(above), steps + 1
        if above == place.code:
            yield _found(
                ("places", number, "within"),
                f"{place.code} lies within itself.",
                "Follow its `within` upwards: one of them has to be left out.",
            )


def _unused_counters(regime: Regime) -> Iterator[Finding]:
    used = {name for purpose in regime.purposes for name in purpose.counters}
    for name in regime.counters:
        if name not in used:
            yield _found(
                ("counters", name),
                "No purpose draws on this counter.",
                "Name it in a purpose's counters, or take it out.",
            )


def _ways_in(regime: Regime) -> Iterator[Finding]:
    if "sms" in regime.doors and regime.sms is None:
        yield _found(
            ("doors",),
            "Messages are a door, but nothing says how they are written.",
            'Add sms: {number: "8103", fields: [purpose, document]}, or take sms out of doors.',
        )
    if regime.sms is None:
        return
    if "sms" not in regime.doors:
        yield _found(("sms",), "Messages are described, but sms is not in doors.", "Add it there.")
    if "purpose" not in regime.sms.fields and len(regime.purposes) > 1:
        yield _found(("sms", "fields"), "A message does not say what it is for.", 'Add "purpose".')
    by_document = regime.identification.by == "document"
    if by_document and "document" not in regime.sms.fields:
        yield _found(
            ("sms", "fields"),
            "People are known by document, but a message does not hold one.",
            'Add "document", or write identification: {by: declared}.',
        )
    if not any(purpose.sms for purpose in regime.purposes):
        yield _found(("sms",), "No purpose has a code for messages.", 'Add sms: ["1"] to some.')


def _identification(regime: Regime) -> Iterator[Finding]:
    if regime.identification.by == "document" and not regime.documents:
        yield _found(
            ("identification",) if "identification" in regime.model_fields_set else (),
            "People are known by document, but no type of document is defined.",
            "Add documents, or write identification: {by: declared}.",
        )


# --- Purposes -------------------------------------------------------------------------------------


def _emergencies(regime: Regime) -> Iterator[Finding]:
    if not any(purpose.emergency for purpose in regime.purposes):
        yield _found(
            ("purposes",),
            "There is no purpose for danger to life, and nobody may have to wait for a permit then.",
            "Add for example {id: emergency, emergency: true, duration: {minutes: 180}}.",
        )
    emergencies = {purpose.id for purpose in regime.purposes if purpose.emergency}
    for number, bar in enumerate(regime.bars):
        for place, name in enumerate(bar.only_purposes):
            if name in emergencies:
                yield _found(
                    ("bars", number, "only_purposes", place),
                    f'"{name}" is an emergency: no bar can hold it up.',
                    "Take it out.",
                )


def _purpose(regime: Regime, purpose: Purpose, path: Path) -> Iterator[Finding]:
    if purpose.emergency:
        yield from _emergency(purpose, path)
    for inner, condition in walk(purpose.durations, (*path, "durations")):
        for key in _NOT_OF_LENGTHS if isinstance(condition, Condition) else ():
            if key in condition.model_fields_set:
                yield _found(
                    (*inner, key),
                    "A length can go by who asks and what is asked, not by this.",
                    "Write two purposes, each with its hours or its `who`.",
                )
    if purpose.doors == ("sms",) and not purpose.sms:
        yield _found(
            (*path, "doors"),
            "Can be asked for only by message, but has no code.",
            'Add sms: ["1"].',
        )
    if purpose.alone_in and purpose.overlaps:
        yield _found(
            (*path, "alone_in"),
            "May be held beside another permit, but only while nobody else of the household is out.",
            "Take overlaps or alone_in out.",
        )
    if purpose.plate == "none" and any(
        regime.counters[name].of == "plate" for name in purpose.counters if name in regime.counters
    ):
        yield _found(
            (*path, "plate"), "Takes no plate, but draws on a counter of plates.", "Change one."
        )
    yield from _counters_of(regime, purpose, (*path, "counters"))


def _counters_of(regime: Regime, purpose: Purpose, path: Path) -> Iterator[Finding]:
    for name, times in Tally(purpose.counters).items():
        if times > 1:
            yield _found(path, f'"{name}" is named {times} times.', "Name it once.")
    for place, name in enumerate(purpose.counters):
        counter = regime.counters.get(name)
        if counter is not None and counter.of == "employer" and purpose.employer is None:
            yield _found(
                (*path, place),
                f'"{name}" counts by employer, but the purpose is not asked for by one.',
                "Add employer: {} to the purpose, or change the counter's `of`.",
            )


def _emergency(purpose: Purpose, path: Path) -> Iterator[Finding]:
    for key in _MEANINGLESS_IN_EMERGENCY:
        if key in purpose.model_fields_set:
            yield _found(
                (*path, key), "Says nothing here: an emergency always passes.", "Take it out."
            )
    if purpose.start.delay_minutes or purpose.start.delay_by_door:
        yield _found((*path, "start"), "An emergency begins at once.", "Take the delay out.")
    if purpose.duration.until_stated is not None:
        yield _found(
            (*path, "duration"),
            "In an emergency nobody can be asked first when they will return.",
            "Write for example duration: {minutes: 180}.",
        )


# --- Documents ------------------------------------------------------------------------------------


def _document(document: DocumentType, path: Path) -> Iterator[Finding]:
    if why := problem_of_pattern(document.pattern):
        yield _found((*path, "pattern"), f"The pattern {why}.")
        return
    example = normalise_number(document.example, pattern=document.pattern)
    if not matches_pattern(document.pattern, example):
        yield _found((*path, "example"), f'"{example}" does not match the pattern.')
        return
    if document.check is not None:
        yield from _check_digit(document.check, example, path)
    if document.birth_from and birth_and_sex(document, example) is None:
        yield _found(
            (*path, "example"),
            f'"{example}" tells no birth date in the way of {document.birth_from}.',
        )


def _check_digit(check: NamedCheck | WeightedCheck, example: str, path: Path) -> Iterator[Finding]:
    if isinstance(check, WeightedCheck) and len(check.weights) != len(example) - 1:
        yield _found(
            (*path, "check", "weights"),
            f"There are {len(check.weights)} weights for the {len(example) - 1} digits before the "
            "check digit.",
            "Write one for each; 0 leaves a digit out.",
        )
        return
    try:
        passes = find_check(check)
    except LookupError as unknown:
        yield _found(
            (*path, "check", "named"),
            f'There is no check named "{unknown.args[0]}".',
            f"Known: {', '.join(named_checks())}, and python-stdnum's, such as cl.rut.",
        )
        return
    if not passes(example):
        yield _found(
            (*path, "example"),
            f'"{example}" does not pass its own check digit.',
            f"Correct the example, or the check. {_fitting_end(check, example)}".rstrip(),
        )


def _fitting_end(check: NamedCheck | WeightedCheck, example: str) -> str:
    """What the example would have to end with, where its last character is the check digit."""
    passes = find_check(check)
    for last in f"{digits}{ascii_uppercase}":
        if passes(f"{example[:-1]}{last}"):
            return f'With "{last}" at its end it would pass.'
    # A weighted sum that leads to no digit is a number that was never given out.
    if isinstance(check, WeightedCheck):
        return "No last digit makes this one pass: take another number."
    return ""


# --- Rules that can never hold ----------------------------------------------------------------


def _never_true(regime: Regime) -> Iterator[Finding]:
    for path, value in walk(regime):
        if isinstance(value, Hours):
            yield from _window(value, path)
        elif isinstance(value, Times):
            yield from _empty_lists(value, path)
        elif isinstance(value, Digits) and value.among == ():
            yield _found((*path, "among"), "Holds for no digit.", "Write the digits that count.")
        elif isinstance(value, Counter):
            yield from _staff_shares(value, path)


def _window(hours: Hours, path: Path) -> Iterator[Finding]:
    if hours.from_ == hours.until or hours.from_ == "24:00":
        yield _found(
            path,
            f"The window from {hours.from_} until {hours.until} has no length.",
            'For the whole day write from: "00:00", until: "24:00".',
        )
    if not hours.days:
        yield _found((*path, "days"), "Opens on no day.", "Leave days out to mean every day.")


def _empty_lists(condition: Times, path: Path) -> Iterator[Finding]:
    for name, field in type(condition).model_fields.items():
        if getattr(condition, name) == () and name not in ("all_", "any_"):
            yield _found((*path, field.alias or name), "Is an empty list, which never holds.")


def _staff_shares(counter: Counter, path: Path) -> Iterator[Finding]:
    for number, limit in enumerate(counter.limits):
        if limit.percent_of_staff is not None and counter.of != "employer":
            yield _found(
                (*path, "limits", number, "percent_of_staff"),
                "Only goes with of: employer.",
                "Take it out, or write of: employer.",
            )
