# SPDX-License-Identifier: EUPL-1.2
"""How much room words take in short messages.

A message of one part holds 160 characters of the GSM alphabet, or 70 of any other: one letter of
Kazakh makes all of it dear. Longer words go in several parts, each of them paid for and each of them
a chance to get lost.
"""

from typing import Final

ONE_PART: Final = {"gsm": 160, "ucs2": 70}
_EACH_PART: Final = {"gsm": 153, "ucs2": 67}

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: these cost two characters
_GSM_EXTENDED: Final = frozenset("^{}\\[~]|€")


def parts_needed(text: str) -> int:
    """How many parts the words take.

    >>> parts_needed("x" * 160), parts_needed("x" * 161), parts_needed("ә" * 70), parts_needed("ә" * 71)
    (1, 2, 1, 2)
    """
    if all(character in _GSM or character in _GSM_EXTENDED for character in text):
        alphabet, length = "gsm", len(text) + sum(map(text.count, _GSM_EXTENDED))
    else:
        alphabet, length = "ucs2", len(text.encode("utf-16-be")) // 2
    if length <= ONE_PART[alphabet]:
        return 1
    return -(-length // _EACH_PART[alphabet])
