# SPDX-License-Identifier: EUPL-1.2
"""How what employers send lies in the database: sealed, as a file until it is read and then row by row."""

from datetime import date

import msgspec

from tereze.core.sealing import seal, unseal
from tereze.packs.types import Sex
from tereze.people.types import PaperDocument, Person
from tereze.permits.employers.rows import CheckedRow, Problem

_FILE = "employers.file"
_LINE = "employers.line"
_TOLD = "employers.worker"


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row as it was sent, and as it was read."""

    cells: tuple[str, ...]
    name: str = ""
    document_type: str = ""
    document_number: str = ""
    born: date | None = None
    sex: Sex | None = None
    phone: str | None = None
    plate: str | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, cells: tuple[str, ...], row: CheckedRow) -> "Line":
        """A row that was checked."""
        return cls(
            cells=cells,
            name=row.name,
            document_type=row.document.type if row.document else "",
            document_number=row.document.number if row.document else "",
            born=row.born,
            sex=row.sex,
            phone=row.phone,
            plate=row.plate,
            problems=row.problems,
        )

    @property
    def document(self) -> PaperDocument:
        """The document that it names; only of a row without problems."""
        return PaperDocument(type=self.document_type, number=self.document_number)

    @property
    def person(self) -> Person:
        """Whom it names."""
        return Person(name=self.name, born=self.born, sex=self.sex)

    @property
    def told(self) -> "Told":
        """What of it is kept when the person is on the list."""
        return Told(
            name=self.name,
            document_type=self.document_type,
            document_number=self.document_number,
            plate=self.plate,
        )


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an employer said of a worker; it sees the number's tail only."""

    name: str
    document_type: str
    document_number: str
    plate: str | None = None

    @property
    def document(self) -> PaperDocument:
        """The document that they named."""
        return PaperDocument(type=self.document_type, number=self.document_number)

    @property
    def tail(self) -> str:
        """The end of the number, by which who typed it knows it again."""
        return self.document_number[-4:]


_encoder = msgspec.json.Encoder()
_lines = msgspec.json.Decoder(Line)
_tolds = msgspec.json.Decoder(Told)


def seal_file(content: bytes) -> bytes:
    """Seal what was sent."""
    return seal(content, context=_FILE)


def open_file(sealed: bytes | memoryview) -> bytes:
    """Open what `seal_file` closed."""
    return unseal(bytes(sealed), context=_FILE)


def seal_line(line: Line) -> bytes:
    """Seal a row."""
    return seal(_encoder.encode(line), context=_LINE)


def open_line(sealed: bytes | memoryview) -> Line:
    """Open what `seal_line` closed."""
    return _lines.decode(unseal(bytes(sealed), context=_LINE))


def seal_told(told: Told) -> bytes:
    """Seal what an employer said of a worker."""
    return seal(_encoder.encode(told), context=_TOLD)


def open_told(sealed: bytes | memoryview) -> Told:
    """Open what `seal_told` closed."""
    return _tolds.decode(unseal(bytes(sealed), context=_TOLD))
