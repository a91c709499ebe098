# SPDX-License-Identifier: EUPL-1.2
"""Messages as they really come in, made up: to measure how well they are read.

On the first days of three real services 35 to 90 % of all messages could not be read by the machine.
What was wrong with them is known in kind: contentless ones, a digit too few, the prefix on another
keyboard, a greeting, two codes, amounts where the code belongs. Each kind is a method here; the weights
say how often it comes. The same seed makes the same messages.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from tereze.messaging.conversation.reading import DocumentForm, Grammar, PurposeWords
from tereze.messaging.conversation.reading.forms import Form, make_form

#: What a message should come to, as a line of a file says it.
Expect: TypeAlias = dict[str, str] | list[dict[str, str]]
_Made: TypeAlias = tuple[str, Expect]

_CYRILLIC = str.maketrans("ABEKMHOPCTXYabekmhopctxy", "АВЕКМНОРСТХУавекмнорстху")
_SOUNDS = {"A": "А", "Z": "З", "E": "Е", "M": "М", "Y": "Й", "I": "И", "D": "Д", "O": "О"}
_FULL_WIDTH = str.maketrans("0123456789AEZMYIDO", "０１２３４５６７８９ＡＥＺＭＹＩＤＯ")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_BETWEEN = (
    " ",
    "  ",
    ",",
    ", ",
    ".",
    ". ",
    "-",
    " - ",
    "/",
    ":",
    ";",
    "#",
    "*",
    "_",
    "\n",
    "+",
    " №",
    "=",
)
_INVISIBLE = ("\u200b", "\u200e", "\u00ad", "\ufeff")


class Corpus:
    """Makes messages for one grammar."""

    def __init__(self, grammar: Grammar, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 (messages of nobody)
        self._grammar = grammar
        self._forms = [make_form(one) for one in grammar.documents]
        self._words = load_words()
        self._askable = [one for one in grammar.purposes if one.codes and not one.emergency]
        kinds: dict[str, tuple[int, Callable[[], _Made]]] = (
            self._declared_kinds() if grammar.identified_by == "declared" else self._kinds()
        )
        self._names = list(kinds)
        self._weights = [weight for weight, _ in kinds.values()]
        self._make = {name: make for name, (_, make) in kinds.items()}

    def lines(self, count: int) -> Iterator[dict[str, Any]]:
        """So many messages, as lines of a file."""
        for name in self._random.choices(self._names, self._weights, k=count):
            text, expect = self._make[name]()
            yield {"text": text, "sender": self._phone(), "expect": expect, "damage": name}

    def _kinds(self) -> dict[str, tuple[int, Callable[[], _Made]]]:
        return {
            # to be granted
            "as it should be": (10, self._right),
            "order": (5, self._reversed),
            "no space": (7, self._glued),
            "punctuation": (8, self._punctuated),
            "spaces in the number": (8, self._spaced),
            "case": (4, self._other_case),
            "other keyboard": (7, self._other_keyboard),
            "letters for digits": (5, self._letters_for_digits),
            "other digits": (4, self._other_digits),
            "invisible": (3, self._invisible),
            "number word": (4, self._number_word),
            "purpose in words": (8, self._in_words),
            "labels": (6, self._labelled),
            "greeting": (9, self._greeted),
            "other numbers": (6, self._with_decoy),
            "two requests": (3, self._two),
            "twice the same": (1, self._twice),
            "several damages": (6, self._much),
            # to be asked about
            "digit lost": (6, self._digit_lost),
            "digit too many": (4, self._digit_more),
            "prefix lost": (3, self._prefix_lost),
            "wrong letter": (3, self._wrong_letter),
            "code alone": (4, self._code_alone),
            "document alone": (5, self._document_alone),
            "unknown code": (3, self._unknown_code),
            "two codes": (2, self._two_codes),
            "two documents": (2, self._two_documents),
            "amount for a code": (4, self._amount),
            "contentless": (10, self._contentless),
        }

    def _declared_kinds(self) -> dict[str, tuple[int, Callable[[], _Made]]]:
        return {
            "as it should be": (20, lambda: self._declared(" ")),
            "punctuation": (10, lambda: self._declared(self._random.choice(_BETWEEN[2:]))),
            "greeting": (10, self._declared_greeted),
            "document alone": (8, self._name_alone),
            "code alone": (8, self._code_alone),
            "unknown code": (5, self._declared_unknown),
            "contentless": (10, self._contentless),
        }

    # --- Pieces ---------------------------------------------------------------------------

    def _purpose(self) -> PurposeWords:
        return self._random.choice(self._askable)

    def _code(self) -> str:
        return self._random.choice(self._purpose().codes)

    def _document(self, *, strict: bool = False) -> str:
        """A number of one of the forms; mostly of a strict one, as most people have."""
        exact = [form for form in self._forms if form.kind != "loose"]
        loose = [form for form in self._forms if form.kind == "loose"]
        weights = [6] * len(exact[:1]) + [2] * len(exact[1:]) + [0 if strict else 1] * len(loose)
        (form,) = self._random.choices([*exact, *loose], weights)
        return self._number(form)

    def _number(self, form: Form) -> str:
        if form.kind == "loose" and len(form.lengths) > 1:
            digits = 10 ** self._random.choice((7, 8))
            letter = self._random.choice("CPNUEK")
            number = f"{letter}{self._random.randrange(digits // 10, digits)}"
            return number if form.document.has_form(number) else self._drawn(form)
        return self._drawn(form)

    def _drawn(self, form: Form) -> str:
        row = self._random.choice(form.rows)
        while True:
            number = "".join(self._random.choice(sorted(place)) for place in row)
            if _is_whole(form.document, number):
                return number

    def _phone(self) -> str:
        return f"+99450{self._random.randrange(10**6, 10**7)}"

    @staticmethod
    def _permit(code: str, document: str) -> dict[str, str]:
        return {"outcome": "permit", "purpose": code, "document": document}

    def _one_of(self, name: str) -> str:
        return str(self._random.choice(self._words[name]))

    # --- To be granted ----------------------------------------------------------------------

    def _right(self) -> _Made:
        code, document = self._code(), self._document()
        return f"{code} {document}", self._permit(code, document)

    def _reversed(self) -> _Made:
        code, document = self._code(), self._document()
        between = self._random.choice((" ", ", ", "-", "\n", " - "))
        return f"{document}{between}{code}", self._permit(code, document)

    def _glued(self) -> _Made:
        code, document = self._code(), self._prefixed()
        return f"{code}{document}", self._permit(code, document)

    def _prefixed(self) -> str:
        """A number that begins with letters; where none does, any."""
        forms = [form for form in self._forms if form.kind == "prefixed"]
        return self._number(forms[0]) if forms else " " + self._document(strict=True)

    def _punctuated(self) -> _Made:
        code, document = self._code(), self._document()
        between = self._random.choice(_BETWEEN)
        shape = self._random.choice(
            ("{}{}{}", "({}){}{}", '"{}"{}"{}"', "{}{}{}.", "{}{}[{}]", "{}){}{}!!!")
        )
        return shape.format(code, between, document), self._permit(code, document)

    def _spaced(self) -> _Made:
        code, document = self._code(), self._document(strict=True)
        letters = "".join(c for c in document if c.isalpha())
        digits = document[len(letters) :]
        size = self._random.choice((2, 3, 4, len(digits)))
        groups = [digits[at : at + size] for at in range(0, len(digits), size)]
        if len(groups) > 1 and len(groups[-1]) == 1:
            groups[-2:] = ["".join(groups[-2:])]
        gap = self._random.choice((" ", "-", ".", " - ", "\u00a0"))
        number = gap.join(part for part in (letters, *groups) if part)
        return f"{code} {number}", self._permit(code, document)

    def _other_case(self) -> _Made:
        text, expect = self._random.choice((self._right, self._in_words, self._greeted))()
        change = self._random.choice((str.lower, str.upper, str.swapcase))
        return change(text), expect

    def _other_keyboard(self) -> _Made:
        code, document = self._code(), self._document(strict=True)
        sounds = "".join(_SOUNDS.get(c, c) for c in document)
        typed = self._random.choice((document.translate(_CYRILLIC), sounds, self._mixed(document)))
        typed = self._random.choice((typed, typed.lower()))
        return f"{code} {typed}", self._permit(code, document)

    def _mixed(self, document: str) -> str:
        return "".join(
            c.translate(_CYRILLIC) if self._random.random() < 0.5 else c for c in document
        )

    def _letters_for_digits(self) -> _Made:
        code = self._code()
        forms = [form for form in self._forms if form.kind != "loose"]
        document = self._number(forms[0])
        while not {"0", "1"} & set(document[3:]):
            document = self._number(forms[0])
        typed = document
        for digit, letters in (("0", "OoО"), ("1", "Il")):
            if digit in document[3:] and self._random.random() < 0.7:
                at = document.index(digit, 3)
                typed = typed[:at] + self._random.choice(letters) + typed[at + 1 :]
        return f"{code} {typed}", self._permit(code, document)

    def _other_digits(self) -> _Made:
        code, document = self._code(), self._document(strict=True)
        style = self._random.choice(("full", "arabic", "persian", "keycap"))
        if style == "keycap":
            text = f"{code}\ufe0f\u20e3 {document}"
        else:
            table = {"full": _FULL_WIDTH, "arabic": _ARABIC, "persian": _PERSIAN}[style]
            text = f"{code} {document}".translate(table)
        return text, self._permit(code, document)

    def _invisible(self) -> _Made:
        code, document = self._code(), self._document(strict=True)
        at = self._random.randrange(1, len(document))
        hidden = document[:at] + self._random.choice(_INVISIBLE) + document[at:]
        text = self._random.choice(
            (f"{code}\u00a0{hidden}", f"{code}&nbsp;{document}", f"<p>{code} {hidden}</p>")
        )
        return text, self._permit(code, document)

    def _number_word(self) -> _Made:
        code, document = self._code(), self._document()
        words = self._words["numbers"].get(code, [code])
        return f"{self._random.choice(words)} {document}", self._permit(code, document)

    def _in_words(self) -> _Made:
        named = [one for one in self._askable if one.id in self._words["words"]]
        if not named:
            return self._number_word()
        purpose = self._random.choice(named)
        words = self._random.choice(self._words["words"][purpose.id])
        document = self._document(strict=True)
        text = self._random.choice(
            (f"{words} {document}", f"{document} {words}", f"{words}, {document}")
        )
        return text, self._permit(purpose.codes[0], document)

    def _labelled(self) -> _Made:
        code, document = self._code(), self._document()
        before, behind = self._one_of("labels_of_code"), self._one_of("labels_of_document")
        return f"{before} {code} {behind} {document}", self._permit(code, document)

    def _greeted(self) -> _Made:
        code, document = self._code(), self._document()
        parts = [self._one_of("greetings"), f"{code} {document}", self._one_of("thanks")]
        if self._random.random() < 0.5:
            parts.insert(1, self._one_of("requests"))
        gap = self._random.choice((" ", ", ", "\n", ". "))
        return gap.join(parts), self._permit(code, document)

    def _with_decoy(self) -> _Made:
        code, document = self._code(), self._document()
        parts = [self._one_of("decoys"), f"{code} {document}"]
        if self._random.random() < 0.5:
            parts.reverse()
        return self._random.choice((", ", " ", "\n", ". ")).join(parts), self._permit(
            code, document
        )

    def _two(self) -> _Made:
        one, other = self._right()[1], self._right()[1]
        assert isinstance(one, dict)  # noqa: S101 (for the type)
        assert isinstance(other, dict)  # noqa: S101
        lines = [f"{each['purpose']} {each['document']}" for each in (one, other)]
        return self._random.choice(("\n", ", ", "; ", " ")).join(lines), [one, other]

    def _twice(self) -> _Made:
        text, expect = self._right()
        return f"{text}\n{text}", expect

    def _much(self) -> _Made:
        text, expect = self._random.choice(
            (
                self._glued,
                self._spaced,
                self._other_keyboard,
                self._letters_for_digits,
                self._labelled,
            )
        )()
        text = f"{self._one_of('greetings')}! {text}"
        return f"{text} {self._one_of('thanks')}", expect

    # --- To be asked about ------------------------------------------------------------------

    @staticmethod
    def _ask(text: str) -> _Made:
        return text, {"outcome": "ask"}

    def _damaged(self, document: str) -> _Made:
        shape = self._random.choice(
            ("{} {}", "{}{}" if document[0].isalpha() else "{} {}", "{}, {}")
        )
        return self._ask(shape.format(self._code(), document))

    def _exactly(self) -> str:
        """A number of a form of one length: one digit off is none."""
        forms = [f for f in self._forms if f.kind != "loose" and len(f.lengths) == 1]
        return self._number(self._random.choice(forms))

    def _digit_lost(self) -> _Made:
        document = self._exactly()
        at = self._random.randrange(len(document) - 5, len(document))
        return self._damaged(document[:at] + document[at + 1 :])

    def _digit_more(self) -> _Made:
        return self._damaged(self._exactly() + self._random.choice("0123456789"))

    def _prefix_lost(self) -> _Made:
        document = self._exactly()
        digits = "".join(c for c in document if c.isdigit())
        return self._damaged(digits if digits != document else digits[1:])

    def _wrong_letter(self) -> _Made:
        document = self._exactly()
        at = self._random.randrange(len(document) - 4, len(document))
        return self._damaged(document[:at] + self._random.choice("SBZGXR") + document[at + 1 :])

    def _code_alone(self) -> _Made:
        return self._ask(
            self._random.choice(("{}", "{} ", "kod {}", "salam {}", "{}.")).format(self._code())
        )

    def _document_alone(self) -> _Made:
        return self._ask(
            self._random.choice(
                ("{}", "salam {}", "здравствуйте {}", "{} спасибо", "please {}")
            ).format(self._document())
        )

    def _unknown_code(self) -> _Made:
        codes = {code for one in self._grammar.purposes for code in one.codes}
        unknown = [str(n) for n in (0, 4, 5, 6, 7, 8, 9, 11, 12, 22) if str(n) not in codes]
        return self._ask(f"{self._random.choice(unknown)} {self._document()}")

    def _two_codes(self) -> _Made:
        one, other = self._random.sample(self._askable, 2)
        shape = self._random.choice(("{0} {1} {2}", "{0},{1} {2}", "{0} {2} {1}", "{0}-{1} {2}"))
        return self._ask(shape.format(one.codes[0], other.codes[0], self._document(strict=True)))

    def _two_documents(self) -> _Made:
        one, other = self._document(strict=True), self._document(strict=True)
        return self._ask(f"{self._code()} {one} {other}")

    def _amount(self) -> _Made:
        parts = [self._one_of("amounts"), self._document(strict=True)]
        if self._random.random() < 0.5:
            parts.reverse()
        return self._ask(" ".join(parts))

    def _contentless(self) -> _Made:
        return self._ask(self._one_of("nothing"))

    # --- Where people declare who they are --------------------------------------------------

    def _person(self) -> str:
        name = self._random.choice(("Maria", "Γιώργος", "Eleni", "NIKOS", "Дмитрий"))
        surname = self._random.choice(("Papadopoulou", "Παπαδόπουλος", "Ivanov", "NIKOLAOU"))
        street = self._random.choice(("Ermou", "Σταδίου", "Leoforos Alexandras", "Egnatia"))
        return f"{name} {surname} {street} {self._random.randrange(1, 99)} Athens"

    def _declared(self, between: str) -> _Made:
        code = self._code()
        return f"{code}{between}{self._person()}", {"outcome": "permit", "purpose": code}

    def _declared_greeted(self) -> _Made:
        text, expect = self._declared(" ")
        return f"{self._random.choice(('Hello', 'hi', 'Здравствуйте'))} {text}", expect

    def _name_alone(self) -> _Made:
        return self._ask(self._person())

    def _declared_unknown(self) -> _Made:
        return self._ask(f"{self._random.choice(('7', '8', '9', '0', '12'))} {self._person()}")


@cache
def load_words() -> dict[str, Any]:
    """What people put around a request."""
    text = files(__package__).joinpath("corpus.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _is_whole(document: DocumentForm, number: str) -> bool:
    checked = document.check is None or document.check(number)
    return document.has_form(number) and checked and number != document.example
