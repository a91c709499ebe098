# SPDX-License-Identifier: EUPL-1.2
"""The same words, however a phone, a messenger or a web form wrapped them.

Nothing in here knows what a message means. It takes away what no reader sees (zero-width marks,
formatting), and writes alike what looks alike to everybody: full-width, Arabic and keycap digits,
entities, letters whose accent came as a character of its own.
"""

import html
import re
import unicodedata
from urllib.parse import unquote

#: A longer message is read no further, and nothing is granted of it.
LONGEST = 1600

_KEYCAPS = re.compile("(?:[0-9]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP} ?)+")
_SMALL_DIGITS = re.compile("[²³¹⁰⁴-⁹₀-₉①-⑨]+")
#: A name has no digits, so that <AZE12345678> is a number between brackets.
_TAG = re.compile(r"</?(?:[a-zA-Z]+|[hH][1-6])(?:\s[^<>]{0,60})?/?>|<![^<>]{0,60}>")
_QUOTED = re.compile(r"^[ \t]*>.*$\n?", re.MULTILINE)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = re.compile(r"[ -~\n]*")
_WRAPPED = re.compile(r"[&<%]")


def clean(text: str) -> str:
    """The message as it is read.

    >>> clean("２&nbsp;АЗЕ\\u200b1234\\u00ad5678"), clean("2️⃣AZE12345678"), clean("٢ Mu\\u0308alicə")
    ('2 АЗЕ12345678', ' 2 AZE12345678', '2 Müalicə')
    """
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    if "\n" in text and ">" in text:
        text = _without_quotes(text)
    if _WRAPPED.search(text):
        text = _unwrap(text)
    text = _LINK.sub(" ", text)
    if _PLAIN.fullmatch(text):
        return text
    text = _KEYCAPS.sub(_apart, text)
    text = _SMALL_DIGITS.sub(_apart, text).replace("№", " # ")
    text = unicodedata.normalize("NFKC", text.replace("İ", "I"))
    return "".join(map(_as_read, text))


def _without_quotes(text: str) -> str:
    """What somebody answers, without the lines that they answer to."""
    own = _QUOTED.sub("", text)
    return own if own.strip() else text


def _unwrap(text: str) -> str:
    text = html.unescape(html.unescape(text))
    text = _TAG.sub(" ", text)
    return unquote(text, errors="replace") if _PERCENT.search(text) else text


def _apart(found: re.Match[str]) -> str:
    """Digits in a dress of their own stand apart from their neighbours: 2️⃣AZE… is a 2 and a number."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", found[0]) if c.isdigit())
    return f" {digits} " if len(digits) == 1 else digits


def _as_read(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character in "\n\t" else ""
    category = unicodedata.category(character)
    if category[0] == "L":
        return character
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Cf", "Cc", "Mn", "Me"):
        return ""
    if category in ("Zl", "Zp"):
        return "\n"
    return " " if category[0] in "ZS" else character
