# SPDX-License-Identifier: EUPL-1.2
"""A cell that could mean two things means none."""

from datetime import date

import pytest

from tereze.core.errors import BadInput
from tereze.people.register_rows import Entry, read_entry
from tereze.people.types import PaperDocument, Person

ROW = {"document_type": "kz-iin", "document_number": "900201450017", "name": "Әру Бек"}


def check(type: str, number: str) -> str:
    if type != "kz-iin" or len(number) != 12:
        raise BadInput("an IIN has 12 digits")
    return number


def read(**cells: str) -> Entry:
    return read_entry(ROW | cells, check=check, region="KZ", today=date(2020, 4, 2))


def test_a_full_row_becomes_a_person() -> None:
    entry = read(
        born="01.02.1990",
        sex="Ж",
        phone="8 (701) 123-45-67",
        address="Терезе көшесі 1",
        home="KZ-61",
        tags="Large-Family; health-worker",
        household="7",
    )
    assert entry.document == PaperDocument(type="kz-iin", number="900201450017")
    assert entry.person == Person(
        name="Әру Бек",
        born=date(1990, 2, 1),
        sex="female",
        phone="+77011234567",
        address="Терезе көшесі 1",
        home="KZ-61",
        tags=("health-worker", "large-family"),
        household="7",
    )


def test_columns_that_are_missing_mean_not_known() -> None:
    assert read().person == Person(name="Әру Бек")


@pytest.mark.parametrize("born", ["1990-02-01", "1.2.1990", "1990-02-01 00:00:00"])
def test_dates_come_as_registers_and_spreadsheets_write_them(born: str) -> None:
    assert read(born=born).person.born == date(1990, 2, 1)


def test_a_phone_without_its_plus_is_found_again() -> None:
    assert read(phone="77011234567").person.phone == "+77011234567"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"born": "02/01/1990"}, "two ways"),
        ({"born": "31.02.1990"}, "no day"),
        ({"born": "32905"}, "not a date"),
        ({"sex": "x"}, "write female or male"),
        ({"phone": "12345"}, "not a phone number"),
        ({"phone": "7,70112E+10"}, "shortened"),
        ({"document_number": "9.00201E+11"}, "shortened"),
        ({"document_number": "90020145001"}, "With 0 in front it would be right"),
        ({"document_number": "9002014500177"}, "12 digits$"),
        ({"document_number": ""}, "is empty"),
        ({"document_type": ""}, "is empty"),
        ({"document_type": "us-ssn", "document_number": "1-2"}, "an IIN has 12 digits"),
        ({"name": ""}, "Give the name"),
        ({"tags": "Үлкен"}, "small Latin letters"),
    ],
)
def test_what_is_wrong_is_said_in_words(cells: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read(**cells)
