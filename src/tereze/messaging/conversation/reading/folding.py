# SPDX-License-Identifier: EUPL-1.2
"""Words as keys: what is the same word in another case, without its dots, or in Latin letters.

People write Azerbaijani without ə and ş, Kazakh on a Russian keyboard, and Russian in Latin letters.
A key is coarse: two spellings of a word have the same one. It is for looking words up and never for
documents, where a letter is a letter.
"""

import re
import unicodedata
from functools import lru_cache

#: Cyrillic letters as they are typed in Latin; what is left of several habits is folded below.
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)),
    **dict(zip("ёжхцчшщәғқңөұүһі", "ejhccssagknouuhi", strict=True)),
    **dict(zip("ъьюя", ("", "", "iu", "ia"), strict=True)),
}
_FOLDED = str.maketrans(
    {**_LATIN, "ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ñ": "n"}
    | {"y": "i", "x": "h", "q": "k", "w": "v", "'": "", "’": "", "`": "", "ʼ": ""}
)
_PLAIN = str.maketrans("əığşçöüәғқңөұүһі", "eigscouагкноуухи")
_NO_CYRILLIC = re.compile("[^\u0400-\u04ff]*")
_AS_CYRILLIC = str.maketrans("aeopcxykmthbi", "аеорсхукмтнві")
#: Two Latin letters for one sound; in this order.
_PAIRS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("ts", "c"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
)


def lower(word: str) -> str:
    """A word in small letters, with Turkic capitals as they are meant.

    >>> lower("ƏRZAQ"), lower("İki")
    ('ərzaq', 'iki')
    """
    return word.replace("İ", "i").lower().replace("\N{COMBINING DOT ABOVE}", "")


def plain(word: str) -> str:
    """A word without its dots, in its own alphabet.

    >>> plain("Gün"), plain("күн")
    ('gun', 'кун')
    """
    return lower(word).translate(_PLAIN)


def in_one_alphabet(word: str) -> str:
    """A Cyrillic word with Latin letters that look like its own, in Cyrillic; else as it is.

    >>> in_one_alphabet("бip"), in_one_alphabet("iki")
    ('бір', 'iki')
    """
    small = lower(word)
    is_mixed = any("a" <= letter <= "z" for letter in small) and not _NO_CYRILLIC.fullmatch(small)
    return small.translate(_AS_CYRILLIC) if is_mixed else word


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """The coarse key of a word.

    >>> key("Xəstəxana") == key("xestexana"), key("аптека") == key("apteka"), key("врач")
    (True, True, 'vrac')
    """
    folded = lower(word).translate(_FOLDED)
    if not folded.isascii():
        folded = "".join(
            c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn"
        )
    for pair, single in _PAIRS:
        folded = folded.replace(pair, single)
    short: list[str] = []
    for letter in folded:
        if not short or short[-1] != letter:
            short.append(letter)
    return "".join(short)


def is_near(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter more, less, other, or exchanged with the next.

    >>> is_near("funeral", "funerl"), is_near("vrac", "varc"), is_near("bank", "bnka1")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] + a[2:] == b and len(a) > 1)
