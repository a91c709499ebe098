# SPDX-License-Identifier: EUPL-1.2
"""What single words of a message are: a greeting, a unit, a purpose in somebody's own words.

The lists are data, `words/LANGUAGE.toml`, and hold no purpose of any order: they name *concepts*
(doctor, food, funeral), and a grammar says which of its purposes a concept belongs to.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tereze.messaging.conversation.reading.folding import (
    in_one_alphabet,
    is_near,
    key,
    lower,
    plain,
)

LANGUAGES = ("kk", "ru", "az", "en", "el")
_COUNTING = ("unit", "before_number")
_LONGEST = 40
#: What a misspelt word may be; what only looks like a number word or a command is none.
_FORGIVEN = ("concept", "greeting", "filler", "code_label", "document_label", "negation", "denial")
#: So short a word may lose its dots, and no more: "at" and "saat" have little in common.
_SHORT = 3
#: Letters of the shortest beginning that stands for a word.
_STEM = 3
#: A typing error is forgiven in words of at least so many letters.
_LONG = 6


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a word can be."""

    role: str
    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words that mean one thing together."""

    keys: tuple[str, ...]
    meaning: Meaning


class Lexicon:
    """All words of all languages, by their keys."""

    def __init__(self) -> None:
        self._written: dict[str, set[Meaning]] = defaultdict(set)
        self._written_stems: dict[str, set[Meaning]] = defaultdict(set)
        self._plain: dict[str, set[Meaning]] = defaultdict(set)
        self._words: dict[str, set[Meaning]] = defaultdict(set)
        self._stems: dict[str, set[Meaning]] = defaultdict(set)
        #: what is left of a long word without one of its letters → the word
        self._near: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        self.phrases: dict[str, list[Phrase]] = defaultdict(list)
        for language in LANGUAGES:
            self._take(language, load_words(language))
        self._keep_near()

    def look_up(self, word: str) -> frozenset[Meaning]:
        """Everything that a word can be; as it is written before what only looks like it."""
        return _look_up(self, word)

    def is_listed(self, word: str) -> bool:
        """Whether a word stands in the lists as it is, not only its beginning."""
        return lower(word) in self._written or key(word) in self._words

    def find(self, word: str, *, misspelt: bool = True) -> frozenset[Meaning]:
        """As `look_up`, not remembered; a title holds no misspelt words."""
        if len(word) > _LONGEST:
            return frozenset()
        word = in_one_alphabet(word)
        written = lower(word)
        if exact := self._written.get(written):
            beginnings = (
                self._written_stems.get(written[:length], set())
                for length in range(_STEM, len(written) + 1)
            )
            return frozenset(exact.union(*beginnings))
        if len(word) <= _SHORT:
            return frozenset(self._plain.get(plain(word), ()))
        folded = key(word)
        found = set(self._words.get(folded, ()))
        for length in range(len(folded), _STEM - 1, -1):
            stems = self._stems.get(folded[:length], set())
            # A longer beginning says more; a shorter one only in which languages it is said too.
            said = {(one.role, one.value) for one in found}
            found |= {one for one in stems if not said or (one.role, one.value) in said}
        if misspelt and not found and len(folded) >= _LONG:
            found = self._misspelt(folded)
        return frozenset(found)

    def _misspelt(self, folded: str) -> set[Meaning]:
        found: set[Meaning] = set()
        for length in range(_LONG - 1, len(folded) + 1):
            beginning = folded[:length]
            for left in _less_one(beginning):
                for known, is_stem in self._near.get(left, ()):
                    if (is_stem or length == len(folded)) and is_near(beginning, known):
                        found |= self._stems[known] if is_stem else self._words[known]
        # What may be "floor" misspelt is not forgiven to be "school": then a number beside it counts.
        counting = {meaning for meaning in found if meaning.role in _COUNTING}
        return counting or {meaning for meaning in found if meaning.role in _FORGIVEN}

    def _take(self, language: str, data: Mapping[str, Any]) -> None:
        for word in data["names"].split():
            self._add(word, Meaning("language", language, language))
        for role, words in data["words"].items():
            self._add_all(words, Meaning(role, "", language))
        for section, role in (("numbers", "number"), ("concepts", "concept")):
            for value, words in data[section].items():
                self._add_all(words, Meaning(role, value, language))
        for command, words in data["commands"].items():
            self._add_all(words, Meaning("command", command, language))
        for name, phrases in data["phrases"].items():
            role, _, value = name.partition(":")
            for phrase in phrases:
                self.add_phrase(phrase, Meaning(role, value, language))

    def add_phrase(self, phrase: str, meaning: Meaning) -> None:
        """Know several words as one thing."""
        keys = tuple(key(word) for word in phrase.split())
        self.phrases[keys[0]].append(Phrase(keys, meaning))

    def _add_all(self, words: str, meaning: Meaning) -> None:
        for word in words.split():
            self._add(word, meaning)

    def _add(self, word: str, meaning: Meaning) -> None:
        stem = word.removesuffix("*")
        self._plain[plain(stem)].add(meaning)
        if word == stem:
            self._written[lower(word)].add(meaning)
            self._words[key(word)].add(meaning)
        else:
            self._written_stems[lower(stem)].add(meaning)
            self._stems[key(stem)].add(meaning)

    def _keep_near(self) -> None:
        for known, is_stem in [
            *((word, False) for word in self._words),
            *((stem, True) for stem in self._stems),
        ]:
            if len(known) >= _LONG:
                for left in _less_one(known):
                    self._near[left].add((known, is_stem))


@lru_cache(maxsize=50_000)
def _look_up(lexicon: Lexicon, word: str) -> frozenset[Meaning]:
    return lexicon.find(word)


@lru_cache(maxsize=1)
def get_lexicon() -> Lexicon:
    """The words of all languages."""
    return Lexicon()


@lru_cache(maxsize=8)
def load_words(language: str) -> Mapping[str, Any]:
    """The file of a language."""
    text = files(__package__).joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _less_one(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def values(meanings: Iterable[Meaning], role: str) -> set[str]:
    """What a word can be in one role."""
    return {one.value for one in meanings if one.role == role}
