# SPDX-License-Identifier: EUPL-1.2
"""What the cells of a register mean. A cell that could mean two things means none: BadInput."""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from tereze.core.errors import BadInput
from tereze.people.phones import read_phone
from tereze.people.rules import check_person
from tereze.people.types import PaperDocument, Person

Sex = Literal["female", "male"]

#: in the languages of our registers, and as in ISO/IEC 5218
_SEXES: Final[Mapping[str, Sex]] = {
    **dict.fromkeys(
        ("f", "female", "ж", "жен", "женский", "ә", "әйел", "q", "qadın", "2"), "female"
    ),
    **dict.fromkeys(("m", "male", "м", "муж", "мужской", "е", "ер", "k", "kişi", "1"), "male"),
}
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?")
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A person as a register names them."""

    person: Person
    document: PaperDocument


def read_entry(
    cells: Mapping[str, str], *, check: Callable[[str, str], str], region: str, today: date
) -> Entry:
    """The person and document that a row names. Raises BadInput that says what is wrong where.

    `check` normalises a document's number by its type, or raises BadInput.
    """
    person = Person(
        name=cells.get("name", ""),
        born=read_date(cells.get("born", "")),
        sex=read_sex(cells.get("sex", "")),
        phone=_read_phone(cells.get("phone", ""), region),
        address=cells.get("address") or None,
        home=cells.get("home") or None,
        tags=tuple(cells.get("tags", "").replace(";", " ").casefold().split()),
        household=cells.get("household") or None,
    )
    return Entry(
        person=check_person(person, today=today),
        document=_read_document(cells["document_type"], cells["document_number"], check),
    )


def read_date(text: str) -> date | None:
    """A date as ISO 8601 or as most of Europe and Asia write it.

    >>> read_date("1990-02-01"), read_date("1.2.1990"), read_date("")
    (datetime.date(1990, 2, 1), datetime.date(1990, 2, 1), None)
    >>> read_date("1/2/1990")
    Traceback (most recent call last):
    tereze.core.errors.BadInput: born: '1/2/1990' can be read in two ways; write 1990-02-01
    """
    if not text:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif "/" in text:
        raise BadInput(f"born: {text!r} can be read in two ways; write 1990-02-01", field="born")
    else:
        raise BadInput(f"born: {text!r} is not a date; write 1990-02-01", field="born")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadInput(f"born: there is no day {text!r}", field="born") from None


def read_sex(text: str) -> Sex | None:
    """Female or male, in the languages of our registers.

    >>> read_sex("Ж"), read_sex("kişi"), read_sex("")
    ('female', 'male', None)
    """
    if not text:
        return None
    sex = _SEXES.get(text.casefold().removesuffix("."))
    if sex is None:
        raise BadInput(f"sex: {text!r} is unknown here; write female or male", field="sex")
    return sex


def _read_phone(text: str, region: str) -> str | None:
    if not text:
        return None
    _refuse_shortened("phone", text)
    try:
        # A number of all digits with its country's code: the + was taken for arithmetic.
        return read_phone(text, region=region)
    except BadInput:
        raise BadInput(
            f"phone: {text!r} is not a phone number; write +77011234567", field="phone"
        ) from None


def _read_document(type: str, number: str, check: Callable[[str, str], str]) -> PaperDocument:
    if not type:
        raise BadInput("document_type: is empty", field="document_type")
    if not number:
        raise BadInput("document_number: is empty", field="document_number")
    _refuse_shortened("document_number", number)
    try:
        return PaperDocument(type=type, number=check(type, number))
    except BadInput as error:
        reason = " ".join(error.message.split())
        if zeros := _find_lost_zeros(type, number, check):
            reason += (
                f" With {zeros} in front it would be right: a spreadsheet may have eaten zeros. "
                "Make the column text and fill it again."
            )
        raise BadInput(f"document_number: {reason}", field="document_number") from None


def _find_lost_zeros(type: str, number: str, check: Callable[[str, str], str]) -> str | None:
    """The zeros that would make it a number. They are told, not added: by chance they may fit."""
    for zeros in ("0", "00", "000"):
        with contextlib.suppress(BadInput):
            if number.isdecimal() and check(type, zeros + number):
                return zeros
    return None


def _refuse_shortened(column: str, text: str) -> None:
    if _SHORTENED.fullmatch(text):
        raise BadInput(
            f"{column}: a spreadsheet shortened it to {text!r}, its digits are lost; make the "
            "column text and fill it again",
            field=column,
        )
