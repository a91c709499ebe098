# SPDX-License-Identifier: EUPL-1.2
"""What a caller said, read as everything that it may be: a document, a phone, a name. Pure.

One box takes it all, because whoever types while listening chooses no field.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tereze.core.errors import BadInput
from tereze.people.types import PaperDocument

_DATE: Final = re.compile(r"\b(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})\s*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What it may be."""

    documents: tuple[PaperDocument, ...] = ()
    phone: str | None = None
    name: str | None = None
    born: date | None = None

    @property
    def is_nothing(self) -> bool:
        """It can be none of these."""
        return not (self.documents or self.phone or self.name)


def read_sought(
    said: str,
    *,
    types: Sequence[str],
    check_document: Callable[[str, str], str],
    read_phone: Callable[[str], str],
) -> Sought:
    """Everything that the words may mean.

    `check_document` normalises a number of one of `types`, `read_phone` a phone number; both raise
    BadInput for what is none.

    >>> def no(*said):
    ...     raise BadInput("none")
    >>> def passport(type_id, said):
    ...     return said.upper()
    >>> sought = read_sought(
    ...     "n00000001", types=["passport"], check_document=passport, read_phone=no
    ... )
    >>> sought.documents, sought.phone, sought.name
    ((PaperDocument(type='passport', number='N00000001'),), None, None)
    >>> sought = read_sought(
    ...     "Айна Жарықова 14.3.1988", types=["passport"], check_document=no, read_phone=no
    ... )
    >>> sought.name, sought.born
    ('Айна Жарықова', datetime.date(1988, 3, 14))
    """
    said = said.strip()
    name, born = _read_name(said)
    if name:
        return Sought(name=name, born=born)
    if not any(map(str.isdecimal, said)):
        return Sought()
    read = (_read(check_document, type_id, said) for type_id in types)
    documents = zip(types, read, strict=True)
    return Sought(
        documents=tuple(
            PaperDocument(type=type_id, number=number) for type_id, number in documents if number
        ),
        phone=_read(read_phone, said),
    )


def _read_name(said: str) -> tuple[str | None, date | None]:
    """Words without digits, and a date of birth after them."""
    born = None
    if found := _DATE.search(said):
        day, month, year = map(int, found.groups())
        try:
            born = date(year, month, day)
        except ValueError:
            born = None
        said = said[: found.start()].strip(" ,")
    is_name = len(said.split()) > 1 and not any(map(str.isdigit, said))
    return (said, born) if is_name else (None, None)


def _read(read: Callable[..., str], *said: str) -> str | None:
    try:
        return read(*said)
    except BadInput:
        return None
