# SPDX-License-Identifier: EUPL-1.2
"""What each place of a document's number may hold, and how a typed number is read by it.

A pattern like `(MYI|DYI)[0-9]{7,8}` is written out as rows of places: M, Y, I and seven digits, and so
on. Where a place wants a digit, the letter O can only be a nought, and the other way round; letters of
another alphabet become the one letter that they look or sound like and that fits. What would be read
in two ways is not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from tereze.messaging.conversation.reading.grammar import DocumentForm

#: What may stand at each place.
Places: TypeAlias = tuple[frozenset[str], ...]

DIGITS = frozenset("0123456789")
#: A pattern that says more than this is matched as a whole, and nothing is forgiven.
_MOST_FORMS = 64
_LONGEST = 40

#: Cyrillic letters: those that look like a Latin one, and those that stand for its sound.
_LOOKS = dict(zip("АВЕЅІЈКМНОРСТУҮХЗЬ", "ABESIJKMHOPCTYYX3b", strict=True))
_SOUNDS = dict(
    zip("АБВГДЕЗИЙКЛМНОПРСТУФХЦЫЭІҚҒӘӨҰҮҺƏ", "ABVGDEZIYKLMNOPRSTUFHCYEIQGAOUUHE", strict=True)
)
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
_NOUGHTS = frozenset("OoОоΟοӨ")
_ONES = frozenset("IilıİІіӀΙι")
#: A three where a letter has to be is the Cyrillic Ze of АЗЕ.
_AS_LETTER: Mapping[str, frozenset[str]] = {
    "0": frozenset("O"),
    "1": frozenset("I"),
    "3": frozenset("Z"),
}


@lru_cache(maxsize=2000)
def may_mean(character: str) -> frozenset[str]:
    """What a typed character may stand for, besides itself."""
    if character in _AS_LETTER:
        return _AS_LETTER[character]
    capital = "I" if character in "ıİ" else character.upper()
    found = {capital}
    for letters in (_LOOKS, _SOUNDS, _GREEK):
        if capital in letters:
            found.add(letters[capital])
    if character in _NOUGHTS:
        found.add("0")
    if character in _ONES:
        found.add("1")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as one form reads it."""

    number: str
    #: places at which another character was typed than a digit for a digit, a letter for a letter
    swapped: tuple[int, ...]


def read_as(typed: Sequence[str], places: Places) -> Reading | None:
    """What was typed as the form reads it; None when it cannot be of this form.

    >>> read_as("аz1O", (frozenset("A"), frozenset("Z"), DIGITS, DIGITS))
    Reading(number='AZ10', swapped=(3,))
    """
    if len(typed) != len(places):
        return None
    number: list[str] = []
    swapped: list[int] = []
    for place, (character, allowed) in enumerate(zip(typed, places, strict=True)):
        if (capital := character.upper()) in allowed and character != "ı":
            number.append(capital)
            continue
        fitting = may_mean(character) & allowed
        if len(fitting) != 1:
            return None
        (read,) = fitting
        number.append(read)
        if read.isdigit() != character.isdigit():
            swapped.append(place)
    return Reading("".join(number), tuple(swapped))


# --- Forms ------------------------------------------------------------------------------------


#: prefixed: begins with letters of its own, then digits; digits: nothing else; loose: nearly anything
Kind: TypeAlias = Literal["prefixed", "digits", "loose"]


@dataclass(frozen=True, slots=True)
class Form:
    """A type of document as a reader of messages sees it."""

    document: DocumentForm
    rows: tuple[Places, ...]
    kind: Kind
    #: the letters that each row begins with
    prefixes: frozenset[str]

    @property
    def type(self) -> str:
        """The type's name."""
        return self.document.type

    @property
    def lengths(self) -> list[int]:
        """The lengths that a number may have."""
        return sorted({len(row) for row in self.rows})


def make_form(document: DocumentForm) -> Form:
    """The form of a type."""
    rows = write_out(document.pattern)
    prefixes = frozenset(map(_prefix, rows))
    kind: Kind = "loose"
    if rows and all(row and all(place <= DIGITS for place in row) for row in rows):
        kind = "digits"
    elif rows and all(
        len(prefix := _prefix(row)) >= 2 and all(place <= DIGITS for place in row[len(prefix) :])
        for row in rows
    ):
        kind = "prefixed"
    return Form(document, rows, kind, prefixes if kind == "prefixed" else frozenset())


def _prefix(row: Places) -> str:
    letters = ""
    for place in row:
        if len(place) != 1 or place <= DIGITS:
            break
        letters += next(iter(place))
    return letters


def distance(typed: str, places: Places, limit: int = 2) -> int:
    """How many characters would have to be added, taken out, changed or exchanged for it to fit;
    `limit + 1` when it is more.

    >>> distance("A1234567", (frozenset("A"), frozenset("A"), *[DIGITS] * 7))
    1
    """
    if abs(len(typed) - len(places)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(places) + 1))
    for i, character in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, allowed in enumerate(places, 1):
            same = character in allowed
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (not same))
            if i > 1 and j > 1 and character in places[j - 2] and typed[i - 2] in allowed:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


# --- Patterns -----------------------------------------------------------------------------------


class _TooRich(Exception):
    """The pattern says more than is written out here."""


@lru_cache(maxsize=256)
def write_out(pattern: str) -> tuple[Places, ...]:
    """All rows of places that a pattern describes; none for one that is too rich to write out.

    >>> [len(row) for row in write_out("(MYI|DYI)[0-9]{7,8}")]
    [10, 11, 10, 11]
    >>> write_out("A.*")
    ()
    """
    try:
        rows, rest = _alternatives(pattern, 0)
    except (_TooRich, IndexError, ValueError):
        return ()
    return tuple(dict.fromkeys(rows)) if rest == len(pattern) else ()


def _alternatives(pattern: str, at: int) -> tuple[list[Places], int]:
    rows: list[Places] = []
    while True:
        found, at = _sequence(pattern, at)
        rows += found
        if at >= len(pattern) or pattern[at] != "|":
            return rows, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[list[Places], int]:
    rows: list[Places] = [()]
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _part(pattern, at)
        least, most, at = _count(pattern, at)
        rows = [
            row + repeated
            for row in rows
            for times in range(least, most + 1)
            for repeated in _repeat(part, times)
        ]
        if len(rows) > _MOST_FORMS or any(len(row) > _LONGEST for row in rows):
            raise _TooRich
    return rows, at


def _repeat(part: list[Places], times: int) -> Iterator[Places]:
    if len(part) == 1:
        yield part[0] * times
        return
    rows: list[Places] = [()]
    for _ in range(times):
        rows = [row + one for row in rows for one in part]
        if len(rows) > _MOST_FORMS:
            raise _TooRich
    yield from rows


def _part(pattern: str, at: int) -> tuple[list[Places], int]:
    character = pattern[at]
    if character == "(":
        start = at + 3 if pattern.startswith("(?:", at) else at + 1
        rows, at = _alternatives(pattern, start)
        if pattern[at] != ")":
            raise _TooRich
        return rows, at + 1
    if character == "[":
        end = pattern.index("]", at + 2)
        return [(_class(pattern[at + 1 : end]),)], end + 1
    if character == "\\" and pattern[at + 1] == "d":
        return [(DIGITS,)], at + 2
    if not character.isalnum():
        raise _TooRich
    return [(frozenset(character),)], at + 1


def _class(inside: str) -> frozenset[str]:
    if inside.startswith("^") or "\\" in inside:
        raise _TooRich
    ranges = re.findall(r"(.)-(.)|(.)", inside)
    return frozenset(
        chr(one)
        for first, last, single in ranges
        for one in range(ord(first or single), ord(last or single) + 1)
    )


def _count(pattern: str, at: int) -> tuple[int, int, int]:
    if pattern.startswith("?", at):
        return 0, 1, at + 1
    if found := re.compile(r"\{(\d+)(?:,(\d+))?\}").match(pattern, at):
        return int(found[1]), int(found[2] or found[1]), found.end()
    if at < len(pattern) and pattern[at] in "*+{":
        raise _TooRich
    return 1, 1, at
