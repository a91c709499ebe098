# SPDX-License-Identifier: EUPL-1.2
"""Places that a message names, by the names that the pack gives them in all its languages."""

import re
from collections import defaultdict
from collections.abc import Mapping

from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.message import Message

_WORD = re.compile(r"[^\W\d_]+")
#: Shorter names are too like other words.
_SHORTEST = 4
#: How much longer a name may be in another case: Şuşa, Şuşadan.
_ENDING = 5


class PlaceFinder:
    """Finds the places of a grammar."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for name, code in places.items():
            words = _WORD.findall(name)
            if words and len(key(words[0])) >= _SHORTEST:
                self._by_name[key(words[0])].add(code)

    def find(self, message: Message) -> str | None:
        """The only place that is named; None when there is none, or several."""
        codes: set[str] = set()
        for place, atom in enumerate(message.atoms):
            if atom.is_number or message.taken[place]:
                continue
            word = key(atom.text)
            for length in range(len(word), max(_SHORTEST, len(word) - _ENDING) - 1, -1):
                if found := self._by_name.get(word[:length]):
                    codes |= found
                    break
        return codes.pop() if len(codes) == 1 else None
