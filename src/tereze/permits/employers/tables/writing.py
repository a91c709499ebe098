# SPDX-License-Identifier: EUPL-1.2
"""A table in the form in which another one came, for who fixes it and sends it again."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter  # type: ignore[import-untyped]

from tereze.permits.employers.tables.reading import Form

#: What Excel would take for a formula. A cell that came with it goes back with it, as text.
_FORMULA = ("=", "+", "-", "@")


def write_table(form: Form, rows: Iterable[Sequence[str]]) -> bytes:
    """The file. Numbers of documents are text in it, so that Excel keeps their zeros."""
    return _write_workbook(rows) if form.kind == "xlsx" else _write_text(form, rows)


def _write_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet()
        sheet.set_column(0, 20, 20, text)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text)
    return content.getvalue()


def _write_text(form: Form, rows: Iterable[Sequence[str]]) -> bytes:
    """CSV. A cell that Excel would run as a formula is kept from it by an apostrophe.

    >>> _write_text(Form(kind="csv", encoding="cp1251"), [["Бек", "=1+1"]]).decode("cp1251")
    "Бек;'=1+1\\r\\n"
    """
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=form.delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in row])
    # With a mark Excel knows that it is Unicode; the old encodings lack letters of our words.
    encoding = "utf-8-sig" if form.encoding == "utf-8" else form.encoding
    try:
        return content.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return content.getvalue().encode("utf-8-sig")


def _is_formula(cell: str) -> bool:
    return cell.startswith(_FORMULA) and not cell.lstrip("+-").replace(" ", "").isdecimal()
