# SPDX-License-Identifier: EUPL-1.2
"""Finding purposes in a message: by code, by number word, in people's own words.

A code is a number that stands by itself. A number word ("bir", "один", "one") is also an article, so
it counts only where a code would stand. Words name concepts (`words/`), and a concept belongs to the
purpose whose title speaks of it; where several do, or none, nobody guesses.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tereze.messaging.conversation.reading.concepts import find_concepts, link_concepts
from tereze.messaging.conversation.reading.decoys import is_ordinal
from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.found import Found
from tereze.messaging.conversation.reading.grammar import Grammar
from tereze.messaging.conversation.reading.lexicon import get_lexicon, values
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
#: Of these one speaks on any errand.
_COMPANY = frozenset(("other", "help", "school", "services"))
_SIMPLE_GAP = re.compile(r"[ \t]*")


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


@dataclass(slots=True)
class _Seen:
    """What was seen of purposes so far."""

    named: list[Named] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    #: numbers that are no code, and belong to no word
    strays: list[int] = field(default_factory=list)
    #: words for errands that no purpose is for, and the purposes whose hints speak of them
    elsewhere: list[tuple[str, frozenset[str]]] = field(default_factory=list)


class PurposeFinder:
    """Finds the purposes of a grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self._purposes = {one.id: one for one in grammar.purposes}
        self._by_code = {code.upper(): one.id for one in grammar.purposes for code in one.codes}
        self.codes = frozenset(self._by_code)
        self._of_concept = link_concepts(grammar.purposes, get_lexicon())
        self._hinted: dict[str, set[str]] = defaultdict(set)
        for one in grammar.purposes:
            for concept in find_concepts(one.hints.values(), get_lexicon()):
                self._hinted[concept].add(one.id)
        self._titles: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for one in grammar.purposes:
            for title in () if one.emergency else one.titles.values():
                keys = tuple(map(key, _WORD.findall(title)))
                if keys and (len(keys) > 1 or len(keys[0]) > 3):
                    self._titles[keys[0]].append((keys, one.id))

    def find(
        self, message: Message, found: Sequence[Found] = ()
    ) -> tuple[list[Named], list[Doubt]]:
        """What was named, and what may have been; `found` are the documents of the message."""
        seen = _Seen()
        self._take_titles(message, seen.named)
        for place in list(message.free()):
            if message.taken[place]:
                continue
            if message.atoms[place].is_number:
                self._number(message, place, seen)
            elif not self._letters(message, place, seen.named):
                self._words(message, place, seen)
        if not seen.named and not seen.doubts and not seen.strays:
            seen.named += self._lone_one(message)
        doubts = [*seen.doubts, *self._strays(message, seen, found), *self._other_errands(seen)]
        return seen.named, doubts

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

    def errand(self, message: Message, place: int) -> frozenset[str]:
        """Purposes that a word names as an errand. What is written as a name is one: people are called
        Doctor, and streets after a bank."""
        word = message.atoms[place].text
        is_title = word.istitle() and not message.has_role(place - 1, "filler")
        names_are_large = any(atom.text.istitle() for atom in message.atoms)
        may_be_name = is_title or not (self._is_exact(word) or (word.islower() and names_are_large))
        if message.atoms[place].is_number or may_be_name:
            return frozenset()
        concepts = values(message.meanings(place), "concept")
        named = {one for concept in concepts for one in self._of_concept.get(concept, ())}
        hinted = {one for concept in concepts for one in self._hinted[concept]}
        return frozenset(named | hinted) if named else frozenset()

    # --- Numbers ----------------------------------------------------------------------------

    def _strays(self, message: Message, seen: _Seen, found: Sequence[Found]) -> Iterator[Doubt]:
        """Numbers that are no purpose's code. Once a code stands beside a document, they may be meant as
        codes only if they stand there too: those of streets and clinics are none."""
        documents = {place for one in found for place in range(one.first, one.last + 1)}
        coded = {int(one.place) for one in seen.named if one.by_code}
        is_told = any(one.head in self.codes or one.tail in self.codes for one in found) or any(
            message.has_role(place - 1, "code_label") or self._is_beside(message, place, documents)
            for place in coded
        )
        for place in seen.strays:
            if not is_told or {place - 1, place + 1} & (documents | coded):
                yield Doubt(kind="unknown-code", quoted=message.atoms[place].text)

    @staticmethod
    def _is_beside(message: Message, place: int, documents: set[int]) -> bool:
        """Whether nothing but a document's name stands between a code and the document."""
        for step in (-1, 1):
            at = place + step
            while message.has_role(at, "document_label", "code_label") and at not in documents:
                at += step
            if at in documents:
                return True
        return False

    def _number(self, message: Message, place: int, seen: _Seen) -> None:
        text = message.atoms[place].text
        if self._is_part_of_a_word(message, place):
            if text in self.codes or len(text) >= _LONG:
                seen.doubts.append(Doubt(kind="number", quoted=self._whole(message, place)))
            return
        message.taken[place] = True
        labelled = place > 0 and message.has_role(place - 1, "code_label")
        ordinal = is_ordinal(message, place + 1)
        if ordinal:
            message.taken[place + 1] = True
        after = place + 1 + ordinal
        if text not in self.codes:
            self._no_code(message, place, after, seen)
        elif self._is_half_of_a_code(message, place):
            seen.doubts.append(Doubt(kind="number", quoted=message.between(place - 1, place)))
        elif labelled or not (
            self._counts_something(message, after) or self._ends_a_phrase(message, place, after)
        ):
            seen.named.append(self.of_code(text, place))
        else:
            last = min(after, len(message.atoms) - 1)
            quoted = message.between(max(0, place - (last == place)), last)
            candidates = (self._by_code[text],)
            seen.doubts.append(Doubt(kind="number", quoted=quoted, candidates=candidates))

    def _no_code(self, message: Message, place: int, after: int, seen: _Seen) -> None:
        """A number that is no purpose's code: meant as one, or a part of something else?"""
        text = message.atoms[place].text
        if message.atoms[place].glued and len(text) < _LONG:
            return  # S10, COVID19
        if place > 0 and message.has_role(place - 1, "code_label"):
            seen.doubts.append(Doubt(kind="unknown-code", quoted=text))
        elif self._stands_alone(message, place, after):
            seen.strays.append(place)
        elif len(text) >= _LONG:
            seen.doubts.append(Doubt(kind="number", quoted=text))

    def _is_half_of_a_code(self, message: Message, place: int) -> bool:
        """`2 2`, where 22 is a code too."""
        text = message.atoms[place].text
        twice = place > 0 and message.atoms[place - 1].text == text
        return twice and not message.atoms[place].glued and text * 2 in self.codes

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
        return not (atom.text.istitle() or _SURNAME.fullmatch(key(atom.text)))

    @staticmethod
    def _ends_a_phrase(message: Message, place: int, after: int) -> bool:
        """Whether an unknown word leads up to a number with no document behind it: "AZE… daxma 2"."""
        before = place - 1
        if not message.is_free(before) or message.atoms[place].after_break:
            return False
        is_read = after < len(message.atoms) and message.taken[after]
        if is_read or message.has_role(after, "code_label", "document_label"):
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
    def _stands_alone(message: Message, place: int, after: int) -> bool:
        """Whether neither neighbour is a word that it may belong to: "Nizami 15", "clinic no. 5"."""
        if message.has_role(place - 1, "concept") and not message.atoms[place].after_break:
            return False
        if message.is_free(after) and _NUMBERED.fullmatch(key(message.atoms[after].text)):
            return not message.has_role(after + 1, "concept")
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

    @staticmethod
    def _other_errands(seen: _Seen) -> Iterator[Doubt]:
        """Errands that no purpose here is for, beside a purpose that is told in words alone."""
        told = {one.purpose for one in seen.named}
        if told and not any(one.by_code for one in seen.named):
            for written, fits in seen.elsewhere:
                if not fits & told:
                    yield Doubt(kind="several-purposes", quoted=written)

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

    def _words(self, message: Message, place: int, seen: _Seen) -> None:
        meanings = message.meanings(place)
        written = message.atoms[place].text
        codes = [n for n in values(meanings, "number") if n in self._by_code]
        if codes and self._is_where_codes_stand(message, place):
            message.taken[place] = True
            seen.named += [
                Named(place=place, purpose=self._by_code[code], written=written) for code in codes
            ]
            return
        concepts = values(meanings, "concept")
        if not concepts or (_SURNAME.fullmatch(key(written)) and not self._is_exact(written)):
            return
        purposes = {one for concept in concepts for one in self._of_concept.get(concept, ())}
        if len(purposes) == 1:
            fits = frozenset(one for concept in concepts for one in self._hinted[concept])
            seen.named.append(
                Named(place=place, purpose=purposes.pop(), written=written, fits=fits)
            )
        elif purposes:
            candidates = tuple(sorted(purposes))
            seen.doubts.append(
                Doubt(kind="several-purposes", quoted=written, candidates=candidates)
            )
        elif not concepts & _COMPANY:
            fits = frozenset(one for concept in concepts for one in self._hinted[concept])
            seen.elsewhere.append((written, fits))

    @staticmethod
    def _is_exact(word: str) -> bool:
        return get_lexicon().is_listed(word)

    def _is_where_codes_stand(self, message: Message, place: int) -> bool:
        """Whether a number word stands as a code would: alone, beside a document, behind a label."""
        is_one = "1" in message.numbers(place)  # "bir" is an article too
        if message.has_role(place - 1, "code_label"):
            return True
        if message.has_role(place + 1, "code_label") and not is_one:
            return True
        for beside, gap in ((place - 1, place), (place + 1, place + 1)):
            if not 0 <= beside < len(message.atoms):
                continue
            if message.taken[beside] or message.atoms[gap].after_break:
                continue
            if beside < place and self._is_name_before_document(message, beside):
                continue
            roles = {one.role for one in message.meanings(beside)}
            known = {"greeting", "code_label", "document_label", "joiner", "either"}
            if beside > place and place and message.taken[place - 1] and not is_one:
                known |= {"filler"}
            if not roles & known:
                return False
        return True

    @staticmethod
    def _is_name_before_document(message: Message, place: int) -> bool:
        """`Quliyev Rəşad iki AZE…`: what stands between a name and a document is no amount."""
        name, after = message.atoms[place].text, place + 2
        while message.is_free(after) and message.has_role(after, "document_label"):
            after += 1
        is_name = len(name) > 2 and name.istitle() and not message.meanings(place)
        return is_name and after < len(message.atoms) and message.taken[after]

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
