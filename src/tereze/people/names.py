# SPDX-License-Identifier: EUPL-1.2
"""Names as people say and spell them, folded so that one name is one text: what names are found by.

A caller says a name, and whoever listens types it in Kazakh, Russian or Azerbaijani letters, with or
without their marks, or in Latin ones. So letters are folded to the Latin ones that they sound like,
as far as that can be done letter by letter; no list of names is needed.

Nobody is found by one name. What is indexed are pairs of the words of a name, so whoever looks has to
know two of them, and nobody can list all who are called Айгүл. It also leaves a thief of the database
little to count: some first names are common, hardly a pair of names is.

>>> name_words("Айгүл Серікқызы Нұрланова")
('aigul', 'serikizi', 'nurlanova')
>>> name_words("АЙГУЛЬ Нурланова") == name_words("Aigul  Nurlanova") == ('aigul', 'nurlanova')
True
>>> name_words("Pəncərə Nümunə qızı Işıqlı") == name_words("Pencere Numune Ishiqli")
True
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import combinations
from typing import Final

#: Words of a name that are indexed; whoever has more is found by these.
MOST_WORDS: Final = 5

#: Two or more Latin letters that write what one letter writes elsewhere.
_TOGETHER: Final = {
    "shch": "s",
    "zh": "j",
    "kh": "h",
    "gh": "g",
    "sh": "s",
    "ch": "c",
    "ts": "c",
    "ya": "a",
    "yu": "u",
    "yo": "o",
    "ye": "e",
}
_TOGETHER_PATTERN: Final = re.compile("|".join(_TOGETHER))
_ALONE: Final = str.maketrans(
    "абвгдежзиіклмнопрстуфхцчшщыэюя" + "әғқңөұүһ" + "əı" + "ywqx",
    "abvgdejziiklmnoprstufhccssieua" + "agknouuh" + "ei" + "ivkh",
    "ъь",
)
#: "Daughter of" and "son of", written apart: half of all people have one of them.
_OF_FATHER: Final = frozenset({"kizi", "oglu", "ogli", "uli"})
_REPEATED: Final = re.compile(r"(.)\1+")
_APOSTROPHES: Final = re.compile(r"['’‘ʻʼ`]")


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, each once, in their order.

    >>> name_words("Әсел Нұр-Әлі қызы"), name_words("Assel Nur Ali"), name_words("Асель")
    (('asel', 'nur', 'ali'), ('asel', 'nur', 'ali'), ('asel',))
    """
    folded = dict.fromkeys(map(_fold, re.findall(r"[^\W\d_]+", _APOSTROPHES.sub("", name))))
    words = tuple(word for word in folded if word not in _OF_FATHER and word)
    return words[:MOST_WORDS]


def name_pairs(words: Sequence[str]) -> tuple[str, ...]:
    """What somebody of these words is found by: each two of them; one that is alone by itself.

    >>> name_pairs(name_words("Ерлан Жарықов Терезеұлы"))
    ('erlan jarikov', 'erlan terezeuli', 'jarikov terezeuli')
    """
    pairs = combinations(sorted(words), 2) if len(words) > 1 else ((word, word) for word in words)
    return tuple(map(" ".join, pairs))


def _fold(word: str) -> str:
    """One word: no capitals, no marks, Latin letters, none of them twice in a row."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    together = _TOGETHER_PATTERN.sub(lambda found: _TOGETHER[found[0]], bare)
    return _REPEATED.sub(r"\1", together.translate(_ALONE))
