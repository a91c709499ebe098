# SPDX-License-Identifier: EUPL-1.2
"""Documents of digits alone: 850101 150019. Telephones and dates have to be taken before."""

import re
from collections.abc import Iterator

from tereze.messaging.conversation.reading.forms import DIGITS, Form, read_as
from tereze.messaging.conversation.reading.found import Forms, Found, is_digit, passes
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt, DoubtKind

_IN_NUMBER = re.compile(r"[ \t\-–./*#,:]{1,5}")
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
    def _is_next(message: Message, one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
        """Whether two groups may be of one number: "4510 123456", "серия 4510 номер 123456"."""
        between = range(one[1] + 1, other[0])
        if len(between) > 2:
            return False
        labels = all(message.has_role(place, "document_label") for place in between)
        return labels and all(
            _IN_NUMBER.fullmatch(message.atoms[place].gap) for place in (*between, other[0])
        )

    def _in_run(self, message: Message, groups: list[tuple[int, int, str]]) -> Iterator[Found]:
        """The document among groups of digits that follow each other."""
        spans: list[tuple[int, int, Form, str]] = []
        wrong: list[tuple[int, int, Form]] = []
        for begin in range(len(groups)):
            for stop in range(begin + 1, len(groups) + 1):
                parts = [text for _, _, text in groups[begin:stop]]
                if len(parts) > 1 and any(len(part) == 1 for part in parts):
                    continue
                for form, number in self._read_digits("".join(parts)):
                    if passes(form, number):
                        spans.append((begin, stop, form, number))
                    else:
                        wrong.append((begin, stop, form))
        if not spans and len(groups) == 1 and (found := self._glued(message, groups[0])):
            message.take(found.first, found.last)
            yield found
            return
        chosen = spans or [(b, s, form, "") for b, s, form in wrong]
        if not chosen:
            yield from self._nearly(message, groups)
            return
        places = {(begin, stop) for begin, stop, _, _ in chosen}
        begin, stop, form, number = chosen[0]
        first, last = groups[begin][0], groups[stop - 1][1]
        quoted = message.between(first, last)
        message.take(first, last)
        beside = [text for g, (_, _, text) in enumerate(groups) if not begin <= g < stop]
        if len(places) > 1 or not all(text in self._forms.codes for text in beside):
            doubt = Doubt(kind="document-form", quoted=quoted, candidates=(form.type,))
            yield Found(first=first, last=last, doubt=doubt)
        elif not number:
            doubt = Doubt(kind="check-digit", quoted=quoted, candidates=(form.type,))
            yield Found(first=first, last=last, doubt=doubt)
        else:
            yield self._forms.accept(form, number, quoted, first=first, last=last)

    def _read_digits(self, typed: str) -> Iterator[tuple[Form, str]]:
        for form in self._forms.digits:
            for row in form.rows:
                if reading := read_as(typed, row):
                    yield form, reading.number

    def _glued(self, message: Message, group: tuple[int, int, str]) -> Found | None:
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

    def _nearly(self, message: Message, groups: list[tuple[int, int, str]]) -> Iterator[Found]:
        """Digits that are nearly a document: one or two too few, or too many."""
        long = [group for group in groups if len(group[2]) > _STRAY]
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
