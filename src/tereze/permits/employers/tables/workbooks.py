# SPDX-License-Identifier: EUPL-1.2
"""A workbook of Excel, opened in a process of its own that may use so much memory and time.

A workbook is a zip archive of XML: it may unfold to any size, lie about that size, and have a cell at the
end of the world, before which the reader (python-calamine) keeps all the empty ones. Checking for each
of these beforehand is reading it twice, and forgetting one: where the reader gets no memory it ends
the whole process, and with it everybody else's pages. So it ends one that has nothing else to do, and
that is told no secret.
"""

import io
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

#: Fifty thousand rows of thirty columns take half of it.
MOST_MEMORY: Final = 1_000_000_000
MOST_SECONDS: Final = 30
#: Letters that come back at most: the same words, ten thousand times, take little in a file.
MOST_TEXT: Final = 64_000_000

#: From here on Excel has lost digits: it counts with fifteen.
_DIGITS_LOST: Final = 10**15
#: How the process ends that found no workbook.
_DAMAGED: Final = 3
_BEGIN: Final = "from tereze.permits.employers.tables.workbooks import main; main()"

#: What a cell of a workbook holds.
_Value: TypeAlias = int | float | str | bool | time | date | datetime | timedelta


class Damaged(Exception):
    """It is no workbook."""


class Boundless(Exception):
    """It is one for which there is not enough memory or time."""


def read_apart(content: bytes, *, rows: int, columns: int) -> Sequence[tuple[str, ...]]:
    """The cells of the first sheet that has some, as text; no more rows and columns than these.

    Raises Damaged, Boundless.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _BEGIN, str(rows), str(columns)],
            input=content,
            capture_output=True,
            check=False,
            timeout=2 * MOST_SECONDS,
            # The way to the packages, and no secret.
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired as error:
        raise Boundless from error
    if done.returncode == _DAMAGED:
        raise Damaged
    if done.returncode:
        raise Boundless
    return msgspec.json.decode(done.stdout, type=list[tuple[str, ...]])


# --- in that process --------------------------------------------------------------------------------


def main() -> None:
    """Read a workbook from the standard input and write its cells to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    # What it holds is people's, and must not lie about in a file when it ends badly.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows, columns = map(int, sys.argv[1:])
    try:
        read = read_here(sys.stdin.buffer.read(), rows=rows, columns=columns)
    except Damaged:
        sys.exit(_DAMAGED)
    sys.stdout.buffer.write(msgspec.json.encode(read))


def read_here(content: bytes, *, rows: int, columns: int) -> Sequence[tuple[str, ...]]:
    """The same without any protection. Raises Damaged."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = (
            workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
            for number in range(len(workbook.sheet_names))
        )
        first = next((sheet for sheet in sheets if sheet), [])
    except (CalamineError, ValueError, OSError) as error:
        raise Damaged from error
    read: list[tuple[str, ...]] = []
    left = MOST_TEXT
    for row in first[:rows]:
        read.append(tuple(cell_text(value) for value in row[:columns]))
        left -= sum(map(len, read[-1]))
        if left < 0:
            raise MemoryError
    return read


def cell_text(value: _Value) -> str:
    """What stands in a cell, as a person would type it.

    >>> cell_text(850101150019.0), cell_text(date(1990, 2, 1)), cell_text(" Aru "), cell_text(True)
    ('850101150019', '1990-02-01', 'Aru', 'TRUE')
    >>> cell_text(1234567890123450.0)
    '1.23457E+15'
    """
    match value:
        case bool():
            return str(value).upper()
        case float() | int() if abs(value) >= _DIGITS_LOST:
            return f"{value:.5E}"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()
