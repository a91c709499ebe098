# SPDX-License-Identifier: EUPL-1.2
"""A table from what somebody sent: a workbook of Excel, a CSV file however it was saved, or a paste.

Nobody is asked in which form a list is: they would not know. What Excel does to lists is known:

- a CSV file has semicolons, commas or tabs, depending on the country of the machine;
- it begins with a mark of its encoding, or is in the old one of Windows, which has no Kazakh letters
  unless it is the Kazakh one;
- a line break may be in a cell;
- numbers of documents become numbers: zeros at the beginning are lost, and long ones end as 1.23E+11.

The last can't be healed here; the check of rows says so. A file is a stranger's: what may happen to
whoever opens a workbook happens to a process of its own (`workbooks`).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from tereze.core.errors import BadInput
from tereze.permits.employers.tables import workbooks

#: Rows of one list, with some to spare for headings.
MOST_ROWS: Final = 60_000
MOST_COLUMNS: Final = 100
MOST_BYTES: Final = 16_000_000
LONGEST_CELL: Final = 1_000

Delimiter: TypeAlias = Literal[",", ";", "\t", "|"]
_DELIMITERS: Final[tuple[Delimiter, ...]] = ("\t", ";", ",", "|")

#: Serbian and Ukrainian letters that the Cyrillic page of Windows has where the Kazakh page has
#: Kazakh ones.
_NOT_KAZAKH: Final = re.compile("[ЂЃђѓЉЊЌЋЏљњќћџЎўЈҐЄЇґєјЅѕї]")


class BadTable(BadInput):
    """The file can't be read as a list. Send an Excel workbook (.xlsx) or a CSV file."""

    code = "bad-table"

    def __init__(self, why: str) -> None:
        super().__init__(field="file")
        #: too-large, too-many-rows, old-excel, damaged, empty, no-document, no-name
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """In which form a table came, so that an answer can go back in the same."""

    kind: Literal["xlsx", "csv"]
    encoding: str = "utf-8-sig"
    delimiter: Delimiter = ";"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What was sent, cell by cell, as text. Rows that are empty stay, so that numbers of rows are
    the ones that people see."""

    form: Form
    rows: Sequence[tuple[str, ...]]


def refuse_at_sight(content: bytes) -> None:
    """Raises BadTable for what nobody has to open to see that it is no list."""
    if len(content) > MOST_BYTES:
        raise BadTable("too-large")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadTable("old-excel")


def read_table(content: bytes) -> Table:
    """The table in a file. Raises BadTable.

    >>> read_table("Имя;ИИН\\r\\nАру Бек;850101150019".encode("cp1251")).rows
    [('Имя', 'ИИН'), ('Ару Бек', '850101150019')]
    """
    refuse_at_sight(content)
    if content.startswith(b"PK\x03\x04"):
        form, rows = Form(kind="xlsx"), iter(_open_workbook(content))
    else:
        form, rows = _read_text(content)
    read = _take(rows)
    if not any(map(any, read)):
        raise BadTable("empty")
    return Table(form=form, rows=read)


def _take(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows, as long as there are not too many, without the empty ones at the end."""
    read: list[tuple[str, ...]] = []
    try:
        for row in rows:
            if len(read) >= MOST_ROWS:
                raise BadTable("too-many-rows")
            read.append(tuple(cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]))
    except csv.Error as error:
        raise BadTable("damaged") from error
    while read and not any(read[-1]):
        read.pop()
    return read


# --- text -------------------------------------------------------------------------------------------


def _read_text(content: bytes) -> tuple[Form, Iterator[tuple[str, ...]]]:
    text, encoding = _decode(content)
    text = text.replace("\0", "")
    delimiter: Delimiter | None = None
    if said := re.match(r"sep=([,;\t|])\r?\n", text):  # Excel's own way to say it
        text = text[said.end() :]
        delimiter = next(one for one in _DELIMITERS if one == said[1])
    delimiter = delimiter or _find_delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    form = Form(kind="csv", encoding=encoding, delimiter=delimiter)
    return form, (tuple(map(str.strip, row)) for row in rows)


def _decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    >>> _decode("Әсел".encode("kz1048")), _decode("Иван".encode("cp1251"))
    (('Әсел', 'kz1048'), ('Иван', 'cp1251'))
    >>> _decode("Pəncərə".encode("utf-8-sig")), _decode("Aru".encode("utf-16"))
    (('Pəncərə', 'utf-8-sig'), ('Aru', 'utf-16'))
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8-sig"
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
        if _NOT_KAZAKH.search(text):
            return content.decode("kz1048", errors="replace"), "kz1048"
        return text, "cp1251"


def _find_delimiter(text: str) -> Delimiter:
    """What divides the cells: the sign by which the first rows fall into most, equally many, cells.

    >>> _find_delimiter('Name;Note\\nAru;"a, b, c"\\nBek;d'), _find_delimiter("Aru")
    (';', ';')
    """

    def cells(delimiter: Delimiter) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        try:
            lengths = [len(row) for row, _ in zip(rows, range(30), strict=False) if row]
        except csv.Error:
            return 0, 0
        usual = max(set(lengths), key=lengths.count, default=1)
        return (lengths.count(usual) * (usual > 1), usual)

    best = max(_DELIMITERS, key=cells)
    return best if cells(best)[0] else ";"


# --- workbooks --------------------------------------------------------------------------------------


def _open_workbook(content: bytes) -> Sequence[tuple[str, ...]]:
    try:
        return workbooks.read_apart(content, rows=MOST_ROWS + 1, columns=MOST_COLUMNS)
    except workbooks.Damaged as error:
        raise BadTable("damaged") from error
    except workbooks.Boundless as error:
        raise BadTable("too-many-rows") from error
