# SPDX-License-Identifier: EUPL-1.2
"""What the finders of documents share: the forms that they look for, and what they find.

Three kinds of number need three kinds of care, so there are three finders. A number with letters of its
own (AZE12345678, `prefixed.py`) can stand anywhere and in any spacing: nothing else looks like it. A
number of digits alone (`digits.py`) may also be a telephone or a date, so it is looked for after those
are found. And a form that nearly anything fits (`loose.py`) is believed only when it looks like a number
that somebody copied from a paper, and never when it may be a stricter number with a mistake in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.forms import DIGITS, Form, may_mean
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt, ReadDocument

#: What stands between the letters of a passport and its digits, and a word that does.
_APART = re.compile(r"\s?|\s?[-–./:_]\s?|\s{0,2}#\s{0,2}")
_NUMBER_SIGNS = ("n", "no", "nr")
_FEWEST_OF_SERIES = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A document in a message, or something that may be meant as one."""

    first: int
    last: int
    document: ReadDocument | None = None
    doubt: Doubt | None = None
    #: what is glued to its front or back and is no part of it: "2" of 2AZE12345678
    head: str = ""
    tail: str = ""


class Forms:
    """The forms of a grammar's documents, by kind."""

    def __init__(self, forms: Sequence[Form], codes: frozenset[str]) -> None:
        #: codes of purposes: what may stand glued to a number
        self.codes = codes
        self.all = tuple(forms)
        self.prefixed = [form for form in forms if form.kind == "prefixed"]
        self.digits = [form for form in forms if form.kind == "digits"]
        self.loose = [form for form in forms if form.kind == "loose"]
        #: the letters that numbers begin with; the longest first
        self.prefixes = sorted(
            {prefix for form in self.prefixed for prefix in form.prefixes}, key=len, reverse=True
        )
        self.longest = max((max(form.lengths) for form in self.prefixed), default=0)

    def rank(self, form: Form) -> int:
        """The place of a form in the pack's order, the strictest first."""
        return self.all.index(form)

    def accept(
        self,
        form: Form,
        number: str,
        quoted: str,
        *,
        first: int,
        last: int,
        head: str = "",
        tail: str = "",
    ) -> Found:
        """The document, unless its check digit is wrong or it is the one that we show."""
        if number == form.document.example:
            doubt = Doubt(kind="example", quoted=quoted, candidates=(form.type,))
        elif not passes(form, number):
            doubt = Doubt(kind="check-digit", quoted=quoted, candidates=(form.type,))
        else:
            also = tuple(
                other.type
                for other in self.all
                if other.type != form.type and other.document.has_form(number)
            )
            document = ReadDocument(type=form.type, number=number, written=quoted, also=also)
            return Found(first=first, last=last, document=document, head=head, tail=tail)
        return Found(first=first, last=last, doubt=doubt, head=head, tail=tail)


def find_digits_of_series(message: Message, place: int) -> int | None:
    """The atom of the digits, where one or two letters of a passport were typed apart from them:
    `C 01234567`, `AB № 1234567`."""
    letters = message.atoms[place]
    if letters.is_number or len(letters.text) > 2 or not letters.text.isupper():
        return None
    roles = {one.role for one in message.meanings(place)}
    if message.taken[place] or roles - {"filler"} or (roles and len(letters.text) == 1):
        return None
    at = place + 1
    if message.is_free(at) and key(message.atoms[at].text) in _NUMBER_SIGNS:
        at += 1
    if not message.is_free(at):
        return None
    digits = message.atoms[at]
    goes_on = at + 1 < len(message.atoms) and message.atoms[at + 1].glued
    if not digits.is_number or len(digits.text) < _FEWEST_OF_SERIES or goes_on:
        return None
    return (
        at
        if all(_APART.fullmatch(message.atoms[one].gap) for one in range(place + 1, at + 1))
        else None
    )


def passes(form: Form, number: str) -> bool:
    """Whether a number has the form, and the right check digit."""
    check = form.document.check
    return form.document.has_form(number) and (check is None or check(number))


def is_digit(character: str) -> bool:
    """Whether a character is a digit, or may be meant as one."""
    return character in DIGITS or bool(may_mean(character) & DIGITS)
