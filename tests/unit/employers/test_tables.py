# SPDX-License-Identifier: EUPL-1.2
"""Lists as offices really send them."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.utils import translation

from tereze.packs.types import DocumentType, NamedCheck
from tereze.permits.employers import words
from tereze.permits.employers.rows import CheckedRow, Checks, check_row, read_date
from tereze.permits.employers.tables import (
    BadTable,
    Form,
    find_columns,
    read_table,
    workbooks,
    write_table,
)

CHECKS = Checks(
    documents={
        "kz-iin": DocumentType(
            pattern="[0-9]{12}",
            example="850101150019",
            check=NamedCheck(named="kz-iin"),
            birth_from="kz-iin",
        ),
        "passport": DocumentType(pattern="[A-Z0-9]{6,9}", example="N00000000"),
    },
    usual="kz-iin",
    names={"kz-iin": "kz-iin", "иин": "kz-iin", "passport": "passport", "паспорт": "passport"},
    region="KZ",
    today=date(2026, 11, 20),
)
#: of somebody born on 14 March 1988
IIN = "880314400005"
#: of somebody born on 1 January 2001: it begins with a zero
YOUNG = "010101500003"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are opened here: a process for each takes longer than all of these tests."""
    monkeypatch.setattr(workbooks, "read_apart", workbooks.read_here)


def read(content: bytes) -> list[CheckedRow]:
    table = read_table(content)
    columns = find_columns(
        table.rows,
        is_document=CHECKS.is_document,
        is_date=CHECKS.is_date,
        is_phone=CHECKS.is_phone,
    )
    return [check_row(row, columns, CHECKS) for row in table.rows[columns.first :] if any(row)]


def codes(content: bytes) -> list[str]:
    return [problem.code for row in read(content) for problem in row.problems]


def workbook(*rows: list[Any]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return content.getvalue()


LINES = f"ФИО;ИИН;Дата рождения\nАйна Жарықова;{IIN};14.03.1988\n"


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.encode("kz1048"),
        LINES.replace("ық", "ик").encode("cp1251"),
        LINES.replace("\n", "\r\n").replace(";", "\t").encode(),
        LINES.replace(";", ",").encode(),
        ("sep=;\r\n" + LINES).encode(),
        f'"ФИО";"ИИН"\n"Айна\nЖарықова";"{IIN}"\n'.encode(),
        f"Қызметкерлер тізімі;;\n;;\nАты-жөні;ЖСН;\nАйна Жарықова;{IIN};\n".encode(),
        f"Soyadı;Ad;Sənədin nömrəsi\nЖарықова;Айна;{IIN}\n".encode(),
        f"Айна Жарықова;{IIN};14.03.1988\nАйна Жарықова;{IIN};\n".encode(),
        workbook(["ФИО", "ИИН"], ["Айна Жарықова", IIN]),
        workbook(["ФИО", "ИИН", "Дата рождения"], ["Айна Жарықова", int(IIN), date(1988, 3, 14)]),
        workbook(["ФИО", "ИИН", "Дата рождения"], ["Айна Жарықова", float(IIN), 32216]),
    ],
)
def test_a_list_is_read_however_it_was_saved(content: bytes) -> None:
    row = read(content)[0]
    assert row.problems == ()
    assert row.name in ("Айна Жарықова", "Айна Жарикова", "Жарықова Айна")
    assert row.document is not None
    assert row.document.number == IIN
    assert row.born == date(1988, 3, 14)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("8.80314E+11", "digits-lost"),
        ("8,80314E+11", "digits-lost"),
        (YOUNG.lstrip("0"), "zeros-lost"),
        ("880314400006", "number-wrong"),
        ("Айна", "number-wrong"),
        ("", "number-missing"),
    ],
)
def test_a_number_is_never_guessed(cell: str, code: str) -> None:
    assert codes(f"ФИО;ИИН\nАйна Жарықова;{cell}\n".encode()) == [code]


def test_a_number_that_excel_kept_as_one_lost_its_zeros() -> None:
    assert codes(workbook(["ФИО", "ИИН"], ["Айна Жарықова", int(YOUNG)])) == ["zeros-lost"]


def test_a_number_longer_than_excel_counts_is_sent_back() -> None:
    assert codes(workbook(["ФИО", "ИИН"], ["Айна Жарықова", 88031440000512345.0])) == [
        "digits-lost"
    ]


def test_a_number_with_spaces_and_letters_that_only_look_latin_is_read() -> None:
    (row,) = read("ФИО;Документ;Тип документа\nАйна Ж;n 123-456;Паспорт\n".encode())
    assert row.document is not None
    assert (row.document.type, row.document.number) == ("passport", "N123456")


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    content = f"ФИО;ИИН;Дата рождения;Телефон\n123;{IIN};32.13.1988;77\n;x;;\n".encode()
    first, second = read(content)
    assert [one.code for one in first.problems] == [
        "name-strange",
        "born-unreadable",
        "phone-wrong",
    ]
    assert [one.code for one in second.problems] == ["number-wrong", "name-missing"]


def test_a_birth_date_that_the_number_denies_is_sent_back() -> None:
    assert codes(f"ФИО;ИИН;Туған күні\nАйна Ж;{IIN};15.03.1988\n".encode()) == ["born-differs"]


def test_dates_of_people_who_live() -> None:
    today = date(2026, 11, 20)
    good = {
        "1988-03-14",
        "14/03/1988",
        "14.3.1988",
        "32216",
        "1988-03-14 00:00:00",
        "14.03.1988 г.",
    }
    assert {read_date(text, today) for text in good} == {date(1988, 3, 14)}
    assert {read_date(text, today) for text in ("1788-03-14", "14.03.2088", "7", "x")} == {None}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"\xd0\xcf\x11\xe0 old", "old-excel"),
        (b"PK\x03\x04 no archive", "damaged"),
        ("ФИО;Отдел\nАйна Жарықова;Склад\n".encode(), "no-document"),
        (f"ИИН;Отдел\n{IIN};{IIN}\n".encode(), "no-document"),
        (b"x" * 16_000_001, "too-large"),
        (b"a;b\n" * 60_001, "too-many-rows"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(BadTable) as refused:
        read(content)
    assert refused.value.why == why


@pytest.mark.parametrize(
    "form",
    [
        Form(kind="xlsx"),
        Form(kind="csv", encoding="cp1251", delimiter=";"),
        Form(kind="csv", encoding="kz1048", delimiter="\t"),
        Form(kind="csv", encoding="utf-16", delimiter=","),
        Form(kind="csv", encoding="utf-8"),
    ],
)
def test_what_goes_back_comes_back_the_same(form: Form) -> None:
    rows = [("ФИО", "ИИН", "Что не так"), ("Айна, Ж; «Ж»", YOUNG, "Ошибка\nв номере")]
    table = read_table(write_table(form, rows))
    assert list(table.rows) == rows
    assert table.form.kind == form.kind


@pytest.mark.parametrize("language", ["en", "ru", "kk", "az"])
def test_our_own_headings_are_known_in_every_language(language: str) -> None:
    with translation.override(language):
        names = words.headings()
    heading = [names[field] for field in ("name", "document", "type", "born", "phone", "plate")]
    columns = find_columns(
        [heading], is_document=lambda _: False, is_date=lambda _: False, is_phone=lambda _: False
    )
    assert list(columns.places.values()) == list(range(6))
    assert columns.heading == 0
