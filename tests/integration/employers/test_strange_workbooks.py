# SPDX-License-Identifier: EUPL-1.2
"""Whoever sends a workbook that takes all memory ends nobody's page but their own."""

import io
import subprocess
import zipfile
from typing import Any

import pytest

from tereze.permits.employers.tables import BadTable, Form, read_table, workbooks, write_table

HEADING = ("ФИО", "ИИН")


def with_sheet(sheet: str) -> bytes:
    """A workbook with another sheet in the place of its own."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_table(Form(kind="xlsx"), [HEADING]))) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, sheet if is_sheet else old.read(name))
    return made.getvalue()


A_CELL = '<c r="{}"><v>1</v></c>'
A_ROW = '<row r="{}">{}</row>'


@pytest.mark.parametrize(
    "cells",
    [
        A_ROW.format(1, A_CELL.format("A1")) + A_ROW.format(1048576, A_CELL.format("XFD1048576")),
        # Neither of these two is far away; the rectangle that they span is large.
        A_ROW.format(1, A_CELL.format("ZZ1")) + A_ROW.format(119_999, A_CELL.format("A119999")),
        # Cells need not say where they are.
        A_ROW.format(1, "<c><v>1</v></c>" * 16_000) + A_ROW.format(1048576, "<c><v>1</v></c>"),
    ],
)
def test_a_sheet_that_spans_the_world_is_refused_and_ends_nobody_else(cells: str) -> None:
    head = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    with pytest.raises(BadTable) as refused:
        read_table(with_sheet(f"{head}{cells}</sheetData></worksheet>"))
    assert refused.value.why == "too-many-rows"


def test_who_opens_a_workbook_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREZE_SECRET", "the secret of everybody, of 32 characters")
    told: dict[str, Any] = {}

    def note(*_: object, **said: Any) -> subprocess.CompletedProcess[bytes]:
        told.update(said)
        return subprocess.CompletedProcess([], 0, stdout=b'[["x"]]')

    monkeypatch.setattr(subprocess, "run", note)
    read_table(write_table(Form(kind="xlsx"), [HEADING]))
    assert told["env"].keys() == {"PYTHONPATH"}


def test_a_workbook_is_read_apart_as_it_would_be_here() -> None:
    sent = write_table(Form(kind="xlsx"), [HEADING, ("Айна Жарықова", "880314400005")])
    assert read_table(sent).rows == workbooks.read_here(sent, rows=9, columns=9)


def test_what_is_no_workbook_is_told_from_one_that_takes_too_much() -> None:
    with pytest.raises(BadTable) as refused:
        read_table(b"PK\x03\x04 no archive")
    assert refused.value.why == "damaged"
