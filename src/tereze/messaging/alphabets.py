# SPDX-License-Identifier: EUPL-1.2
"""How a text becomes short messages, and back.

A short message has 140 octets. In the alphabet of GSM (3GPP TS 23.038, mostly Latin letters) these are
160 characters, in UCS-2 (everything else, so Kazakh, Russian and most Azerbaijani texts) 70. A longer text
goes as several messages, each with a header of six octets that says which part it is; the phone
puts them together. One letter outside of GSM's alphabet more than halves what fits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Coding: TypeAlias = Literal["gsm", "ucs2"]

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]",
    0x40: "|", 0x65: "€",
}  # fmt: skip
_ESCAPE = 0x1B

_TO_GSM = {letter: bytes([place]) for place, letter in enumerate(_BASIC) if place != _ESCAPE} | {
    letter: bytes([_ESCAPE, place]) for place, letter in _EXTENSION.items()
}

#: units (septets, or octets of UCS-2) in a message alone, and in a part of a longer one
_ALONE: dict[Coding, int] = {"gsm": 160, "ucs2": 140}
_PART: dict[Coding, int] = {"gsm": 153, "ucs2": 134}

#: A vendor's limit; and nobody reads more than that on a phone.
_MOST_PARTS = 255


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoded:
    """A text as the parts in which it goes over the air."""

    coding: Coding
    parts: tuple[bytes, ...]


def encode(text: str) -> Encoded:
    """The parts of a text, in the alphabet that makes fewer; no character is torn apart.

    >>> encode("Salam").parts
    (b'Salam',)
    >>> [len(encode("ә" * length).parts) for length in (70, 71, 134, 135)]
    [1, 2, 2, 3]
    >>> [len(encode("a" * length).parts) for length in (160, 161, 306, 307)]
    [1, 2, 2, 3]
    >>> [len(part) for part in encode("[" * 100).parts], [len(p) for p in encode("👋" * 40).parts]
    ([152, 48], [132, 28])
    """
    coding: Coding = "gsm" if _TO_GSM.keys() >= set(text) else "ucs2"
    whole = _octets(text, coding)
    if len(whole) <= _ALONE[coding]:
        return Encoded(coding=coding, parts=(whole,))
    return Encoded(coding=coding, parts=tuple(_split(whole, coding))[:_MOST_PARTS])


def _octets(text: str, coding: Coding) -> bytes:
    if coding == "gsm":
        return b"".join(map(_TO_GSM.__getitem__, text))
    return text.encode("utf-16-be", "replace")


def _split(whole: bytes, coding: Coding) -> Iterator[bytes]:
    size = _PART[coding]
    while len(whole) > size:
        if coding == "gsm":
            end = size - 1 if whole[size - 1] == _ESCAPE else size
        else:  # the first half of a pair (surrogates) begins with the bits 110110
            end = size - 2 if whole[size - 2] >> 2 == 0b110110 else size
        yield whole[:end]
        whole = whole[end:]
    yield whole


def parts_needed(text: str) -> int:
    """How many short messages a text takes: each is paid for, and each may get lost."""
    return len(encode(text).parts)


def decode_gsm(octets: bytes) -> str:
    """A text in GSM's alphabet, one octet for each septet.

    >>> decode_gsm(b"\\x1b\\x65 5 \\x1b")
    '€ 5 '
    """
    letters, is_escaped = [], False
    for octet in octets:
        if is_escaped:
            # As a phone does it that does not know the extension: the letter of the basic table.
            letters.append(_EXTENSION.get(octet, _BASIC[octet & 0x7F]))
            is_escaped = False
        elif octet == _ESCAPE:
            is_escaped = True
        else:
            letters.append(_BASIC[octet & 0x7F])
    return "".join(letters)


#: data_coding of SMPP → the name of Python's codec; None: the SMSC's default alphabet
_CODECS: dict[int, str | None] = {
    0: None, 1: "ascii", 2: "latin-1", 3: "latin-1", 4: "latin-1", 5: "shift_jis", 6: "iso8859-5",
    7: "iso8859-8", 8: "utf-16-be", 10: "iso2022_jp", 13: "euc_jp", 14: "euc_kr",
}  # fmt: skip


def decode(octets: bytes, data_coding: int, *, default: str = "gsm") -> str:
    """What a phone wrote. What can't be read stands as the sign for that: it is asked about.

    >>> decode("Қала".encode("utf-16-be"), 8)
    'Қала'
    >>> decode(b"\\x00", 0), decode(b"2 A", 0x11), decode(b"\\xe9", 0, default="latin-1")
    ('@', '2 A', 'é')
    """
    codec = _codec_of(data_coding) or default
    if codec == "gsm":
        return decode_gsm(octets)
    return octets.decode(codec, "replace")


def _codec_of(data_coding: int) -> str | None:
    if data_coding in _CODECS:
        return _CODECS[data_coding]
    # Groups of 3GPP TS 23.038: general, with or without a class; and 1111, data with a class.
    if data_coding < 0x40:
        return (None, "latin-1", "utf-16-be", None)[data_coding >> 2 & 3]
    if data_coding >= 0xF0:
        return "latin-1" if data_coding & 4 else None
    return "utf-16-be" if data_coding & 0xF0 == 0xE0 else None
