# SPDX-License-Identifier: EUPL-1.2
"""Registers come as spreadsheets write them."""

import csv
import stat
from pathlib import Path

import pytest

from tereze.people.errors import BadRegister
from tereze.people.register_file import BadRows, RegisterFile

HEADER = "document_type;document_number;name"


def write(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    file = folder / "register.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return file


def read(file: Path) -> list[dict[str, str]]:
    with RegisterFile(file) as register:
        return [dict(row.cells) for row in register]


ARU = {"document_type": "kz-iin", "document_number": "007", "name": "Әру Бек"}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\nkz-iin;007;Әру Бек\n",
        "\ufeff" + f"{HEADER}\r\nkz-iin;007;Әру Бек\r\n",
        "Name,Document Type,DOCUMENT-NUMBER\nӘру Бек,kz-iin,007",
        "name\tdocument_type\tdocument_number\nӘру Бек\tkz-iin\t007\n",
        f'sep=;\r\n{HEADER}\r\n"kz-iin";"007";"Әру Бек"\r\n',
        "\ufeff" + f"sep=;\r\n{HEADER};;\r\nkz-iin;007;Әру Бек;;\r\n;;;;\r\n",
        f'{HEADER}\nkz-iin;="007";Әру Бек\n',
        f"{HEADER}\nkz-iin;'007;\u00a0Әру  Бек \n",
        f"{HEADER}\n\nkz-iin;007;Әру Бек\n\n",
    ],
    ids=[
        "plain",
        "with a mark, CRLF",
        "other order, other writing, commas",
        "tabs",
        "sep line, quoted",
        "empty columns and rows",
        "formula to save zeros",
        "apostrophe and hard spaces",
        "empty lines",
    ],
)
def test_all_these_files_say_the_same(tmp_path: Path, text: str) -> None:
    assert read(write(tmp_path, text)) == [ARU]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "Missing: document_type, document_number, name"),
        ("document_type;name\nkz-iin;Aru\n", "Missing: document_number"),
        (f"{HEADER};name\n", "Two columns are called name"),
        (f"{HEADER}\n".encode("utf-16"), "CSV UTF-8"),
        (b"PK\x03\x04\x14\x00", "CSV UTF-8"),
    ],
    ids=["empty", "column missing", "column twice", "utf-16", "xlsx"],
)
def test_what_is_no_register_is_refused_with_what_to_do(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(BadRegister, match=words):
        RegisterFile(write(tmp_path, content))


def test_columns_that_mean_nothing_are_named_not_dropped_in_silence(tmp_path: Path) -> None:
    with RegisterFile(write(tmp_path, f"{HEADER};fone;reason\n")) as register:
        assert register.ignored == ("fone",)
        assert register.spoken == {"document_type", "document_number", "name"}


def test_an_unclosed_quotation_mark_is_said_with_its_line(tmp_path: Path) -> None:
    text = f'{HEADER}\nkz-iin;1;Aru\nkz-iin;2;"Dana\n' + "kz-iin;3;Ainur\n" * 20_000
    with pytest.raises(BadRegister, match="After line 2 "):
        read(write(tmp_path, text))


def test_a_row_in_another_encoding_spoils_only_itself(tmp_path: Path) -> None:
    content = f"{HEADER}\nkz-iin;1;Aru\n".encode() + "kz-iin;2;Дана\n".encode("cp1251")
    with RegisterFile(write(tmp_path, content)) as register:
        good, bad = register
    assert good.problem is None
    assert bad.problem is not None
    assert "CSV UTF-8" in bad.problem


def test_bad_rows_are_a_copy_with_the_reason_last(tmp_path: Path) -> None:
    text = "\ufeff" + f"{HEADER}\r\nkz-iin;1;Aru;surplus\r\nkz-iin\r\n"
    target = tmp_path / "bad.csv"
    target.touch(0o644)  # an earlier import's, which somebody let others read
    with RegisterFile(write(tmp_path, text)) as register:
        bad = BadRows(target, like=register)
        for row in register:
            bad.add(row, row.problem or "too short")
        bad.close()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert rows[0] == ["document_type", "document_number", "name", "reason"]
    assert rows[1][:4] == ["kz-iin", "1", "Aru", "surplus"]
    assert "4 cells where the header names 3" in rows[1][-1]
    assert rows[2] == ["kz-iin", "", "", "too short"]


def test_a_corrected_file_of_bad_rows_comes_back_without_its_old_reasons(tmp_path: Path) -> None:
    text = f"{HEADER};reason\nkz-iin;1;Aru;was wrong\n"
    target = tmp_path / "bad.csv"
    with RegisterFile(write(tmp_path, text)) as register:
        bad = BadRows(target, like=register)
        for row in register:
            bad.add(row, "still wrong")
        bad.close()
    assert target.read_text().splitlines() == [f"{HEADER};reason", "kz-iin;1;Aru;still wrong"]


def test_no_bad_rows_no_file(tmp_path: Path) -> None:
    with RegisterFile(write(tmp_path, f"{HEADER}\n")) as register:
        BadRows(tmp_path / "bad.csv", like=register).close()
    assert not (tmp_path / "bad.csv").exists()
