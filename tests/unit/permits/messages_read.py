# SPDX-License-Identifier: EUPL-1.2
"""The grammars of the shipped packs, for tests that read messages."""

from functools import cache
from pathlib import Path

from tereze.messaging.conversation.reading import Grammar, Understood, read
from tereze.packs.reading import read_folder
from tereze.permits.conversation.grammar import make_grammar

PACKS = Path(__file__).parents[3] / "packs"
#: Those whose people ask by message.
BY_MESSAGE = (
    "az-8103@2020-04",
    "az-8103@2020-06",
    "az-8103@2020-12",
    "moscow-2020@2020-04",
    "gr-13033@2020-11",
)


@cache
def grammar_of(pack: str) -> Grammar:
    return make_grammar(read_folder(PACKS / pack.replace("@", "/")))


def read_in_baku(text: str) -> Understood:
    return read(text, grammar_of("az-8103@2020-04"))


def granted(understood: Understood) -> list[tuple[str, str]]:
    """Purpose and document of every request."""
    return [
        (one.purpose, one.document.number if one.document else one.declared)
        for one in understood.requests
    ]
