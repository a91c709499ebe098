# SPDX-License-Identifier: EUPL-1.2
"""Finding purposes in a message: by code, by number word, in people's own words.

A code is a number that stands by itself. A number word ("bir", "один", "one") is also an article, so
it counts only where a code would stand. Words name concepts (`words/`), and a concept belongs to the
purpose whose title speaks of it; where several do, or none, nobody guesses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tereze.messaging.conversation.reading.decoys import is_ordinal
from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.grammar import Grammar, PurposeWords
from tereze.messaging.conversation.reading.lexicon import Lexicon, get_lexicon, values
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt

_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6"}
#: Digits of a number that nobody writes in passing.
_LONG = 5
#: What a lone letter may be where only a code is missing.
_LIKE_ONE = frozenset("IlİіІ")
_SURNAME = re.compile(r".+(?:ov|ova|ev|eva|iev|ieva|zade|oglu|kizi|bai|baev|uli|bek|skii|enko)")
#: "number so-and-so" behind the number: 3 nömrəli, 3 saylı
_NUMBERED = re.compile(r"nomreli|sa[iy]+li")
_SIMPLE_GAP = re.compile(r"[ \t]*")
#: Names that packs' authors give to purposes, for concepts that a title may not mention.
_USUAL = {
    "doctor": ("medical", "health"),
    "food": ("needs", "groceries", "shop"),
    "pharmacy": ("medicine",),
    "needs": ("needs",),
    "funeral": ("funeral",),
    "work": ("work",),
    "treatment": ("treatment",),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A purpose that somebody named."""

    #: atom at which it stands
    place: float
    purpose: str
    written: str
    #: by its code in digits, not in words
    by_code: bool = False
    #: purposes whose hints speak of the same: "1 müalicə" is the doctor's code
    fits: frozenset[str] = frozenset()


class PurposeFinder:
    """Finds the purposes of a grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self._purposes = {one.id: one for one in grammar.purposes}
        self._by_code = {code.upper(): one.id for one in grammar.purposes for code in one.codes}
        self.codes = frozenset(self._by_code)
        self._of_concept = _link(grammar.purposes, get_lexicon())
        self._hinted: dict[str, set[str]] = defaultdict(set)
        for one in grammar.purposes:
            for concept in _concepts_in(one.hints.values(), get_lexicon()):
                self._hinted[concept].add(one.id)
        self._titles: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for one in grammar.purposes:
            for title in () if one.emergency else one.titles.values():
                keys = tuple(map(key, _WORD.findall(title)))
                if keys and (len(keys) > 1 or len(keys[0]) > 3):
                    self._titles[keys[0]].append((keys, one.id))

    def find(self, message: Message) -> tuple[list[Named], list[Doubt]]:
        """What was named, and what may have been."""
        named: list[Named] = []
        doubts: list[Doubt] = []
        self._take_titles(message, named)
        for place in list(message.free()):
            if message.taken[place]:
                continue
            if message.atoms[place].is_number:
                self._number(message, place, named, doubts)
            elif not self._letters(message, place, named):
                self._words(message, place, named, doubts)
        if not named and not doubts:
            named += self._lone_one(message)
        return named, doubts

    def of_code(self, code: str, place: float) -> Named:
        """The purpose of a code that is known to be one."""
        return Named(place=place, purpose=self._by_code[code], written=code, by_code=True)

    def of_word(self, word: str, place: float) -> Iterator[Named]:
        """Purposes that a word glued to a document names: ikiAZE12345678."""
        meanings = get_lexicon().look_up(word)
        for number in values(meanings, "number"):
            if number in self._by_code:
                yield Named(place=place, purpose=self._by_code[number], written=word)
        for purposes in (self._of_concept.get(one, ()) for one in values(meanings, "concept")):
            if len(purposes) == 1:
                yield Named(place=place, purpose=purposes[0], written=word)

    # --- Numbers ----------------------------------------------------------------------------

    def _number(
        self, message: Message, place: int, named: list[Named], doubts: list[Doubt]
    ) -> None:
        text = message.atoms[place].text
        if self._is_part_of_a_word(message, place):
            if text in self.codes or len(text) >= _LONG:
                doubts.append(Doubt(kind="number", quoted=self._whole(message, place)))
            return
        message.taken[place] = True
        labelled = place > 0 and message.has_role(place - 1, "code_label")
        ordinal = is_ordinal(message, place + 1)
        if ordinal:
            message.taken[place + 1] = True
        if text not in self.codes:
            if message.atoms[place].glued and len(text) < _LONG:
                return  # S10, COVID19
            if labelled or self._stands_alone(message, place):
                doubts.append(Doubt(kind="unknown-code", quoted=text))
            elif len(text) >= _LONG:
                doubts.append(Doubt(kind="number", quoted=text))
        elif place and message.atoms[place - 1].text == text and not message.atoms[place].glued:
            doubts.append(Doubt(kind="number", quoted=message.between(place - 1, place)))
        elif labelled or not (
            self._counts_something(message, place + 1 + ordinal)
            or self._ends_a_phrase(message, place, place + 1 + ordinal)
        ):
            named.append(self.of_code(text, place))
        else:
            last = min(place + 1 + ordinal, len(message.atoms) - 1)
            quoted = message.between(max(0, place - (last == place)), last)
            candidates = (self._by_code[text],)
            doubts.append(Doubt(kind="number", quoted=quoted, candidates=candidates))

    @staticmethod
    def _whole(message: Message, place: int) -> str:
        """A number with what is glued to it."""
        first = last = place
        while first and message.atoms[first].glued:
            first -= 1
        while last + 1 < len(message.atoms) and message.atoms[last + 1].glued:
            last += 1
        return message.between(first, last)

    @staticmethod
    def _is_part_of_a_word(message: Message, place: int) -> bool:
        """`COVID19`, `1l`, `2saatli4`: glued to letters that are no word of ours, or to more."""
        before, after = place - 1, place + 1
        if message.atoms[place].glued and message.is_free(before):
            stray = len(message.atoms[before].text) == 1 and not message.has_role(
                before, "document_label", "code_label"
            )
            if stray or not (message.meanings(before) or message.atoms[before].is_number):
                return True
        if not message.is_free(after) or not message.atoms[after].glued:
            return False
        if is_ordinal(message, after):
            return False
        goes_on = message.is_free(after + 1) and message.atoms[after + 1].glued
        return goes_on or len(message.atoms[after].text) == 1 or not message.meanings(after)

    @staticmethod
    def _counts_something(message: Message, after: int) -> bool:
        """Whether an unknown word behind the number may be what it counts. A name is none."""
        if not message.is_free(after):
            return False
        atom = message.atoms[after]
        if _NUMBERED.fullmatch(key(atom.text)):
            return PurposeFinder._is_numbered_thing(message, after + 1)
        if message.meanings(after):
            return False
        if atom.is_number or not _SIMPLE_GAP.fullmatch(atom.gap):
            return False
        return not atom.text.istitle()

    @staticmethod
    def _ends_a_phrase(message: Message, place: int, after: int) -> bool:
        """Whether an unknown word leads up to a number with no document behind it: "AZE… daxma 2"."""
        before = place - 1
        if not message.is_free(before) or message.atoms[place].after_break:
            return False
        is_read = after < len(message.atoms) and message.taken[after]
        if is_read or message.has_role(after, "code_label"):
            return False
        atom = message.atoms[before]
        unknown = not atom.is_number and not message.meanings(before)
        return (
            unknown
            and not atom.text.istitle()
            and bool(_SIMPLE_GAP.fullmatch(message.atoms[place].gap))
        )

    @staticmethod
    def _is_numbered_thing(message: Message, place: int) -> bool:
        """`3 nömrəli məktəb`: what has the number; a code, a permit or a document may be it here."""
        if not message.is_free(place) or message.atoms[place].is_number:
            return False
        written = key(message.atoms[place].text)
        may_be = written.startswith("icaz") or message.has_role(
            place, "code_label", "document_label"
        )
        return not may_be

    @staticmethod
    def _stands_alone(message: Message, place: int) -> bool:
        """Whether neither neighbour is a word that it may belong to: "Nizami 15"."""
        for beside, gap in ((place - 1, place), (place + 1, place + 1)):
            if not 0 <= beside < len(message.atoms) or message.taken[beside]:
                continue
            unknown = not message.atoms[beside].is_number and not message.meanings(beside)
            if unknown and not message.atoms[gap].after_break:
                return False
        return True

    def _lone_one(self, message: Message) -> Iterator[Named]:
        """`l AZE12345678`: a lone stroke beside a document can only be the one."""
        free = list(message.free())
        if len(free) == 1 and len(message.atoms) > 1 and "1" in self.codes:
            (place,) = free
            if message.atoms[place].text in _LIKE_ONE and not message.atoms[place].glued:
                yield self.of_code("1", place)

    # --- Letters and words --------------------------------------------------------------------

    def _letters(self, message: Message, place: int, named: list[Named]) -> bool:
        """A code of letters, or a Roman number."""
        text = message.atoms[place].text
        code = _ROMAN.get(text) or (text.upper() if not message.meanings(place) else "")
        if code not in self.codes:
            return False
        message.taken[place] = True
        named.append(Named(place=place, purpose=self._by_code[code], written=text))
        return True

    def _words(self, message: Message, place: int, named: list[Named], doubts: list[Doubt]) -> None:
        meanings = message.meanings(place)
        written = message.atoms[place].text
        codes = [n for n in values(meanings, "number") if n in self._by_code]
        if codes and self._is_where_codes_stand(message, place):
            message.taken[place] = True
            named += [
                Named(place=place, purpose=self._by_code[code], written=written) for code in codes
            ]
            return
        concepts = values(meanings, "concept")
        if not concepts or (_SURNAME.fullmatch(key(written)) and not self._is_exact(written)):
            return
        purposes = {one for concept in concepts for one in self._of_concept.get(concept, ())}
        if len(purposes) == 1:
            fits = frozenset(one for concept in concepts for one in self._hinted[concept])
            named.append(Named(place=place, purpose=purposes.pop(), written=written, fits=fits))
        elif purposes:
            candidates = tuple(sorted(purposes))
            doubts.append(Doubt(kind="several-purposes", quoted=written, candidates=candidates))

    @staticmethod
    def _is_exact(word: str) -> bool:
        return get_lexicon().is_listed(word)

    @staticmethod
    def _is_where_codes_stand(message: Message, place: int) -> bool:
        """Whether a number word stands as a code would: alone, beside a document, behind a label."""
        if message.has_role(place - 1, "code_label"):
            return True
        for beside, gap in ((place - 1, place), (place + 1, place + 1)):
            if not 0 <= beside < len(message.atoms):
                continue
            if message.taken[beside] or message.atoms[gap].after_break:
                continue
            roles = {one.role for one in message.meanings(beside)}
            known = {"greeting", "code_label", "document_label", "joiner"}
            if beside > place:
                known |= {"thanks"}
            if not roles & known:
                return False
        return True

    def _take_titles(self, message: Message, named: list[Named]) -> None:
        keys = [key(atom.text) for atom in message.atoms]
        for place, first in enumerate(keys):
            for title, purpose in self._titles.get(first, ()):
                last = place + len(title) - 1
                if tuple(keys[place : last + 1]) != title or not all(
                    message.is_free(at) for at in range(place, last + 1)
                ):
                    continue
                if len(title) > 1 or not message.meanings(place):
                    written = message.between(place, last)
                    message.take(place, last)
                    named.append(Named(place=place, purpose=purpose, written=written))


def _link(purposes: Iterable[PurposeWords], lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Concept → the purposes that it may name: by title or usual name; a hint speaks only for a title
    that names nothing ("Another trip"), for most hints also tell what else is allowed on the way."""
    linked: dict[str, dict[str, None]] = defaultdict(dict)
    for one in purposes:
        if one.emergency:
            continue
        concepts = _concepts_in(one.titles.values(), lexicon)
        concepts |= {concept for concept, names in _USUAL.items() if one.id in names}
        if concepts <= {"other"}:
            concepts |= _concepts_in(one.hints.values(), lexicon)
        for concept in concepts:
            linked[concept][one.id] = None
    return {concept: tuple(named) for concept, named in linked.items()}


def _concepts_in(texts: Iterable[str], lexicon: Lexicon) -> set[str]:
    return {
        concept
        for text in texts
        for word in _WORD.findall(text)
        for concept in values(lexicon.look_up(word), "concept")
    }
