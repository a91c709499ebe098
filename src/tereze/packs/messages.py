# SPDX-License-Identifier: EUPL-1.2
"""Words for refusals: a pack's own, or else the standard ones that come with Tereze.

Messages are templates with placeholders in braces. A sentence whose placeholder has no value is
left out, so that one message serves with and without it:

>>> fill_message("You are out already. It ends: {until}.", {"until": "14:30"})
'You are out already. It ends: 14:30.'
>>> fill_message("You are out already. It ends: {until}.", {})
'You are out already.'
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import TypeAdapter

from tereze.packs.types import Pack, RefusalCode, Texts, Value
from tereze.packs.yaml_tree import read_yaml

#: What may stand in braces, and what a reader sees there. Lists are the regime's own, as titles.
PLACEHOLDERS: Mapping[str, str] = {
    "purpose": "the purpose that was asked for",
    "next": "when the same can be asked again: tomorrow, 06:00",
    "from": "when something begins: the next hours, the order, the earliest start",
    "until": "when something ends: the next hours, a curfew, the permit already held, the order",
    "limit": "how much there is: permits, people or minutes",
    "used": "how much of it is used",
    "minutes": "a length of time, written out: 2 hours 30 minutes",
    "place": "the place that was asked for",
    "km": "the distance from home that is allowed",
    "distance": "the distance from home that was asked for",
    "people": "how many may go together",
    "kind": "the kind of permit that was asked for",
    "kinds": "the kinds that there are",
    "door": "the door through which it was asked",
    "doors": "the doors that are open",
    "document": "the type of document that was shown",
    "documents": "the types that are accepted",
    "certificates": "the certificates that are accepted",
    "sector": "the sector of the employer who asked",
    "sectors": "the sectors that may ask",
    "transport": "how the person wants to travel",
    "transports": "how they may travel",
    "plate": "the plate that was given",
}

#: Refusals that a pack's bar, curfew or counter pronounces: its own message comes first.
_OF_A_RULE: frozenset[RefusalCode] = frozenset(
    ("barred", "curfew", "quota-used", "time-used-up", "place-full", "employer-cap")
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class _Standard(Value):
    refusals: dict[RefusalCode, str]


def find_message(pack: Pack, language: str, code: RefusalCode, rule: str) -> str:
    """The message for a refusal, in the language or, where the pack lacks it, its main one.

    The first that there is: the bar's, curfew's or counter's own, the pack's for the code, the standard one.
    """
    if language not in pack.texts:
        language = pack.info.languages[0]
    texts = pack.texts[language]
    own = texts.rules.get(rule) if code in _OF_A_RULE else None
    return own or texts.refusals.get(code) or standard_refusals(language)[code]


def tell_basis(pack: Pack, language: str, basis: str) -> str:
    """What a refusal or an order rests on, for a reader of this language: the regime's own act by its
    title there. An article, or what an office wrote itself, stays as it is written."""
    own = pack.regime.legal_basis.title
    if basis and basis != own:
        return basis
    texts = pack.texts.get(language)
    return (texts and texts.legal_basis) or own


def tell_code(texts: Texts, name: str, code: str) -> str:
    """A code that stands for a placeholder ("place", "sectors") as its title in the pack's texts;
    itself where there is none."""
    match name.removesuffix("s"):
        case "purpose":
            return texts.purposes[code].title if code in texts.purposes else code
        case "place":
            return texts.places.get(code, code)
        case "sector":
            return texts.sectors.get(code, code)
        case "document":
            return texts.documents[code].title if code in texts.documents else code
        case "certificate":
            return texts.certificates[code].title if code in texts.certificates else code
    return code


def fill_message(message: str, words: Mapping[str, str]) -> str:
    """The message with words for its placeholders; sentences without a word for them left out."""
    sentences = _SENTENCE_END.split(message.strip())
    told = [one for one in sentences if all(words.get(name) for name in placeholders_in(one))]
    # A message of one sentence is better with a gap than not there.
    return _PLACEHOLDER.sub(lambda found: words.get(found[1]) or "…", " ".join(told or sentences))


def placeholders_in(message: str) -> list[str]:
    """The names in braces.

    >>> placeholders_in("{used} of {limit}")
    ['used', 'limit']
    """
    return _PLACEHOLDER.findall(message)


@lru_cache
def standard_languages() -> tuple[str, ...]:
    """Languages in which Tereze brings messages of its own."""
    names = (entry.name for entry in files(__package__).joinpath("standard").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@lru_cache
def standard_refusals(language: str) -> Mapping[RefusalCode, str]:
    """The standard messages; a `KeyError` for a language that Tereze does not bring."""
    if language not in standard_languages():
        raise KeyError(language)
    name = f"{language}.yaml"
    text = files(__package__).joinpath("standard", name).read_text(encoding="utf-8")
    return TypeAdapter(_Standard).validate_python(read_yaml(name, text).data).refusals
