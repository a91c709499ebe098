# SPDX-License-Identifier: EUPL-1.2
"""Making words fit what a vendor takes: long texts in parts, short labels, QR codes as pictures."""

import io
from collections.abc import Callable

import segno


def utf16_length(text: str) -> int:
    """How long Telegram says that a text is: signs beyond the first 65,536, as emoji, count twice.

    >>> utf16_length("Сау 👋")
    6
    """
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int, *, length: Callable[[str], int] = len) -> tuple[str, ...]:
    """The text in parts of at most so much, cut between lines or at least between words.

    >>> cut("Who goes?\\nMy mother", 10)
    ('Who goes?', 'My mother')
    >>> cut("abcdefgh", 3)
    ('abc', 'def', 'gh')
    >>> cut("👋👋👋", 5, length=utf16_length)
    ('👋👋', '👋')
    """
    parts = []
    while length(text) > most:
        end = most
        while length(text[:end]) > most:
            end -= 1
        # A part that is hardly begun is no place to cut: better in the middle of a line, or a word.
        place = next((at for sign in "\n " if (at := text.rfind(sign, end // 2, end + 1)) > 0), end)
        parts.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return (*parts, text)


def shorten(label: str, most: int) -> str:
    """A label that fits a button.

    >>> shorten("Пойти в аптеку за лекарством", 20)
    'Пойти в аптеку за л…'
    """
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def draw_qr(text: str) -> bytes:
    """A picture (PNG) that a checkpoint can read off a phone, however the vendor squeezes it."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
