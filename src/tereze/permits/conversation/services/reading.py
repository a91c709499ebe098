# SPDX-License-Identifier: EUPL-1.2
"""Reading a message by the grammar of the order that its writer is under."""

from functools import lru_cache

from tereze.messaging.conversation.reading import Grammar, Understood, ask_back, read
from tereze.messaging.types import Incoming
from tereze.packs import selectors as packs
from tereze.packs.types import DoorKind
from tereze.permits.conversation.grammar import make_grammar
from tereze.permits.conversation.hearing import Hearing, hear
from tereze.permits.conversation.types import Speaker
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words


def listen(incoming: Incoming, speaker: Speaker, order: OrderInForce | None) -> Hearing:
    """What a message says."""
    grammar = (
        get_grammar(order.digest, speaker.door) if order else Grammar(purposes=(), documents=())
    )
    understood = read(incoming.text, grammar, sender=speaker.phone or "")
    return hear(incoming, order, understood)


def quote_back(understood: Understood, speaker: Speaker, order: OrderInForce, words: Words) -> str:
    """What was understood, what is missing, and what to send instead."""
    return ask_back(understood, get_grammar(order.digest, speaker.door), words.language)


@lru_cache(maxsize=64)
def get_grammar(digest: str, door: DoorKind) -> Grammar:
    """The grammar of a pack at a door. Never stale: a digest names its content for ever."""
    return make_grammar(packs.get_pack(digest), door=door)
