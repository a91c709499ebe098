# SPDX-License-Identifier: EUPL-1.2
"""One row of a list: what it says of a person, and what is wrong with it. Pure.

Nothing is guessed. A number whose digits Excel lost is sent back, even where only one number could
have been meant: the person at the checkpoint would be another one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from tereze.core.errors import BadInput
from tereze.packs.document_checks import birth_and_sex, check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.packs.types import DocumentType, Sex
from tereze.people import rules as people
from tereze.people.phones import read_phone
from tereze.people.types import PaperDocument, Person
from tereze.permits.employers.tables import Columns
from tereze.permits.employers.tables.columns import Field

#: What may be wrong with a row before anybody asks for it.
ProblemCode: TypeAlias = Literal[
    "name-missing",
    "name-strange",
    "number-missing",
    "number-wrong",
    "digits-lost",
    "zeros-lost",
    "type-unknown",
    "born-unreadable",
    "born-differs",
    "phone-wrong",
    "twice",
]

#: 1.23E+11, 8,50101E+11: what Excel makes of a long number.
_SCIENTIFIC: Final = re.compile(r"[0-9][.,]?[0-9]*[eEеЕ]\+?[0-9]{1,2}")
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T].*)?")
_LOCAL: Final = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?: .*|\s*[гж]\.?)?")
#: Days of Excel's calendar in which people are born who live: 1900 to 2100.
_SERIAL: Final = range(366, 73_000)
_EXCEL_BEGINS: Final = date(1899, 12, 30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong with a row, and in which field."""

    code: ProblemCode
    field: Field
    #: what the words about it name: the number of the row that says the same, an example
    fact: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedRow:
    """A row about somebody. With problems its values are worth nothing."""

    name: str = ""
    document: PaperDocument | None = None
    born: date | None = None
    sex: Sex | None = None
    phone: str | None = None
    plate: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def person(self) -> Person:
        """Whom it is about, as far as an employer says."""
        return Person(name=self.name, born=self.born, sex=self.sex)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """What rows are checked by."""

    #: documents that the regime knows, by type
    documents: Mapping[str, DocumentType]
    #: the type of a number that says none
    usual: str
    #: names of the types in all languages, in small letters, for a column that names them
    names: Mapping[str, str]
    #: country in which a number without + is dialled
    region: str
    today: date

    def is_document(self, cell: str) -> bool:
        """Whether a cell holds a number of the usual document."""
        try:
            check_number(self.documents[self.usual], cell)
        except DocumentNumberWrong:
            return False
        return True

    def is_date(self, cell: str) -> bool:
        """Whether a cell holds a date that one can be born on."""
        return not cell.isdecimal() and read_date(cell, self.today) is not None

    def is_phone(self, cell: str) -> bool:
        """Whether a cell holds a phone number."""
        try:
            read_phone(cell, region=self.region)
        except BadInput:
            return False
        return len(cell) >= 7


def check_row(row: Sequence[str], columns: Columns, checks: Checks) -> CheckedRow:
    """What a row says, and all that is wrong with it."""
    problems: list[Problem] = []
    document = _read_document(row, columns, checks, problems)
    name = _read_name(columns.name_of(row), checks, problems)
    born, sex = _read_born(columns.of(row, "born"), document, checks, problems)
    phone = _read_phone(columns.of(row, "phone"), checks, problems)
    return CheckedRow(
        name=name,
        document=document,
        born=born,
        sex=sex,
        phone=phone,
        plate=columns.of(row, "plate")[:20] or None,
        problems=tuple(problems),
    )


def names_agree(told: str, known: str) -> bool:
    """Whether an employer's name for somebody can be that of whom the register knows by the number.

    Each word of the shorter name has to be in the longer one, as itself or as its first letter; one
    word at least as itself.

    >>> names_agree("Серікова Әсел", "Әсел Серікова Болатқызы"), names_agree("Бек А.", "Ару Бек")
    (True, True)
    >>> names_agree("Бек Дана", "Ару Бек"), names_agree("А. Б.", "Ару Бек")
    (False, False)
    """
    fewer, more = sorted((_words(told), _words(known)), key=len)
    left = list(more)
    whole = 0
    for word in sorted(fewer, key=len, reverse=True):
        fits = [one for one in left if one == word] or [
            one for one in left if min(len(one), len(word)) == 1 and one[0] == word[0]
        ]
        if not fits:
            return False
        whole += fits[0] == word and len(word) > 1
        left.remove(fits[0])
    return whole > 0


def read_date(text: str, today: date) -> date | None:
    """A date as people and Excel write it; None when it is none on which somebody was born.

    >>> read_date("14.03.1988", date(2026, 1, 1)), read_date("32216", date(2026, 1, 1))
    (datetime.date(1988, 3, 14), datetime.date(1988, 3, 14))
    """
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = map(int, found.groups())
        elif found := _LOCAL.fullmatch(text):
            day, month, year = map(int, found.groups())
        elif text.isdecimal() and int(text[:9]) in _SERIAL:
            return _EXCEL_BEGINS + timedelta(days=int(text))
        else:
            return None
        read = date(year, month, day)
    except ValueError:
        return None
    return read if date(1890, 1, 1) <= read <= today else None


def _read_document(
    row: Sequence[str], columns: Columns, checks: Checks, problems: list[Problem]
) -> PaperDocument | None:
    said = columns.of(row, "type")
    type_id = checks.names.get(said.casefold(), "") if said else checks.usual
    if not type_id:
        problems.append(Problem(code="type-unknown", field="type"))
        return None
    kind, text = checks.documents[type_id], columns.of(row, "document").removeprefix("'")
    if not text:
        problems.append(Problem(code="number-missing", field="document"))
    elif _SCIENTIFIC.fullmatch(text):
        problems.append(Problem(code="digits-lost", field="document"))
    else:
        try:
            return PaperDocument(type=type_id, number=check_number(kind, text))
        except DocumentNumberWrong:
            lost = any(_is_number(kind, zeros + text) for zeros in _zeros_before(text))
            code: ProblemCode = "zeros-lost" if lost else "number-wrong"
            problems.append(Problem(code=code, field="document", fact=kind.example))
    return None


def _zeros_before(text: str) -> Iterator[str]:
    if text.isdecimal() and len(text) < 20:
        yield from ("0" * number for number in range(1, 4))


def _is_number(kind: DocumentType, text: str) -> bool:
    try:
        check_number(kind, text)
    except DocumentNumberWrong:
        return False
    return True


def _read_name(text: str, checks: Checks, problems: list[Problem]) -> str:
    if not text:
        problems.append(Problem(code="name-missing", field="name"))
        return ""
    try:
        return people.check_person(Person(name=text), today=checks.today).name
    except BadInput:
        problems.append(Problem(code="name-strange", field="name"))
        return ""


def _read_born(
    text: str, document: PaperDocument | None, checks: Checks, problems: list[Problem]
) -> tuple[date | None, Sex | None]:
    born = read_date(text, checks.today) if text else None
    if text and born is None:
        problems.append(Problem(code="born-unreadable", field="born"))
    told = birth_and_sex(checks.documents[document.type], document.number) if document else None
    if told is None:
        return born, None
    if born is not None and born != told.born:
        problems.append(Problem(code="born-differs", field="born"))
    return told.born, told.sex


def _read_phone(text: str, checks: Checks, problems: list[Problem]) -> str | None:
    if not text:
        return None
    try:
        return read_phone(text, region=checks.region)
    except BadInput:
        problems.append(Problem(code="phone-wrong", field="phone"))
        return None


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold().replace("ё", "е"))
