# SPDX-License-Identifier: EUPL-1.2
"""Reading a message by a grammar.

In this order, each step taking what it surely knows: documents with letters of their own; telephones,
dates, clocks and amounts; documents of digits; documents of a wide form; purposes. Then the two are
put together. A request is given out only when nothing at all speaks against it; everything that does
is a doubt, and a doubt makes a question.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from tereze.messaging.conversation.reading.cleaning import LONGEST, clean
from tereze.messaging.conversation.reading.commands import (
    IN_PASSING,
    STANDING_AGAINST,
    find_command,
    find_language_wanted,
    guess_language,
    take_idioms,
    takes_back,
)
from tereze.messaging.conversation.reading.declared import is_whole, read_declared
from tereze.messaging.conversation.reading.decoys import Said, take_decoys
from tereze.messaging.conversation.reading.digits import DigitsFinder
from tereze.messaging.conversation.reading.forms import make_form
from tereze.messaging.conversation.reading.found import Forms, Found
from tereze.messaging.conversation.reading.grammar import Grammar
from tereze.messaging.conversation.reading.lexicon import get_lexicon
from tereze.messaging.conversation.reading.loose import LooseFinder
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.places import PlaceFinder
from tereze.messaging.conversation.reading.plates import find_plate
from tereze.messaging.conversation.reading.prefixed import PrefixedFinder
from tereze.messaging.conversation.reading.purposes import Named, PurposeFinder
from tereze.messaging.conversation.reading.questions import find_question
from tereze.messaging.conversation.reading.understood import (
    Doubt,
    Missing,
    ReadDocument,
    ReadRequest,
    Understood,
)

#: So many words from a request a "not" still speaks of it.
_FEW = 4
_QUOTE = re.compile(r"[\"«“„][^\"«»“”„]*[\"»”“]")
#: A purpose, or a document, where it stands.
_Event: TypeAlias = tuple[float, str | ReadDocument]


def read(text: str, grammar: Grammar, *, sender: str = "") -> Understood:
    """What a message says. Whatever the message, this only ever says less, never fails.

    The sender's telephone (E.164) tells one number in it that is certainly no document.
    """
    return _reader(grammar).read(text, sender)


@lru_cache(maxsize=32)
def _reader(grammar: Grammar) -> "Reader":
    return Reader(grammar)


class Reader:
    """Reads messages by one grammar; made once, for making it takes longer than reading."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._lexicon = get_lexicon()
        self._purposes = PurposeFinder(grammar)
        forms = Forms(list(map(make_form, grammar.documents)), self._purposes.codes)
        self._forms = forms
        self._prefixed, self._digits = PrefixedFinder(forms), DigitsFinder(forms)
        self._loose = LooseFinder(forms)
        self._places = PlaceFinder(grammar.places)
        self._elsewhere = {one.id for one in grammar.purposes if not one.by_message}

    def read(self, text: str, sender: str) -> Understood:
        """What a message says."""
        message = Message(clean(text), self._lexicon, frozenset(self._forms.prefixes))
        if not message.atoms:
            return Understood(empty=True)
        take_idioms(message, self._lexicon)
        if self._grammar.identified_by == "declared":
            understood = self._read_declared(message)
        else:
            understood = self._read_documents(message, sender)
        understood = self._add_what_else(text, message, understood)
        return understood if len(text) <= LONGEST else replace(understood, requests=())

    # --- Purpose and document -------------------------------------------------------------

    def _read_documents(self, message: Message, sender: str) -> Understood:
        found = list(self._prefixed.find(message))
        plate = find_plate(message, self._grammar)
        said = take_decoys(message, self._grammar, sender)
        found += self._digits.find(message)
        found += self._loose.find(message)
        named, doubts = self._purposes.find(message, found)
        for one in found:
            named += self._glued_on(one, doubts)
        named = self._without_what_a_code_covers(named)
        doubts += self._doubts_of(found)
        purposes = list(dict.fromkeys(one.purpose for one in named))
        documents = {one.document.number: one.document for one in found if one.document}
        doubts += self._negations(message, named, found)
        doubts += self._several(named, purposes, list(documents.values()))
        understood = self._with_said(message, said, plate)
        pairs = self._pair(message, named, found)
        if self._may_count_lines(message, named) or (
            len(pairs) > 1 and (self._offers(message) or self._quotes(message, found))
        ):
            pairs = []
        if pairs:
            doubts += self._questions(message, named, found)
        if pairs and not self._blocks(doubts, pairs):
            requests = tuple(
                ReadRequest(purpose=purpose, document=document) for purpose, document in pairs
            )
            if len(requests) == 1:
                requests = (self._with_details(requests[0], understood),)
            doubts = []
        else:
            requests = ()
        missing: list[Missing] = [] if purposes else ["purpose"]
        if not documents and not any(one.doubt for one in found):
            missing.append("document")
        return replace(
            understood,
            requests=requests,
            purpose=purposes[0] if len(purposes) == 1 else None,
            document=next(iter(documents.values())) if len(documents) == 1 else None,
            missing=tuple(missing),
            doubts=tuple(dict.fromkeys(doubts)),
        )

    @staticmethod
    def _doubts_of(found: Sequence[Found]) -> list[Doubt]:
        """What is in doubt about documents; our example is none beside a number of their own, for then
        they sent our words along."""
        is_own = any(one.document for one in found)
        doubts = [one.doubt for one in found if one.doubt is not None]
        return [one for one in doubts if not (is_own and one.kind == "example")]

    def _glued_on(self, found: Found, doubts: list[Doubt]) -> list[Named]:
        """Purposes that are glued to a document, in front or behind."""
        named: list[Named] = []
        for text, place in ((found.head, found.first - 0.5), (found.tail, found.last + 0.5)):
            if not text:
                continue
            if text.upper() in self._purposes.codes:
                named.append(self._purposes.of_code(text.upper(), place))
                continue
            words = list(self._purposes.of_word(text, place))
            named += words
            meanings = self._lexicon.look_up(text) if len(text) > 2 else frozenset()
            if any(one.role == "unit" for one in meanings):
                doubts.append(Doubt(kind="number", quoted=text))
            elif not words and not meanings:
                doubts.append(Doubt(kind="document-form", quoted=text))
        return named

    def _without_what_a_code_covers(self, named: Sequence[Named]) -> list[Named]:
        """A word for something that is asked for elsewhere says nothing against a code beside it,
        where the code's own hint speaks of the same."""
        by_code = {one.purpose for one in named if one.by_code}
        return [one for one in named if not (one.purpose in self._elsewhere and one.fits & by_code)]

    def _negations(
        self, message: Message, named: Sequence[Named], found: Sequence[Found]
    ) -> list[Doubt]:
        """ "Not 2": a word beside a purpose or document that takes it back."""
        doubts: list[Doubt] = []
        spans = [(round(one.place), round(one.place)) for one in named]
        spans += [(one.first, one.last) for one in found]
        for first, last in spans:
            for place in self._said_with(message, first, last):
                apart = first - place if place < first else place - last
                if message.has_role(place, "denial") or (
                    apart == 1 and message.has_role(place, "negation")
                ):
                    quoted = message.between(min(first, place), max(last, place))
                    doubts.append(Doubt(kind="refused-word", quoted=quoted))
        return doubts

    @staticmethod
    def _said_with(message: Message, first: int, last: int) -> Iterator[int]:
        """The few words around these atoms in the same sentence: `2 AZE… artıq lazım deyil`."""
        atoms = message.atoms
        for place in range(first - 1, max(-1, first - 1 - _FEW), -1):
            if atoms[place + 1].after_break or atoms[place].is_number:
                break
            yield place
        for place in range(last + 1, min(len(atoms), last + 1 + _FEW)):
            if atoms[place].after_break or atoms[place].is_number:
                break
            yield place

    def _questions(
        self, message: Message, named: Sequence[Named], found: Sequence[Found] = ()
    ) -> list[Doubt]:
        """Words that make a question of what would be a request."""
        places = {round(one.place) for one in named}
        places |= {place for one in found for place in range(one.first, one.last + 1)}
        asked = find_question(message, self._lexicon, places)
        return [Doubt(kind="question", quoted=asked)] if asked else []

    def _several(
        self, named: Sequence[Named], purposes: list[str], documents: list[ReadDocument]
    ) -> list[Doubt]:
        doubts = [
            Doubt(kind="not-by-message", quoted=one.written, candidates=(one.purpose,))
            for one in named
            if one.purpose in self._elsewhere
        ]
        if len(purposes) > 1 and len(documents) > 1:
            doubts.append(Doubt(kind="pairing", quoted="", candidates=tuple(purposes)))
        elif len(purposes) > 1:
            quoted = ", ".join(dict.fromkeys(one.written for one in named))
            doubts.append(Doubt(kind="several-purposes", quoted=quoted, candidates=tuple(purposes)))
        elif len(documents) > 1:
            numbers = tuple(one.number for one in documents)
            doubts.append(
                Doubt(kind="several-documents", quoted=", ".join(numbers), candidates=numbers)
            )
        return doubts

    def _pair(
        self, message: Message, named: Sequence[Named], found: Sequence[Found]
    ) -> list[tuple[str, ReadDocument]]:
        """Which purpose belongs to which document; nothing where that is not certain."""
        events: list[_Event] = [(one.place, one.purpose) for one in named]
        events += [(one.first, one.document) for one in found if one.document is not None]
        events.sort(key=lambda event: event[0])
        purposes = {what for _, what in events if isinstance(what, str)}
        documents = {what.number: what for _, what in events if isinstance(what, ReadDocument)}
        if len(purposes) == 1 and len(documents) == 1:
            return [(next(iter(purposes)), next(iter(documents.values())))]
        pairs: list[tuple[str, ReadDocument]] = []
        within: list[int] = []
        between: list[int] = []
        for number, (one, other) in enumerate(zip(events[::2], events[1::2], strict=False)):
            (place, first), (next_place, second) = one, other
            if isinstance(first, str) and isinstance(second, ReadDocument):
                pairs.append((first, second))
            elif isinstance(first, ReadDocument) and isinstance(second, str):
                pairs.append((second, first))
            within.append(self._lines_between(message, place, next_place))
            if number:
                between.append(self._lines_between(message, events[2 * number - 1][0], place))
        kinds = [isinstance(what, str) for _, what in events]
        alternates = all(a != b for a, b in pairwise(kinds))
        whole = len(events) > 2 and len(events) == 2 * len(pairs) and alternates
        distinct = len({document.number for _, document in pairs}) == len(pairs)
        apart = not between or max(within) <= min(between)
        return pairs if whole and distinct and apart else []

    @staticmethod
    def _offers(message: Message) -> bool:
        """`2 AZE… or 1 AZE…`: one of them, and we can't tell which."""
        return any(message.has_role(place, "either") for place in range(len(message.atoms)))

    @staticmethod
    def _quotes(message: Message, found: Sequence[Found]) -> bool:
        """`You wrote "2 AZE…", and 2 AZE…`: one is somebody else's words, an example perhaps."""
        spans = [quote.span() for quote in _QUOTE.finditer(message.text)]
        starts = [message.atoms[one.first].start for one in found if one.document]
        quoted = [any(first < start < last for first, last in spans) for start in starts]
        return any(quoted) and not all(quoted)

    @staticmethod
    def _may_count_lines(message: Message, named: Sequence[Named]) -> bool:
        """`1) AZE… 2) AZE…`: codes, or the numbers of a list?"""
        codes = [int(one.place) for one in named if one.by_code]
        counted = [message.atoms[place].text for place in codes] == [
            str(number) for number in range(1, len(codes) + 1)
        ]
        return (
            len(codes) > 1
            and counted
            and all(
                message.text[message.atoms[place].end :].startswith((")", ".")) for place in codes
            )
        )

    @staticmethod
    def _lines_between(message: Message, one: float, other: float) -> int:
        first, last = sorted((int(one), int(other)))
        return message.text[message.atoms[first].start : message.atoms[last].start].count("\n")

    @staticmethod
    def _blocks(doubts: Sequence[Doubt], pairs: Sequence[object]) -> bool:
        """Whether a doubt is left that the pairing itself did not answer."""
        answered = {"pairing", "several-documents"} if len(pairs) > 1 else set()
        return any(doubt.kind not in answered for doubt in doubts)

    # --- Declared -----------------------------------------------------------------------------

    def _read_declared(self, message: Message) -> Understood:
        named, doubts, rest = read_declared(message, self._purposes)
        is_certain = named and all(doubt.kind == "refused-word" for doubt in doubts)
        purpose = named[0].purpose if is_certain else None
        doubts += self._several(named, [], [])
        if purpose and not doubts and (asked := self._questions(message, named)):
            doubts += asked
            rest = rest.partition(asked[0].quoted)[0].rstrip(" ,.;-")
        missing: list[Missing] = [] if purpose or doubts else ["purpose"]
        if not is_whole(rest):
            missing.append("name")
        requests: tuple[ReadRequest, ...] = ()
        if purpose and not missing and not doubts:
            requests = (ReadRequest(purpose=purpose, declared=rest),)
        return Understood(
            requests=requests,
            purpose=purpose,
            missing=tuple(missing),
            doubts=tuple(doubts),
            declared=rest,
        )

    # --- What else was said --------------------------------------------------------------------

    def _with_said(self, message: Message, said: Said, plate: str | None) -> Understood:
        starts, until = self._clocks(message, said)
        return Understood(
            minutes=said.minutes,
            starts=starts,
            until=until,
            place=self._places.find(message),
            plate=plate,
        )

    @staticmethod
    def _clocks(message: Message, said: Said) -> tuple[time | None, time | None]:
        starts: time | None = None
        until: time | None = None
        for place, clock in said.clocks[:2]:
            behind = place + 2
            is_end = message.has_role(place - 1, "until") or message.has_role(behind, "until")
            if is_end or starts is not None:
                until = clock
            else:
                starts = clock
        return starts, until

    @staticmethod
    def _with_details(request: ReadRequest, understood: Understood) -> ReadRequest:
        return replace(
            request,
            plate=understood.plate,
            minutes=understood.minutes,
            starts=understood.starts,
            until=understood.until,
            place=understood.place,
        )

    def _add_what_else(self, text: str, message: Message, understood: Understood) -> Understood:
        command = find_command(message, self._lexicon)
        requests = understood.requests
        doubts = understood.doubts
        against = command in STANDING_AGAINST or takes_back(message)
        if requests and against:
            quoted = " ".join(message.text.split())[:40]
            requests, doubts = (), (*doubts, Doubt(kind="refused-word", quoted=quoted))
        elif command != "emergency" and (
            requests
            or (command == "help" and understood.is_question)
            or (command in IN_PASSING and (understood.purpose or understood.document))
        ):
            command = None
        lone = message.atoms[0].text if len(message.atoms) == 1 else ""
        return replace(
            understood,
            requests=requests,
            doubts=doubts,
            command=command,
            language_wanted=find_language_wanted(message),
            number=int(lone) if lone.isdigit() and len(lone) <= 3 else None,
            language=guess_language(message, self._grammar.languages),
        )
