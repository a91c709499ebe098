# SPDX-License-Identifier: EUPL-1.2
"""Reading a register: a CSV file as registers and spreadsheets really write it.

UTF-8 with or without a mark at its start; separated by `;`, `,` or tabs; a first line `sep=;`;
columns by name in any order; cells that a spreadsheet wrapped (`="007"`, `'007`). Rows are read one
by one, so that the size of a file does not matter.

What can't be read is never guessed and never dropped: the row goes to the bad rows with a reason.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from tereze.people.errors import BadRegister
from tereze.people.rules import tidy

COLUMNS = (
    "document_type",
    "document_number",
    "name",
    "born",
    "sex",
    "phone",
    "address",
    "home",
    "tags",
    "household",
)
REQUIRED = ("document_type", "document_number", "name")
#: the last column of the bad rows, ignored when a corrected file comes back
REASON = "reason"

_SEPARATORS = ";,\t"
_LONGEST_HEADER = 10_000
_BOM = "\ufeff"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRow:
    """One row as it stands in the file."""

    #: line on which it ends
    line: int
    #: column name → text without what a spreadsheet wrapped it in
    cells: Mapping[str, str]
    #: the row as it was, for the bad rows
    raw: Sequence[str]
    #: why the row can't be used whatever its cells say
    problem: str | None = None


class RegisterFile:
    """An open register; iterate over it for its rows. Raises BadRegister if it is none."""

    def __init__(self, path: Path) -> None:
        # Bytes that are no UTF-8 pass through as surrogates: they spoil one row, not the file,
        # and come out unchanged among the bad rows.
        self._bytes = path.open("rb")
        self._stream = TextIOWrapper(
            self._bytes, encoding="utf-8", errors="surrogateescape", newline=""
        )
        self.size = os.fstat(self._bytes.fileno()).st_size
        try:
            self.has_bom, first = self._read_header_line()
            self.separator = max(_SEPARATORS, key=first.count)
            self.header = next(csv.reader([first], delimiter=self.separator), [])
            self.columns = _name_columns(self.header)
        except BaseException:
            self._stream.close()
            raise
        self._reader = csv.reader(self._stream, delimiter=self.separator)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that mean nothing to us."""
        return tuple(
            name for name in self.columns if name and name not in COLUMNS and name != REASON
        )

    @property
    def spoken(self) -> frozenset[str]:
        """The columns that this register speaks of."""
        return frozenset(self.columns) & frozenset(COLUMNS)

    @property
    def bytes_read(self) -> int:
        """How far reading has come; a little ahead of the rows, by one buffer."""
        return self._bytes.tell()

    def __iter__(self) -> Iterator[RegisterRow]:
        line = self._header_lines
        try:
            for raw in self._reader:
                line = self._line
                if any(cell.strip() for cell in raw):
                    yield self._read_row(raw)
        except csv.Error:
            raise BadRegister(
                f"After line {line} the file can't be told apart into rows: a quotation mark is "
                "opened and never closed. Correct it and import the file again; rows that were "
                "imported already are not imported twice."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    @property
    def _line(self) -> int:
        return self._reader.line_num + self._header_lines

    def _read_header_line(self) -> tuple[bool, str]:
        self._header_lines = 1
        first = self._stream.readline(_LONGEST_HEADER)
        has_bom = first.startswith(_BOM)
        first = first.removeprefix(_BOM)
        if first.lower().startswith("sep="):
            self._header_lines = 2
            first = self._stream.readline(_LONGEST_HEADER)
        if "\0" in first or first.startswith(("\udcff\udcfe", "\udcfe\udcff", "PK\x03\x04")):
            raise BadRegister(
                "This is not a text file in UTF-8. In the spreadsheet choose 'Save as' and "
                "'CSV UTF-8 (comma delimited)'."
            )
        return has_bom, first

    def _read_row(self, raw: list[str]) -> RegisterRow:
        cells = {name: unwrap(cell) for name, cell in zip(self.columns, raw, strict=False) if name}
        return RegisterRow(line=self._line, cells=cells, raw=raw, problem=self._find_problem(raw))

    def _find_problem(self, raw: list[str]) -> str | None:
        if any(cell.strip() for cell in raw[len(self.columns) :]):
            return (
                f"{len(raw)} cells where the header names {len(self.columns)}: "
                "a cell with a separator in it needs quotation marks around it"
            )
        try:
            "".join(raw).encode()
        except UnicodeEncodeError:
            return "not UTF-8: save the file as 'CSV UTF-8'"
        return None


class BadRows:
    """Where rows go that could not be imported: a copy of each, with the reason in a last column.

    The file is made with the first of them, readable by its owner only: it holds personal data.
    Corrected, it can be imported as it is.
    """

    def __init__(self, path: Path, *, like: RegisterFile) -> None:
        self._path = path
        self._like = like
        self._stream: TextIO | None = None

    def add(self, row: RegisterRow, reason: str) -> None:
        """Keep a row that could not be used."""
        if self._stream is None:
            self._stream = self._open()
        # Cells beyond the header stay behind it, and the reason after them.
        self._write([*self._without_reason(row.raw), reason])

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._stream:
            self._stream.close()

    def _without_reason(self, cells: Sequence[str]) -> list[str]:
        """The cells, as many as the header has or more, without the reasons of an earlier import."""
        names = self._like.columns
        whole = [*cells, *[""] * (len(names) - len(cells))]
        return [
            cell
            for place, cell in enumerate(whole)
            if place >= len(names) or names[place] != REASON
        ]

    def _open(self) -> TextIO:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.fchmod(descriptor, 0o600)  # also where others could read what an earlier import left
        stream = os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="")
        if self._like.has_bom:  # a spreadsheet wrote it and will read it
            stream.write(_BOM)
        self._stream = stream
        self._write([*self._without_reason(self._like.header), REASON])
        return stream

    def _write(self, cells: list[str]) -> None:
        assert self._stream is not None  # noqa: S101
        csv.writer(self._stream, delimiter=self._like.separator).writerow(cells)


def unwrap(cell: str) -> str:
    """A cell without what spreadsheets put around text to keep it from becoming a number.

    >>> unwrap(' ="007" '), unwrap("'007"), unwrap("007"), unwrap('a "b"')
    ('007', '007', '007', 'a "b"')
    """
    text = tidy(cell)
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    return text.removeprefix("'")


def _name_columns(header: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(
        unwrap(title).casefold().replace(" ", "_").replace("-", "_") for title in header
    )
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        found = ", ".join(title for title in columns if title) or "nothing"
        raise BadRegister(
            f"The first line has to name the columns, among them {', '.join(REQUIRED)}. "
            f"Missing: {', '.join(missing)}. Found: {found}."
        )
    twice = {name for name in columns if name in COLUMNS and columns.count(name) > 1}
    if twice:
        raise BadRegister(f"Two columns are called {', '.join(sorted(twice))}. Remove one of them.")
    return columns
