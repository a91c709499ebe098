# SPDX-License-Identifier: EUPL-1.2
"""Which purposes of an order a concept belongs to.

The word lists know no order: they say that "apteka" is a pharmacy. Whether that is food and needs, as in
Baku, or medicine, as in Turkistan, stands in the titles of the purposes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from tereze.messaging.conversation.reading.grammar import PurposeWords
from tereze.messaging.conversation.reading.lexicon import Lexicon, values

_WORD = re.compile(r"[^\W\d_]+")
#: Names that packs' authors give to purposes, for concepts that a title may not mention.
_USUAL = {
    "doctor": ("medical", "health"),
    "food": ("needs", "groceries", "shop"),
    "pharmacy": ("medicine",),
    "needs": ("needs",),
    "bank": ("needs",),
    "post": ("needs",),
    "funeral": ("funeral",),
    "work": ("work",),
    "treatment": ("treatment",),
}


def link_concepts(purposes: Iterable[PurposeWords], lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Concept → the purposes that it may name: by title or usual name; a hint speaks only for a title
    that names nothing ("Another trip"), for most hints also tell what else is allowed on the way."""
    linked: dict[str, dict[str, None]] = defaultdict(dict)
    for one in purposes:
        if one.emergency:
            continue
        concepts = find_concepts(one.titles.values(), lexicon)
        concepts |= {concept for concept, names in _USUAL.items() if one.id in names}
        if concepts <= {"other"}:
            concepts |= find_concepts(one.hints.values(), lexicon)
        for concept in concepts:
            linked[concept][one.id] = None
    return {concept: tuple(named) for concept, named in linked.items()}


def find_concepts(texts: Iterable[str], lexicon: Lexicon) -> set[str]:
    """The concepts that texts speak of."""
    return {
        concept
        for text in texts
        for word in _WORD.findall(text)
        for concept in values(lexicon.find(word, misspelt=False), "concept")
    }
