# SPDX-License-Identifier: EUPL-1.2
"""A code as it is dictated: each character with a word that begins so, in the caller's language.

Codes have Latin letters. Where people write Cyrillic the letter itself is named first, as it is called
there; whoever writes down what only looks like it (Н for H) has written it right all the same, because codes
are read so (permits/codes.py). No I, L, O, U: codes have none.

>>> spell("7K3M9QXA", "en")[:3]
(('7', 'seven'), ('K', 'Kilo'), ('3', 'three'))
>>> spell("H0", "ru")
(('H', 'аш, Хельсинки'), ('0', 'ноль'))
"""

from collections.abc import Mapping
from typing import Final

_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ"


def _table(digits: str, letters: str) -> Mapping[str, str]:
    """A word for each of 0 to 9, and for each letter that occurs in codes."""
    said = [*digits.split(), *(word.strip() for word in letters.split(";"))]
    return dict(zip("0123456789" + _LETTERS, said, strict=True))


_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": _table(
        "zero one two three four five six seven eight nine",
        "Alfa; Bravo; Charlie; Delta; Echo; Foxtrot; Golf; Hotel; Juliett; Kilo; Mike; November;"
        " Papa; Quebec; Romeo; Sierra; Tango; Victor; Whiskey; X-ray; Yankee; Zulu",
    ),
    "ru": _table(
        "ноль один два три четыре пять шесть семь восемь девять",
        "а, Астана; бэ, Баку; цэ, Цюрих; дэ, Дели; е, Ереван; эф, Франция; гэ, Германия;"
        " аш, Хельсинки; джей, Джакарта; ка, Казань; эм, Москва; эн, Нью-Йорк; пэ, Париж;"
        " ку, кью; эр, Рим; эс, Самара; тэ, Ташкент; вэ, Вена; дубль-вэ, Вашингтон; икс;"
        " игрек; зет, Замбия",
    ),
    "kk": _table(
        "нөл бір екі үш төрт бес алты жеті сегіз тоғыз",
        "а, Астана; бэ, Баку; цэ, Цюрих; дэ, Дели; е, Ереван; эф, Франция; гэ, Германия;"
        " аш, Хельсинки; джей, Джакарта; ка, Қазан; эм, Мәскеу; эн, Нью-Йорк; пэ, Париж;"
        " ку, кью; эр, Рим; эс, Самарқан; тэ, Ташкент; вэ, Вена; дубль-вэ, Вашингтон; икс;"
        " игрек; зет, Замбия",
    ),
    "az": _table(
        "sıfır bir iki üç dörd beş altı yeddi səkkiz doqquz",
        "Ankara; Bakı; Cavad; Dubay; Elçin; Fransa; Gəncə; Həsən; Jalə; Kiyev; Moskva; Naxçıvan;"
        " Paris; Quba; Roma; Salyan; Tovuz; Vyana; dubl-ve, Vaşinqton; Xaçmaz; Yevlax; Zaqatala",
    ),
}


def spell(code: str, language: str) -> tuple[tuple[str, str], ...]:
    """Each character with what is said for it. A language without a table gets the English words."""
    table = _TABLES.get(language, _TABLES["en"])
    return tuple((character, table[character]) for character in code)
