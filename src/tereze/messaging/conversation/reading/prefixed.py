# SPDX-License-Identifier: EUPL-1.2
"""Documents that begin with letters of their own: AZE12345678, in any spacing and on any keyboard."""

import re
from collections.abc import Iterator, Sequence

from tereze.messaging.conversation.reading.forms import Form, Reading, may_mean, read_as
from tereze.messaging.conversation.reading.found import Forms, Found, is_digit
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt, DoubtKind

_AFTER_PREFIX = re.compile(r"[\s\-–—.,:/#'\"()\[\]*_«»“”=+]{0,12}")
_IN_NUMBER = re.compile(r"[ \t\-–./_']{1,5}|\s?\n\s?|,")
_IN_PREFIX = re.compile(r"[ ._/\-]{1,3}")
#: The keys of Latin letters while the keyboard is a Russian one: AZE is typed ФЯУ.
_OTHER_LAYOUT = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM")
#: Between a code and its document: "2 (food) MYI…".
_WORDS_BETWEEN = 2
#: A stray number of so few digits behind a document is not a part of it.
_STRAY = 2


class PrefixedFinder:
    """Finds them, and what is one with a digit too few or too many."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def find(self, message: Message) -> Iterator[Found]:
        """Documents that begin with letters of their own; takes their atoms."""
        for place in range(len(message.atoms)):
            if message.is_free(place) and (found := self._at(message, place)):
                message.take(found.first, found.last)
                yield found

    def _at(self, message: Message, place: int) -> Found | None:
        text = _typed(message, place, self._forms)
        for prefix in self._forms.prefixes:
            for offset in {0, max(0, len(text) - len(prefix))}:
                first = text[offset]
                if first.upper() != prefix[0] and prefix[0] not in may_mean(first):
                    continue
                typed = self._stream(message, place, offset, prefix)
                if typed is None or (offset and not self._goes_on(message, place)):
                    continue
                head = text[:offset]
                if found := self._exact(message, typed, head):
                    return found
                if found := self._damaged(message, typed, head, prefix):
                    return found
        return None

    @staticmethod
    def _goes_on(message: Message, place: int) -> bool:
        """Whether something is glued to a run of letters: only then may its last ones be a prefix, or
        all of them digits."""
        return message.is_free(place + 1) and message.atoms[place + 1].glued

    def _stream(
        self, message: Message, place: int, offset: int, prefix: str
    ) -> list[tuple[str, int]] | None:
        """Characters with their atoms, as far as they may be one number; None without the prefix."""
        text = _typed(message, place, self._forms)
        typed = [(character, place) for character in text[offset:]]
        at = place
        while len(typed) < len(prefix):
            at += 1
            if not message.is_free(at):
                return None
            atom = message.atoms[at]
            if not atom.glued and not (
                _IN_PREFIX.fullmatch(atom.gap) and len(atom.text) <= len(prefix) - len(typed)
            ):
                return None
            typed += [(character, at) for character in atom.text]
        rows = tuple(frozenset(letter) for letter in prefix)
        if read_as([character for character, _ in typed[: len(prefix)]], rows) is None:
            return None
        # More letters in the same run: AZEO…; they must be noughts and ones.
        if not all(is_digit(character) for character, _ in typed[len(prefix) :]):
            return None
        self._add_digits(message, typed, at, len(prefix))
        return typed

    def _add_digits(
        self, message: Message, typed: list[tuple[str, int]], at: int, prefix: int
    ) -> None:
        skipped = 0
        while len(typed) <= self._forms.longest + 6 and message.is_free(at + 1):
            atom = message.atoms[at + 1]
            begins = len(typed) == prefix
            if atom.is_number:
                if not begins and (
                    self._is_code_of_its_own(message, at + 1, typed)
                    or self._is_set_off(message, at + 1, typed)
                ):
                    return
                gap = _AFTER_PREFIX if begins else _IN_NUMBER
                joined = atom.glued or gap.fullmatch(atom.gap) is not None
            else:
                joined = all(map(is_digit, atom.text)) and (
                    atom.glued or (begins and self._goes_on(message, at + 1))
                )
                is_label = message.has_role(at + 1, "document_label")
                if (
                    begins
                    and not joined
                    and is_label
                    and atom.text.upper() not in self._forms.prefixes
                ):
                    skipped += 1
                    if skipped <= 2:
                        at += 1
                        continue
            if not joined:
                return
            typed += [(character, at + 1) for character in atom.text]
            at += 1

    def _is_code_of_its_own(
        self, message: Message, place: int, typed: list[tuple[str, int]]
    ) -> bool:
        """A code behind a number that is whole, on the next line, or in front of the next document."""
        atom = message.atoms[place]
        if atom.glued or atom.text not in self._forms.codes:
            return False
        if "\n" in atom.gap or "," in atom.gap:
            return True
        characters = [character for character, _ in typed]
        if any(read_as(characters, row) for form in self._forms.prefixed for row in form.rows):
            return not self._is_typed_apart(message, typed)
        after = place + 1
        if not message.is_free(after) or message.atoms[after].is_number:
            return False
        return message.atoms[after].text.upper() in self._forms.prefixes

    @staticmethod
    def _is_typed_apart(message: Message, typed: list[tuple[str, int]]) -> bool:
        """Whether the digits so far were typed one by one."""
        last = typed[-1][1]
        return not message.atoms[last].glued and all(
            len(message.atoms[place].text) == 1 for place in (last - 1, last)
        )

    def _is_set_off(self, message: Message, place: int, typed: list[tuple[str, int]]) -> bool:
        """Whether a number typed digit by digit ends before another separator: `A A 1 2 … 7 / 3`."""
        last = typed[-1][1]
        return (
            self._is_typed_apart(message, typed)
            and message.atoms[last - 1].is_number
            and message.atoms[place].gap != message.atoms[last].gap
        )

    def _exact(self, message: Message, typed: list[tuple[str, int]], head: str) -> Found | None:
        """The one document that was typed; with a doubt when there is more than one way to see it."""
        characters = [character for character, _ in typed]
        matches: list[tuple[Form, Reading, int]] = []
        has_code = self._has_code_in_front(message, typed[0][1], head)
        for form in self._forms.prefixed:
            for row in form.rows:
                end = len(row)
                if end > len(typed) or not self._ends(message, typed, end):
                    continue
                if has_code and end < len(typed) and self._is_typed_apart(message, typed[:end]):
                    continue  # its code is told, so all of the digits are its own
                if reading := read_as(characters[:end], row):
                    matches.append((form, reading, end))
        if not matches:
            return None
        form, reading, end = max(matches, key=lambda match: match[2])
        first, last = typed[0][1], typed[end - 1][1]
        quoted = message.between(first, last)
        quoted = quoted[len(head) :]
        if (
            len({match[2] for match in matches}) > 1
            or self._is_swapped_otherwise(characters[:end], reading)
            or self._may_end_otherwise(message, typed, end, has_code=has_code)
        ):
            doubt = Doubt(kind="document-form", quoted=quoted, candidates=(form.type,))
            return Found(first=first, last=last, doubt=doubt, head=head)
        return self._forms.accept(form, reading.number, quoted, first=first, last=last, head=head)

    def _ends(self, message: Message, typed: list[tuple[str, int]], end: int) -> bool:
        """Whether the number ends there: with its run, and nothing that may belong to it follows."""
        last = typed[end - 1][1]
        if end < len(typed):
            after = typed[end][1]
            return after != last and not message.atoms[after].glued
        if last + 1 < len(message.atoms) and message.atoms[last + 1].glued:
            following = message.atoms[last + 1].text
            return len(following) > 1 and not all(map(is_digit, following))
        return True

    def _is_swapped_otherwise(self, typed: Sequence[str], reading: Reading) -> bool:
        """Whether a letter for a digit (or the reverse) may as well be one too many, or one lost."""
        for place in reading.swapped:
            without = [*typed[:place], *typed[place + 1 :]]
            letter = reading.number[place] if reading.number[place].isalpha() else ""
            doubled = [*typed[:place], *letter, *typed[place:]]
            if any(
                read_as(other, row)
                for other in (without, doubled if letter else without)
                for form in self._forms.prefixed
                for row in form.rows
            ):
                return True
        return False

    def _may_end_otherwise(
        self, message: Message, typed: list[tuple[str, int]], end: int, *, has_code: bool
    ) -> bool:
        """Whether its last digit may be the code, or the one behind it the number's."""
        number = typed[:end]
        has_code_behind = self._has_code_behind(message, number)
        is_told = (has_code or has_code_behind) and self._is_grouped(message, number)
        if self._swallows_a_code(message, number) and not is_told:
            return True
        # A number typed digit by digit, with one more behind it: whose is that?
        is_cut_short = end < len(typed) and self._is_typed_apart(message, number)
        return is_cut_short and not (is_told and has_code_behind)

    def _swallows_a_code(self, message: Message, typed: list[tuple[str, int]]) -> bool:
        """`AZE1234567 1`: was the last digit of the number typed apart, or forgotten?"""
        apart = self._groups(message, typed)[1:]
        if all(len(group) == 1 for group in apart):
            return len(apart) == 1 and apart[0] in self._forms.codes
        return any(group in self._forms.codes for group in apart)

    @staticmethod
    def _groups(message: Message, typed: list[tuple[str, int]]) -> list[str]:
        """A number in the pieces that it was typed in."""
        groups: list[str] = [""]
        for number, (character, at) in enumerate(typed):
            begins = number > 0 and at != typed[number - 1][1] and not message.atoms[at].glued
            groups[-1:] = [groups[-1], character] if begins else [groups[-1] + character]
        return groups

    def _is_grouped(self, message: Message, typed: list[tuple[str, int]]) -> bool:
        """Whether the digits stand in groups of one size, and a last single one is what was left over:
        `MYI 87 90 09 3`."""
        groups = [group for group in self._groups(message, typed) if not group.isalpha()]
        groups[0] = groups[0].lstrip("".join(filter(str.isalpha, groups[0])))
        if len(groups[-1]) > 1:
            return True
        whole = groups[:-1]
        after = typed[-1][1] + 1
        counts = after < len(message.atoms) and (
            message.has_role(after, "unit") and not message.atoms[after].after_break
        )
        return len(whole) > 1 and {len(one) for one in whole} == {len(whole[0])} and not counts

    def _has_code_behind(self, message: Message, typed: list[tuple[str, int]]) -> bool:
        """`AA-71-26-93-2 1`: a code behind another separator than the number's own."""
        last = typed[-1][1]
        after = last + 1
        return (
            message.is_free(after)
            and message.atoms[after].text in self._forms.codes
            and message.atoms[after].gap not in ("", message.atoms[last].gap)
            and not message.has_role(after + 1, "unit")
        )

    def _has_code_in_front(self, message: Message, first: int, head: str) -> bool:
        """Whether a code stands before a number, be it with words between: no digit of it is one."""
        if head in self._forms.codes:
            return True
        for place in range(first - 1, max(-1, first - _WORDS_BETWEEN - 2), -1):
            if not message.is_free(place):
                return False
            if numbers := message.numbers(place):
                return bool(numbers & self._forms.codes)
            if message.has_role(place, "unit"):
                return False
        return False

    def _damaged(
        self, message: Message, typed: list[tuple[str, int]], head: str, prefix: str
    ) -> Found | None:
        """The prefix with too few or too many digits behind it."""
        end = len(typed)
        while end > len(prefix):
            group = typed[end - 1][1]
            size = sum(at == group for _, at in typed[len(prefix) : end])
            rest = end - size - len(prefix)
            if message.atoms[group].glued or size > _STRAY or rest < 5:
                break
            end -= size
        digits = end - len(prefix)
        if digits < 4:
            return None
        first, last = typed[0][1], typed[end - 1][1]
        goes_on = last + 1 < len(message.atoms) and message.atoms[last + 1].glued
        while last + 1 < len(message.atoms) and message.atoms[last + 1].glued:
            last += 1
        forms = [form for form in self._forms.prefixed if prefix in form.prefixes]
        needs = [n for form in forms for n in form.lengths]
        kind: DoubtKind = "document-form"
        if goes_on:
            pass
        elif end < min(needs):
            kind = "document-short"
        elif end > max(needs):
            kind = "document-long"
        doubt = Doubt(
            kind=kind,
            quoted=message.between(first, last)[len(head) :],
            candidates=tuple(form.type for form in forms),
            needs=min(needs, key=lambda n: abs(n - end)),
        )
        return Found(first=first, last=last, doubt=doubt, head=head)


def _typed(message: Message, place: int, forms: Forms) -> str:
    """A run of letters; as it was meant where a whole prefix was typed on the other layout."""
    text = message.atoms[place].text
    for prefix in forms.prefixes:
        typed = text[: len(prefix)]
        if not typed.isascii() and typed.upper().translate(_OTHER_LAYOUT) == prefix:
            return prefix + text[len(prefix) :]
    return text
