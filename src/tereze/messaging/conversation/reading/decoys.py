# SPDX-License-Identifier: EUPL-1.2
"""Numbers in a message that are neither code nor document: telephones, dates, clocks, amounts.

"2 nəfər", "в 2 часа" and "34 yaş" hold a 2 or a 3 that nobody wrote as a code. What stands before or
behind a number tells. A length or a clock time is kept: a request may need it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.grammar import Grammar
from tereze.messaging.conversation.reading.message import Message

_CLOCK = re.compile(r"(?<![\d.:/])([01]?\d|2[0-3])[:](?:([0-5]\d))(?::[0-5]\d)?(?![\d:])")
#: Telephones as they are dialled here; digits that are also a document's are left to be one.
_TELEPHONES = (
    re.compile(r"(?<!\d)(?:994|00994)[ -]?\d{2}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"),
    re.compile(r"(?<!\d)\(?0(?:10|12|50|51|55|60|70|77|99)\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"),
    re.compile(r"(?<!\d)[87][ -]?\(?[79]\d\d\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"),
)
_OTHER = (
    re.compile(r"\S+\.(?:jpe?g|png|heic|pdf|webp)\b", re.IGNORECASE),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"(?<![\w)\]])\+[1-9]\d{9,14}(?!\d)"),
    re.compile(r"(?<![\w)\]])\+[1-9]\d{0,2}[ -]?\(?\d{2,3}\)?(?:[ -]?\d{2,3}){2,4}(?!\d)"),
    re.compile(r"(?<![\d./-])[0-3]?\d([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d(?![./-]?\d)"),
    re.compile(r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)"),
    re.compile(r"(?<![\d.])(?:[01]\d|2[0-3])\.[0-5]\d(?:\.[0-5]\d)?(?!\d|\.\d)"),
    re.compile(r"(?<![\d.])[0-3]?\d\.(?:0[1-9]|1[0-2])(?![\d.])"),
    re.compile(r"(?<!\d)\d+(?:[.,]\d+)? ?[%₼₸$€₽°]"),
    re.compile(r"(?<![\d.,])(?:3[4-9]|4[0-2])[.,]\d(?![\d.,])"),  # a fever
)
_NEAR = re.compile(r"[ \t]?|\. ?|: ?|[ -]{1,3}|[ .]*# *")
#: The last digits of a telephone that make it the sender's own.
_OWN = 9
#: Digits of the longest amount.
_LONGEST_AMOUNT = 4
#: Digits of the first number of a range.
_STRAY = 2
#: Letters of a word that is written with a point: küç., кв.
_ABBREVIATION = 4
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
#: What a number ends with when it says when or where, not which: 2-də, 3-те.
_AT = frozenset(("de", "da", "den", "dan", "te", "ta", "ge", "ga", "ke", "ka"))
_ORDINAL = re.compile(r"-?(?:n?c[iıuü]|[аоыу]?[йюя]|о?е|[шs][іыhiy]|st|nd|rd|th)| n?c[iıuü]")


@dataclass(slots=True)
class Said:
    """What numbers with a unit told."""

    minutes: int | None = None
    clocks: list[tuple[int, time]] = field(default_factory=list)


def take_decoys(message: Message, grammar: Grammar, sender: str = "") -> Said:
    """Take everything that is a telephone, a date, a clock time or an amount."""
    said = Said()
    for found in _CLOCK.finditer(message.text):
        for place in _inside(message, *found.span()):
            said.clocks.append((place, time(int(found[1]), int(found[2]))))
            break
        message.take_all(_inside(message, *found.span()))
    for pattern in _OTHER:
        for found in pattern.finditer(message.text):
            _take_whole(message, found)
    for pattern in _TELEPHONES:
        for found in pattern.finditer(message.text):
            digits = re.sub(r"\D", "", found[0])
            is_own = digits.endswith(sender[-_OWN:] or "-")
            if (
                is_own
                or _is_to_call(message, found.start())
                or not _may_be_document(digits, grammar)
            ):
                _take_whole(message, found)
    for place in list(message.free()):
        text = message.atoms[place].text
        is_own = len(text) >= _OWN and sender.endswith(text[-_OWN:])
        if text == grammar.short_number or is_own or _is_year(message, place):
            message.taken[place] = True
    codes = frozenset(code for one in grammar.purposes for code in one.codes)
    _take_amounts(message, said, codes)
    return said


def _is_year(message: Message, place: int) -> bool:
    """A year by itself: who writes when they were born writes no code."""
    around = (place, place + 1)
    glued = any(at < len(message.atoms) and message.atoms[at].glued for at in around)
    return not glued and _YEAR.fullmatch(message.atoms[place].text) is not None


def _is_to_call(message: Message, start: int) -> bool:
    """`zəng edin 055…`, `звоните 8 800 …`."""
    before = [place for place, atom in enumerate(message.atoms) if atom.end <= start]
    return any(message.has_role(place, "calling") for place in before[-2:])


def _may_be_document(digits: str, grammar: Grammar) -> bool:
    return any(
        one.has_form(digits) and (one.check is None or one.check(digits))
        for one in grammar.documents
        if len(digits) == len(one.example) and one.example.isdigit()
    )


def _take_whole(message: Message, found: re.Match[str]) -> None:
    """Take what was found, unless a document has taken a part of it."""
    inside = [at for at in range(len(message.atoms)) if _is_in(message, at, found.span())]
    if all(map(message.is_free, inside)):
        message.take_all(inside)


def _is_in(message: Message, place: int, span: tuple[int, int]) -> bool:
    return span[0] <= message.atoms[place].start < span[1]


def _inside(message: Message, start: int, end: int) -> Iterator[int]:
    return (
        place
        for place in range(len(message.atoms))
        if _is_in(message, place, (start, end)) and not message.taken[place]
    )


def _numbers_an_institution(message: Message, place: int) -> bool:
    """`поликлиника № 5`."""
    atom = message.atoms[place]
    few = atom.is_number and len(atom.text) <= _STRAY + 1
    return few and "#" in atom.gap and message.has_role(place - 1, "concept")


def _take_amounts(message: Message, said: Said, codes: frozenset[str]) -> None:
    for place in range(len(message.atoms)):
        if not message.is_free(place) or not (numbers := message.numbers(place)):
            continue
        after = _after(message, place)
        near = (
            message.is_free(after)
            and _is_near(message, after)
            and not _begins_anew(message, after)
            and not _is_code_and_errand(message, place, after, codes)
            and not _is_inside(message, place, after)
        )
        short = (
            len(message.atoms[place].text) <= _LONGEST_AMOUNT or not message.atoms[place].is_number
        )
        if message.has_role(place - 1, "code_label") and not message.has_role(place - 1, "unit"):
            continue  # "kod 2 icazə": told by its label
        is_new = message.has_role(after, "before_number") and bool(message.numbers(after + 1))
        if near and is_new and _is_introduced(message, place):
            message.taken[place] = True  # "küç. 45, mənzil 12"
        elif near and short and message.has_role(after, "unit", "month"):
            first = _range_begins(message, place)
            if first == place:
                _keep_length(message, said, place, after, numbers)
            message.take(first, after)
        elif message.atoms[place].is_number and (
            _says_when(message, place) or _is_introduced(message, place)
        ):
            message.take(place, _range_ends(message, place))
        elif message.atoms[place].text not in codes and _numbers_an_institution(message, place):
            message.taken[place] = True


def _is_code_and_errand(message: Message, place: int, after: int, codes: frozenset[str]) -> bool:
    """`3 yas`: three years, without the dots of "yaş", or code 3 and a funeral. Where the code is not the
    errand's, both are seen, and asked about."""
    return message.atoms[place].text in codes and message.has_role(after, "concept")


def _begins_anew(message: Message, place: int) -> bool:
    """`3. saat 10:00`: the word belongs to what follows."""
    after = place + 1
    return (
        message.atoms[place].after_break
        and message.has_role(place, "before_number")
        and after < len(message.atoms)
        and message.atoms[after].is_number
    )


def _range_ends(message: Message, place: int) -> int:
    """The last number of "saat 10-12"."""
    after = place + 1
    if message.is_free(after) and message.atoms[after].is_number:
        joined = message.atoms[after].gap in ("-", "–", "—", "/")
        if joined and len(message.atoms[after].text) <= _STRAY:
            return after
    return place


def _range_begins(message: Message, place: int) -> int:
    """The first number of "2-3 saat" and of "1,5 saat"."""
    before = place - 1
    if message.is_free(before) and message.atoms[before].is_number:
        gap = message.atoms[place].gap
        joined = gap in (",", ".") or gap.strip() in ("-", "–", "—", "/")
        alone = not message.atoms[before].glued and len(message.atoms[before].text) <= _STRAY
        if joined and alone:
            return before
    return place


def _is_inside(message: Message, place: int, unit: int) -> bool:
    """Whether a unit is a part of something else: "5XZ7K3M", "2 H7BCZ9Z"."""
    if _goes_on(message, unit):
        return True
    return message.atoms[unit].glued and place > 0 and message.atoms[place].glued


def _goes_on(message: Message, place: int) -> bool:
    return place + 1 < len(message.atoms) and message.atoms[place + 1].glued


def _after(message: Message, place: int) -> int:
    """The atom that would be the unit: behind an ordinal's ending (2-ci mərtəbə), if there is one."""
    nxt = place + 1
    if message.is_free(nxt) and is_ordinal(message, nxt):
        return nxt + 1
    return nxt


def is_ordinal(message: Message, place: int) -> bool:
    """Whether an atom is the ending of the number before it: 2-ci, 2-я, 2nd."""
    if not message.is_free(place) or not place or not message.atoms[place - 1].is_number:
        return False
    atom = message.atoms[place]
    return atom.gap in ("", "-", " ") and bool(_ORDINAL.fullmatch(atom.gap + atom.text.lower()))


def _is_near(message: Message, place: int) -> bool:
    return 0 < place < len(message.atoms) and bool(_NEAR.fullmatch(message.atoms[place].gap))


def _says_when(message: Message, place: int) -> bool:
    """`2-də`, `3-те`: at two, at three."""
    if not message.is_free(place + 1):
        return False
    atom = message.atoms[place + 1]
    return atom.gap in ("-", "'", "’") and key(atom.text) in _AT


def _is_introduced(message: Message, place: int) -> bool:
    """`ev 2`, `кв. 15`, `saat 3`, `house number 2`."""
    before = place - 1
    if not message.is_free(before) or not _is_near(message, place):
        return False
    atom = message.atoms[place]
    if atom.glued and _goes_on(message, place):
        return False
    shortened = atom.gap.startswith(".") and len(message.atoms[before].text) <= _ABBREVIATION
    if atom.after_break and ":" not in atom.gap and not shortened:
        return False
    if message.has_role(before, "code_label"):
        before -= 1
        return message.has_role(before, "before_number") and _is_near(message, place - 1)
    if message.atoms[place].glued and message.has_role(before, "month"):
        return False
    if shortened and message.has_role(before, "shortened") and before:
        return message.atoms[before - 1].is_number  # "küç. 25, mən. 2"
    return message.has_role(before, "before_number", "month")


def _keep_length(message: Message, said: Said, place: int, unit: int, numbers: set[str]) -> None:
    if len(numbers) != 1:
        return
    amount = int(next(iter(numbers))[:6])
    introduced = place > 0 and message.has_role(place - 1, "before_number", "until", "from")
    if message.has_role(unit, "hours") and not introduced:
        said.minutes = (said.minutes or 0) + 60 * amount
    elif message.has_role(unit, "minutes") and not introduced:
        said.minutes = (said.minutes or 0) + amount
