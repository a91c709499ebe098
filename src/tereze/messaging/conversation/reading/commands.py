# SPDX-License-Identifier: EUPL-1.2
"""What somebody wants other than a permit, and the language that they speak."""

import re
from collections import Counter
from collections.abc import Sequence

from tereze.messaging.conversation.reading.folding import key, lower
from tereze.messaging.conversation.reading.lexicon import Lexicon, values
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import COMMANDS, Command

#: A longer message tells a story; a word of it is no command.
_MOST_WORDS = 8
#: Shorter words are too alike in all languages.
_TELLING = 3
#: Beside a whole request these say that it may not be wanted.
STANDING_AGAINST: frozenset[Command] = frozenset(("cancel", "status", "appeal", "stop"))
#: Words of a request as well: "прошу разрешения", "да, 2".
IN_PASSING: frozenset[Command] = frozenset(("permits", "language", "yes", "no"))
#: Numbers that everybody in the region knows by heart.
_EMERGENCY_NUMBERS = frozenset(("112", "103"))
#: In a longer message the number may be a house's.
_SHORT_CALL = 4
#: The languages of our answers; a pack's own may be another, and is spoken to whoever writes in none.
_ANSWERED = ("kk", "ru", "az", "en")
_KAZAKH = re.compile("[әғқңөұүһі]")
_AZERBAIJANI = re.compile("[əğışçöü]")
_CYRILLIC = re.compile("[а-яё]")


def find_command(message: Message, lexicon: Lexicon) -> Command | None:
    """The command that is meant, if one is; danger before everything else."""
    words = [place for place, atom in enumerate(message.atoms) if not atom.is_number]
    found = {value for value in _phrases(message, lexicon) if value}
    for place in words:
        if not _announces_a_number(message, place):
            found |= values(message.meanings(place), "command")
    is_called = any(atom.text in _EMERGENCY_NUMBERS for atom in message.atoms)
    if "emergency" in found or (is_called and len(message.atoms) <= _SHORT_CALL):
        return "emergency"
    if len(words) > _MOST_WORDS:
        return None
    named = [one for one in COMMANDS if one in found]
    if len(named) > 1:
        named = [one for one in named if one not in ("yes", "no", "help")] or named
    return named[0] if named else None


def _announces_a_number(message: Message, place: int) -> bool:
    """`purpose no. 3`: that is no "no"."""
    after = place + 1
    return (
        after < len(message.atoms)
        and message.atoms[after].is_number
        and message.has_role(place, "code_label", "document_label")
    )


def takes_back(message: Message) -> bool:
    """Whether anything is to be cancelled, be it in a story."""
    return any(
        "cancel" in values(message.meanings(place), "command")
        for place in range(len(message.atoms))
    )


def _phrases(message: Message, lexicon: Lexicon) -> list[str]:
    keys = [key(atom.text) for atom in message.atoms]
    return [
        phrase.meaning.value
        for place, first in enumerate(keys)
        for phrase in lexicon.phrases.get(first, ())
        if phrase.meaning.role == "command"
        and tuple(keys[place : place + len(phrase.keys)]) == phrase.keys
    ]


def take_idioms(message: Message, lexicon: Lexicon) -> None:
    """Take words that together mean nothing of what they mean alone: "bazar günü" is a Sunday."""
    keys = [key(atom.text) for atom in message.atoms]
    for place, first in enumerate(keys):
        for phrase in lexicon.phrases.get(first, ()):
            last = place + len(phrase.keys) - 1
            if phrase.meaning.value == "-" and tuple(keys[place : last + 1]) == phrase.keys:
                message.take(place, last)


def find_language_wanted(message: Message) -> str | None:
    """The language that is named, where hardly anything else is said."""
    named = [
        language
        for place in range(len(message.atoms))
        for language in values(message.meanings(place), "language")
    ]
    return named[0] if len(set(named)) == 1 and len(message.atoms) <= 3 else None


def guess_language(message: Message, languages: Sequence[str]) -> str | None:
    """The language of a message, by its letters and words; None when nothing tells."""
    small = lower(message.text)
    if _KAZAKH.search(small):
        return "kk"
    if "ə" in small:
        return "az"
    heard = _languages_of_words(message)
    if _AZERBAIJANI.search(small):
        heard["az"] += 1
    is_cyrillic = _CYRILLIC.search(small) is not None
    if is_cyrillic and re.search("[а-яё]{4}", small):
        heard["ru"] += 1
    own = ("kk", "ru") if is_cyrillic else ("az", "en")
    if any(heard[language] for language in own):
        heard = Counter({language: heard[language] for language in own})
    for language in [one for one in heard if one not in _ANSWERED]:
        del heard[language]
    if not heard:
        return None
    most = max(heard.values())
    likeliest = [language for language, times in heard.items() if times == most]
    return min(likeliest, key=lambda one: languages.index(one) if one in languages else 99)


def _languages_of_words(message: Message) -> Counter[str]:
    """How much the words speak for each language; a word that several have speaks less."""
    heard: Counter[str] = Counter()
    for place, atom in enumerate(message.atoms):
        if len(atom.text) < _TELLING:
            continue
        told = {
            one.language
            for one in message.meanings(place)
            if one.language and one.role != "language"
        }
        if len(told) <= 2:
            heard.update({language: 3 - len(told) for language in told})
    return heard
