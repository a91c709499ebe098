# SPDX-License-Identifier: EUPL-1.2
"""Messages of people who are known by what they declare: "2 Maria Papadopoulou Ermou 5 Athens".

An address has numbers of its own, and each of them may look like a code. So a code counts only where
the grammar has it, in front, or behind the word that says so. A house number is never a purpose.
"""

import re
from dataclasses import dataclass

from tereze.messaging.conversation.reading.lexicon import values
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.purposes import Named, PurposeFinder
from tereze.messaging.conversation.reading.understood import Doubt

#: A name, a surname, and a word at least of the address.
_FEWEST_WORDS = 3
_EDGES = " \t\n.,;:-–—/()[]#*'\"+"
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_declared(message: Message, finder: PurposeFinder) -> tuple[list[Named], list[Doubt], str]:
    """The purpose, what is in doubt, and the rest: name and address as they were written."""
    place = _skip_greeting(message)
    named: list[Named] = []
    doubts: list[Doubt] = []
    if (label := _find_label(message, finder)) is not None and label >= place:
        return _read_labelled(message, finder, label)
    if place < len(message.atoms):
        atom = message.atoms[place]
        if atom.text.upper() in finder.codes and not _is_glued_on(message, place):
            named = [finder.of_code(atom.text.upper(), place)]
        elif atom.is_number:
            doubts = [Doubt(kind="unknown-code", quoted=atom.text)]
        else:
            named = list(finder.of_word(atom.text, place))
    if len({one.purpose for one in named}) > 1:
        candidates = tuple(sorted({one.purpose for one in named}))
        doubts = [Doubt(kind="several-purposes", quoted=named[0].written, candidates=candidates)]
    refusals = _refusals(message, place)
    if named and (second := _second_code(message, finder, place)):
        doubts.append(second[0])
        place = second[1]
    start = message.atoms[place].end if named or doubts else 0
    if not named and not doubts and place < len(message.atoms):
        start = message.atoms[place].start
    rest = message.text[start:]
    if named and named[0].by_code and (others := _other_errands(message, finder, named[0], place)):
        doubts += others.doubts
        rest = others.without(message, start)
    rest = " ".join(rest.split()).strip(_EDGES)
    return named, [*doubts, *refusals], "" if refusals else rest


def _find_label(message: Message, finder: PurposeFinder) -> int | None:
    """The only word in the rest that announces a code, and no house's number: "…, κωδικός 2"."""
    labels = [
        place
        for place in range(1, len(message.atoms) - 1)
        if message.has_role(place, "code_label")
        and not message.has_role(place, "document_label", "before_number")
        and message.atoms[place + 1].text in finder.codes
    ]
    return labels[0] if len(labels) == 1 else None


def _read_labelled(
    message: Message, finder: PurposeFinder, label: int
) -> tuple[list[Named], list[Doubt], str]:
    """A code that stands behind its label at the end, and what stands before it."""
    code = label + 1
    doubts: list[Doubt] = []
    first = _skip_greeting(message)
    if message.atoms[first].is_number or finder.codes & message.numbers(first):
        written = message.between(first, code)
        doubts.append(Doubt(kind="several-purposes", quoted=written))
    rest = message.text[message.atoms[first].start : message.atoms[label].start]
    rest += message.text[message.atoms[code].end :]
    named = [finder.of_code(message.atoms[code].text, code)]
    refusals = _refusals(message, 0)
    return named, [*doubts, *refusals], "" if refusals else " ".join(rest.split()).strip(_EDGES)


def _second_code(message: Message, finder: PurposeFinder, place: int) -> tuple[Doubt, int] | None:
    """`2 6 Maria …`, `2 and 6 …`: another number right behind the code, and where it stands."""
    after = place + 1
    while message.has_role(after, "joiner", "either"):
        after += 1
    if after >= len(message.atoms) or not message.atoms[after].is_number:
        return None
    quoted = message.between(place, after)
    codes = finder.codes & {message.atoms[place].text, message.atoms[after].text}
    candidates = tuple(finder.of_code(code, place).purpose for code in sorted(codes))
    return Doubt(kind="several-purposes", quoted=quoted, candidates=candidates), after


@dataclass(frozen=True, kw_only=True, slots=True)
class _Errands:
    """Words for another errand than the code's: `1 Maria … σούπερ μάρκετ`."""

    #: first and last atom of each, with the "to the" before it
    places: tuple[tuple[int, int], ...]
    doubts: tuple[Doubt, ...]

    def without(self, message: Message, start: int) -> str:
        """The message from here on, without them."""
        pieces = []
        for first, last in self.places:
            pieces.append(message.text[start : message.atoms[first].start])
            start = message.atoms[last].end
        return " ".join(piece.strip(_EDGES) for piece in (*pieces, message.text[start:]))


def _other_errands(
    message: Message, finder: PurposeFinder, coded: Named, code: int
) -> _Errands | None:
    """What a word says that no word of the code's own errand answers."""
    places: list[tuple[int, int]] = []
    candidates = {coded.purpose}
    for place in range(code + 1, len(message.atoms)):
        errand = finder.errand(message, place)
        if not errand or coded.purpose in errand:
            continue
        first = place
        while first - 1 > code and message.has_role(first - 1, "filler"):
            first -= 1
        places.append((first, place))
        candidates |= errand
    if not places:
        return None
    quoted = message.between(places[0][0], places[-1][1])
    doubt = Doubt(kind="several-purposes", quoted=quoted, candidates=tuple(sorted(candidates)))
    return _Errands(places=tuple(places), doubts=(doubt,))


def _refusals(message: Message, place: int) -> list[Doubt]:
    """What takes the request back, wherever it stands; a "no" only where the code is."""
    return [
        Doubt(kind="refused-word", quoted=message.atoms[at].text)
        for at in range(len(message.atoms))
        if message.has_role(at, "denial") or (at <= place and message.has_role(at, "negation"))
    ]


def is_whole(declared: str) -> bool:
    """Whether there can be a name, a surname and an address in it.

    >>> is_whole("Maria Papadopoulou, Ermou 5"), is_whole("Maria")
    (True, False)
    """
    return len(_WORD.findall(declared)) >= _FEWEST_WORDS


def _skip_greeting(message: Message) -> int:
    """The first atom that is no greeting, no please, and no word that announces the code."""
    place = 0
    while place < len(message.atoms):
        meanings = message.meanings(place)
        if not meanings or values(meanings, "number") or values(meanings, "concept"):
            break
        place += 1
    return place


def _is_glued_on(message: Message, place: int) -> bool:
    after = place + 1
    return (
        after < len(message.atoms)
        and message.atoms[after].glued
        and len(message.atoms[after].text) == 1
    )
