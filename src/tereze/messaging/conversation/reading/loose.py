# SPDX-License-Identifier: EUPL-1.2
"""Documents of a form that nearly anything fits: passports of all countries, codes of seven characters.

A word of six letters has the form too, and so has an identity card with a digit lost. So a number is
believed when it looks copied from a paper, or the word before it names its kind; everything else that
looks like a number is asked about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tereze.messaging.conversation.reading.atoms import Atom
from tereze.messaging.conversation.reading.decoys import is_ordinal
from tereze.messaging.conversation.reading.folding import key
from tereze.messaging.conversation.reading.forms import DIGITS, Form, distance, read_as
from tereze.messaging.conversation.reading.found import Forms, Found, find_digits_of_series
from tereze.messaging.conversation.reading.message import Message
from tereze.messaging.conversation.reading.understood import Doubt

_PASSPORT = re.compile(r"[^\W\d_]{1,2}[0-9]{6,9}|[^\W\d_]{2}[0-9]{5}|[0-9]{2}[^\W\d_]{2}[0-9]{5}")
#: A word has one, whatever digits follow it.
_VOWEL = re.compile("[AEIOUYАЕИОУЫЭЮЯІ]")
_PLATE = re.compile(r"[0-9]{2}[^\W\d_]{2}[0-9]{3}")
#: So many digits are no code any more.
_TELLING = 4
#: Characters that are read for each other where damage is suspected.
_AS_DIGITS = str.maketrans("OISZBGQL", "01528601")
_NOUGHT_ONE = str.maketrans("OIL", "011")
_AS_LETTERS = str.maketrans("01", "OI")
#: Digits that a damaged number may have lost; letters that may be left of a broken prefix.
_LOST = 2
#: Behind a prefix, so many digits are meant as its own.
_FEW = 3
_STRAY_LETTERS = 2
#: In small letters, more of them in one piece may be a word.
_OF_A_WORD = 3
#: Letters that look the same in the Latin, Cyrillic and Greek alphabets.
_TWINS = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYX" + "ABEZHIKMNOPTYX")


class LooseFinder:
    """Finds them, and what may be a damaged one."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._names = {form.type: _names_of(form) for form in forms.all}

    def find(self, message: Message) -> Iterator[Found]:
        """Documents of a wide form, and what may be a damaged one; takes their atoms."""
        for first, last in list(message.tokens()):
            if message.taken[first]:
                continue
            if found := self._token(message, first, last):
                message.take(found.first, found.last)
                yield found

    def _token(self, message: Message, first: int, last: int) -> Found | None:
        text = message.between(first, last)
        if first == last and not message.atoms[first].is_number:
            joined = self._letters_apart(message, first)
            if joined is None:
                return None
            text, last = joined
        digits = sum(c in DIGITS for c in text)
        if first and digits >= _TELLING and message.is_free(first - 1):
            before = message.atoms[first - 1].text.upper()
            if before in self._forms.prefixes:  # AZE O47…: of that form, or of none
                return self._doubtful(message, first - 1, last, message.between(first - 1, last))
        labelled = self._label_before(message, first)
        is_bare = digits == len(text)
        if is_bare:
            if labelled and (found := self._bare(message, first, last, text, labelled)):
                return found
            return self._doubtful(message, first, last, text) if digits >= 5 else None
        if digits < 2 or len(text) < 4:
            return self._one_digit(message, first, last, text, labelled)
        if last > first and (cut := self._cut_code(message, first, last)):
            return cut
        if accepted := self._believed(message, first, last, text, labelled):
            return accepted
        return self._doubtful(message, first, last, text) if digits >= 3 else None

    def _letters_apart(self, message: Message, place: int) -> tuple[str, int] | None:
        """`C 01234567`: one or two letters, and the digits of one number apart."""
        last = find_digits_of_series(message, place)
        if last is None:
            return None
        return message.atoms[place].text + message.atoms[last].text, last

    def _label_before(self, message: Message, first: int) -> set[str]:
        """Types that the words before name: "passport no. …"."""
        types: set[str] = set()
        for place in range(first - 1, max(-1, first - 4), -1):
            atom = message.atoms[place]
            if atom.is_number:
                break
            word = key(atom.text)
            named = {name for name, words in self._names.items() if word in words}
            types |= named
            if not named and not message.has_role(place, "document_label", "code_label", "filler"):
                break
        return types

    def _bare(
        self, message: Message, first: int, last: int, text: str, labelled: set[str]
    ) -> Found | None:
        """Digits alone behind the word that says what they are, and not another number's digits."""
        tails = {
            len(row) - len(prefix)
            for form in self._forms.prefixed
            for row in form.rows
            for prefix in form.prefixes
        }
        if len(text) in tails or len(text) < 6:
            return None
        for form in self._forms.loose:
            if form.type in labelled and form.document.has_form(text):
                return self._forms.accept(form, text, text, first=first, last=last)
        return None

    def _cut_code(self, message: Message, first: int, last: int) -> Found | None:
        """`2C01234567`: a code and a number, unless it may be a number as a whole."""
        head = message.atoms[first].text
        whole = _as_latin(message.between(first, last))
        if head not in self._forms.codes or any(
            f.document.has_form(whole or "") for f in self._forms.loose
        ):
            return None
        found = self._believed(message, first + 1, last, message.between(first + 1, last), set())
        if found is None or found.document is None:
            return None
        return Found(first=first, last=last, document=found.document, head=head)

    def _believed(
        self, message: Message, first: int, last: int, text: str, labelled: set[str]
    ) -> Found | None:
        atoms = message.atoms[first : last + 1]
        may_be_words = len(atoms) == 2 or not text.isupper()
        if may_be_words and any(
            len(one.text) > 1 and _says_something(message, place)
            for place, one in enumerate(atoms, first)
        ):
            return None  # "saat1430", "tel501234567"
        for form in sorted(self._forms.loose, key=lambda one: one.type not in labelled):
            number = self._read_loose(form, text)
            is_named = form.type in labelled
            if number is None or self._is_nearly_strict(number, is_named=is_named):
                continue
            is_copied = (
                self._is_one_type(number)
                and _is_copied(form, text, atoms)
                and not self._stands_behind_letters(message, first)
            )
            if is_named or is_copied:
                quoted = message.between(first, last)
                return self._forms.accept(form, number, quoted, first=first, last=last)
        return None

    @staticmethod
    def _read_loose(form: Form, text: str) -> str | None:
        number = text.upper() if text.isascii() else _as_latin(text)
        if not form.document.pattern.isascii() and not text.isascii():
            # The form knows letters of both alphabets: a number in twins may be either.
            is_own = not any(c.isascii() and c.isalpha() for c in text)
            has_twin_only = _as_latin(text) is not None
            number = text.upper() if is_own and not has_twin_only else None
        if number is None:
            return None
        if form.document.has_form(number):
            return number
        readings = {r.number for row in form.rows if (r := read_as(number, row))}
        (read,) = readings if len(readings) == 1 else (None,)
        return read if read and form.document.has_form(read) else None

    def _is_one_type(self, number: str) -> bool:
        """Whether a number in the manner of passports is no other wide number as well."""
        if not _PASSPORT.fullmatch(number):
            return True
        fitting = [form for form in self._forms.loose if form.document.has_form(number)]
        return len({len(form.lengths) > 1 for form in fitting}) == 1

    def _is_nearly_strict(self, number: str, *, is_named: bool) -> bool:
        """Whether a stricter number with mistakes in it looks like this. Who says "passport" may have
        one that is a letter off an identity card's, but none that a card with a letter lost would be."""
        if any(distance(number, row, 1) <= 1 for form in self._forms.digits for row in form.rows):
            return True
        if any(
            number.startswith(prefix) and sum(c in DIGITS for c in number) >= _FEW
            for prefix in self._forms.prefixes
        ):
            return True
        return any(
            self._may_be_damaged(number, prefix, len(row) - len(prefix), is_named=is_named)
            for form in self._forms.prefixed
            for row in form.rows
            for prefix in form.prefixes
        )

    @staticmethod
    def _may_be_damaged(number: str, prefix: str, digits: int, *, is_named: bool) -> bool:
        """Whether what is left of a prefix, or is one letter off it, stands before nearly enough
        digits."""
        for size in range(len(prefix) + 1):
            # With all of the prefix lost, no further slip is looked for: B1234567 is a passport.
            head, tail = number[:size], number[size:].translate(_AS_DIGITS if size else _NOUGHT_ONE)
            if number[size].isalpha() and size:
                continue  # the letters in front go together
            if not tail.isdigit() or not digits - _LOST <= len(tail) <= digits + 1:
                continue
            if _is_left_of(head.translate(_AS_LETTERS), prefix):
                return True
            if not is_named and distance(head, tuple(map(frozenset, prefix))) <= 1:
                return True
        return False

    def _stands_behind_letters(self, message: Message, first: int) -> bool:
        """`A/E12345678`: a prefix that was broken in two."""
        if not message.is_free(first - 1) or message.atoms[first - 1].is_number:
            return False
        if is_ordinal(message, first - 1):
            return False
        atom = message.atoms[first - 1]
        return len(atom.text) <= _STRAY_LETTERS and not (
            len(atom.text) > 1 and message.meanings(first - 1)
        )

    def _one_digit(
        self, message: Message, first: int, last: int, text: str, labelled: set[str]
    ) -> Found | None:
        """A number of letters with a single digit in its middle, in capitals: K7QWRTM."""
        inside = text[1:-1]
        is_one = any(c in DIGITS for c in inside) and text.isupper() and len(text) >= 6
        if not is_one and not labelled:
            return None
        return self._believed(message, first, last, text, labelled)

    def _doubtful(self, message: Message, first: int, last: int, text: str) -> Found:
        typed = _as_latin(text) or text.upper()
        near = sorted(
            (
                (distance(typed, row, 3), self._forms.rank(form), form, len(row))
                for form in (*self._forms.prefixed, *self._forms.digits)
                for row in form.rows
            ),
            key=lambda one: one[:2],
        )
        near = [one for one in near if one[0] <= 3]
        types = tuple(dict.fromkeys(form.type for _, _, form, _ in near))
        doubt = Doubt(
            kind="document-form",
            quoted=message.between(first, last),
            candidates=types[:2],
            needs=near[0][3] if near else None,
        )
        return Found(first=first, last=last, doubt=doubt)


def _says_something(message: Message, place: int) -> bool:
    """Whether letters in front of digits are a word: "saat", "tel"; two of a passport may be an "an"."""
    roles = {one.role for one in message.meanings(place)}
    return bool(roles - {"filler"} if len(message.atoms[place].text) == 2 else roles)


def _is_copied(form: Form, typed: str, atoms: Sequence[Atom]) -> bool:
    """Whether it looks like a number from a paper: as passports are numbered; or, where all numbers of
    the form are equally long, letters and digits mixed as in no word and on no plate."""
    digits = sum(c in DIGITS for c in typed)
    letters = len(typed) - digits
    in_capitals = all(one.text.isupper() or one.is_number for one in atoms)
    if _PASSPORT.fullmatch(typed):
        return True
    if len(form.lengths) > 1 or _PLATE.fullmatch(typed):
        return False
    if letters < 2:
        return False  # digits, and a slip of the finger
    if digits < 2:
        return in_capitals and len(atoms) == 3
    if len(atoms) == 2:
        return in_capitals and not _VOWEL.search(typed)
    if len(atoms) == 3 and not in_capitals:
        return not any(len(one.text) > _OF_A_WORD for one in atoms if not one.is_number)
    return True


def _as_latin(text: str) -> str | None:
    """In Latin capitals, where every letter has a twin there."""
    number = text.upper().translate(_TWINS)
    return number if number.isascii() else None


def _is_left_of(letters: str, prefix: str) -> bool:
    """Whether letters are what is left when some of a prefix are lost.

    >>> _is_left_of("OM", "MOM"), _is_left_of("", "AA"), _is_left_of("C", "AZE")
    (True, True, False)
    """
    rest = iter(prefix)
    return all(letter in rest for letter in letters)


def _names_of(form: Form) -> frozenset[str]:
    words: Mapping[str, str] = form.document.titles
    titles = " ".join((form.type.replace("-", " "), *words.values()))
    return frozenset(key(word) for word in re.findall(r"[^\W\d_]{3,}", titles))
