# SPDX-License-Identifier: EUPL-1.2
"""A request that is put as a question: "2 AZE12345678 neçə saatdır?", "… icazə var?".

Who asks how long a permit lasts, or whether there is one, has named a purpose and a document and may
not want another permit: a careful clerk asks back. Whoever asks whether they may ("olar?", "можно?")
asks for the permit itself; and a question in another sentence is about something else.
"""

import re
from collections.abc import Collection, Iterator

from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.lexicon import Lexicon
from tereze.messaging.conversation.reading.message import Message

_ENDS = re.compile(r"[\n!?]|\.(?=\s|$)")
#: A Greek question ends with a semicolon.
_GREEK = re.compile(r"[\u0370-\u03ff]{2}")


def find_question(message: Message, lexicon: Lexicon, places: Collection[int]) -> str | None:
    """What makes a question of a sentence in which one of these atoms stands; None: nothing does."""
    for first, last, is_asked in _sentences(message):
        if not any(first <= place <= last for place in places):
            continue
        roles = ("question", "asking") if is_asked else ("question",)
        for place in range(first, last + 1):
            # "bir neçə": some, and not how many
            is_some = place > first and "1" in message.numbers(place - 1)
            if message.has_role(place, *roles) and not is_some:
                return message.atoms[place].text
        for role, begin, end in _phrases(message, lexicon, first, last):
            if role in roles:
                return message.between(begin, end)
    return None


def _sentences(message: Message) -> Iterator[tuple[int, int, bool]]:
    """First and last atom of each sentence, and whether it ends with a question mark."""
    marks = "?;" if _GREEK.search(message.text) else "?"
    first = 0
    for place, atom in enumerate(message.atoms):
        is_last = place + 1 == len(message.atoms)
        behind = message.text[atom.end :] if is_last else message.atoms[place + 1].gap
        if is_last or _ENDS.search(behind) or (marks == "?;" and ";" in behind):
            yield first, place, any(mark in behind for mark in marks)
            first = place + 1


def _phrases(
    message: Message, lexicon: Lexicon, first: int, last: int
) -> Iterator[tuple[str, int, int]]:
    keys = [key(atom.text) for atom in message.atoms[first : last + 1]]
    for place, word in enumerate(keys):
        for phrase in lexicon.phrases.get(word, ()):
            end = place + len(phrase.keys)
            if tuple(keys[place:end]) == phrase.keys:
                yield phrase.meaning.role, first + place, first + end - 1
