# SPDX-License-Identifier: EUPL-1.2
"""Making words fit what a vendor takes: long texts in parts, as many buttons as there may be, QR codes
as pictures."""

import io
from collections.abc import Callable

import segno

from tereze.messaging.types import Choice, Reply


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


def divide(reply: Reply, most: int) -> tuple[str, tuple[Choice, ...]]:
    """The text, and so many choices as there may be buttons; the others are lines of the text, and whoever
    writes one of them has chosen it. The last is always a button: there are the ways out.

    >>> three = tuple(Choice(label=label, says=label.lower()) for label in ("Food", "Doctor", "Danger"))
    >>> text, buttons = divide(Reply(text="What for?", choices=three), 2)
    >>> text, [button.label for button in buttons]
    ('What for?\\n– Doctor', ['Food', 'Danger'])
    """
    if len(reply.choices) <= most:
        return reply.text, reply.choices
    *first, last = reply.choices
    lines = (f"– {choice.label}" for choice in first[most - 1 :])
    return "\n".join((reply.text, *lines)), (*first[: most - 1], last)


def draw_qr(text: str) -> bytes:
    """A picture (PNG) that a checkpoint can read off a phone, however the vendor squeezes it."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
