# SPDX-License-Identifier: EUPL-1.2
"""Documents of digits alone: 850101 150019. Telephones and dates have to be taken before."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from tereze.messaging.conversation.reading.forms import DIGITS, Form, read_as
from tereze.messaging.conversation.reading.found import (
    Forms,
    Found,
    find_digits_of_series,
    is_digit,
    passes,
)
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt, DoubtKind

_IN_NUMBER = re.compile(r"[ \t\-–./*#,:]{1,5}|\s?\n\s?")
#: Nobody types a number in more pieces.
_MOST_GROUPS = 8
#: First and last atom of digits that are glued together, and these digits.
_Group: TypeAlias = tuple[int, int, str]
#: What stands on a line of its own, and is a part of a number.
_FEWEST_ON_A_LINE = 4
#: From which group to which a number goes → its form, and the number.
_Spans: TypeAlias = dict[tuple[int, int], tuple[Form, str]]
#: A number of so few digits beside a document is not a part of it.
_STRAY = 2


class DigitsFinder:
    """Finds them, and what is nearly one."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def find(self, message: Message) -> Iterator[Found]:
        """Documents of digits alone; takes their atoms. Telephones and dates must be taken before."""
        if not self._forms.digits:
            return
        groups = [
            (first, last, message.between(first, last))
            for first, last in message.tokens()
            if all(map(is_digit, message.between(first, last)))
            and any(c in DIGITS for c in message.between(first, last))
        ]
        start = 0
        while start < len(groups):
            end = start + 1
            while end < len(groups) and self._is_next(message, groups[end - 1], groups[end]):
                end += 1
            yield from self._in_run(message, groups[start:end])
            start = end

    @staticmethod
    def _is_next(message: Message, one: _Group, other: _Group) -> bool:
        """Whether two groups may be of one number: "4510 123456", "серия 4510 номер 123456"."""
        between = range(one[1] + 1, other[0])
        if len(between) > 2:
            return False
        if (
            "\n" in message.atoms[other[0]].gap
            and min(len(one[2]), len(other[2])) < _FEWEST_ON_A_LINE
        ):
            return False
        labels = all(message.has_role(place, "document_label") for place in between)
        return labels and all(
            _IN_NUMBER.fullmatch(message.atoms[place].gap) for place in (*between, other[0])
        )

    def _in_run(self, message: Message, groups: list[_Group]) -> Iterator[Found]:
        """The documents among groups of digits that follow each other."""
        if again := self._repeated(groups):
            first, last = again[0], again[-1]
            rest = groups[: groups.index(first)]
            yield from self._in_run(message, rest)
            message.take(first[0], last[1])
            return
        right, wrong = self._spans(groups)
        if not right and len(groups) == 1 and (found := self._glued(message, groups[0])):
            message.take(found.first, found.last)
            yield found
            return
        chosen = right or wrong
        if not chosen:
            yield from self._nearly(message, groups)
            return
        inside = [group for begin, stop in chosen for group in range(begin, stop)]
        beside = {text for at, (_, _, text) in enumerate(groups) if at not in inside}
        apart = all(text in self._forms.codes or len(text) <= _STRAY for text in beside)
        certain = len(inside) == len(set(inside)) and apart
        taken: set[int] = set()
        for (begin, stop), (form, number) in chosen.items():
            own = set(range(begin, stop))
            if not taken & own:
                taken |= own
                sure = (number if right else "") if certain else None
                yield self._one(message, groups[begin:stop], form, sure)

    def _repeated(self, groups: list[_Group]) -> list[_Group]:
        """The second half of groups that say the same twice, whatever code stands beside them."""
        texts = [text for _, _, text in groups]
        behind = len(groups) - (len(groups) > 2 and texts[-1] in self._forms.codes)
        for begin, end in {(len(groups) % 2, len(groups)), (0, behind)}:
            half = (end - begin) // 2
            if (
                half
                and (end - begin) % 2 == 0
                and texts[begin : begin + half] == texts[begin + half : end]
            ):
                return groups[begin + half : end]
        return []

    def _spans(self, groups: list[_Group]) -> tuple[_Spans, _Spans]:
        """Groups that together are a number, and those that would be but for the check digit."""
        right: _Spans = {}
        wrong: _Spans = {}
        for begin in range(len(groups)):
            for stop in range(begin + 1, min(begin + _MOST_GROUPS, len(groups)) + 1):
                parts = [text for _, _, text in groups[begin:stop]]
                if len(parts) > 1 and any(len(part) == 1 for part in parts):
                    continue  # a single digit beside others is a code, or in doubt
                for form, number in self._read_digits("".join(parts)):
                    found = right if passes(form, number) else wrong
                    # Two types of the same form: the first in the pack's order, as everywhere.
                    found.setdefault((begin, stop), (form, number))
        return right, wrong

    def _one(self, message: Message, groups: list[_Group], form: Form, number: str | None) -> Found:
        """A document of whole groups; without its number, where another reading is possible."""
        first, last = groups[0][0], groups[-1][1]
        quoted = message.between(first, last)
        message.take(first, last)
        if number:
            return self._forms.accept(form, number, quoted, first=first, last=last)
        kind: DoubtKind = "document-form" if number is None else "check-digit"
        doubt = Doubt(kind=kind, quoted=quoted, candidates=(form.type,))
        return Found(first=first, last=last, doubt=doubt)

    def _read_digits(self, typed: str) -> Iterator[tuple[Form, str]]:
        for form in self._forms.digits:
            for row in form.rows:
                if reading := read_as(typed, row):
                    yield form, reading.number

    def _glued(self, message: Message, group: _Group) -> Found | None:
        """`2850101150019`: a code and a number, if its check digit leaves exactly one way to cut."""
        first, last, text = group
        cuts: list[tuple[Form, str, str, str]] = []
        for code in self._forms.codes:
            cuts += [
                (form, number, head, tail)
                for head, rest, tail in (
                    (code, text.removeprefix(code), ""),
                    ("", text.removesuffix(code), code),
                )
                if rest != text
                for form, number in self._read_digits(rest)
                if form.document.check is not None and passes(form, number)
            ]
        if len(cuts) != 1:
            return None
        form, number, head, tail = cuts[0]
        return self._forms.accept(
            form, number, number, first=first, last=last, head=head, tail=tail
        )

    def _is_of_series(self, message: Message, group: _Group) -> bool:
        """Whether letters in front make another number of the digits: `FA 1234567`."""
        before = (one for one in (group[0] - 1, group[0] - 2) if one >= 0)
        return any(find_digits_of_series(message, place) == group[0] for place in before)

    def _nearly(self, message: Message, groups: list[_Group]) -> Iterator[Found]:
        """Digits that are nearly a document: one or two too few, or too many."""
        long = [
            group
            for group in groups
            if len(group[2]) > _STRAY and not self._is_of_series(message, group)
        ]
        if not long:
            return
        typed = "".join(text for _, _, text in long)
        form = min(
            self._forms.digits, key=lambda one: min(abs(n - len(typed)) for n in one.lengths)
        )
        needs = min(form.lengths, key=lambda n: abs(n - len(typed)))
        if len(typed) < 5 or abs(needs - len(typed)) > 3:
            return
        first, last = long[0][0], long[-1][1]
        kind: DoubtKind = "document-short" if len(typed) < needs else "document-long"
        message.take(first, last)
        doubt = Doubt(
            kind=kind, quoted=message.between(first, last), candidates=(form.type,), needs=needs
        )
        yield Found(first=first, last=last, doubt=doubt)
