# SPDX-License-Identifier: EUPL-1.2
"""A register becomes our residents, from the command line."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.people import selectors
from tereze.people.cli import resident as command
from tereze.people.models import Resident
from tereze.people.services import importing
from tereze.people.types import PaperDocument

pytestmark = pytest.mark.django_db

HEADER = "document_type;document_number;name;born;sex;phone;address;home;tags;household"
ARU = "kz-iin;900201450017;Әру Терезеқызы;01.02.1990;Ж;8 701 123 45 67;Терезе 1;KZ-61;nurse;7"
DANA = "kz-iin;120509500042;Дана Терезеқызы;2012-05-09;Ә;;;KZ-61;;7"


@dataclass(frozen=True)
class Tools:
    """What the command line gives to the commands."""

    def check_document(self, type: str, number: str) -> str:
        digits = number.replace(" ", "")
        if type != "kz-iin" or len(digits) != 12:
            raise BadInput("an IIN has 12 digits")
        return digits


Report = dict[str, Any]
Import = Callable[..., Report]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=Tools(), catch_exceptions=False)


@pytest.fixture
def import_(tmp_path: Path) -> Import:
    def act(*lines: str, header: str = HEADER) -> Report:
        file = tmp_path / "city.csv"
        file.write_text("\n".join((header, *lines)), encoding="utf-8")
        result = run("import", str(file), "--json")
        assert result.exit_code == 0
        report: Report = json.loads(result.stdout)
        return report

    return act


def find(number: str = "900201450017"):
    facts = selectors.find_resident_by_document("kz-iin", number)
    assert facts is not None
    return facts


def counts(report: Report) -> tuple[object, ...]:
    return tuple(report[name] for name in ("rows", "added", "updated", "unchanged", "bad"))


def test_who_is_in_the_register_is_known_and_confirmed(import_: Import) -> None:
    assert counts(import_(ARU, DANA)) == (2, 2, 0, 0, 0)
    aru = find()
    assert aru.verified_at is not None
    assert aru.source == "register:city.csv"
    assert aru.person.phone == "+77011234567"
    assert aru.person.tags == ("nurse",)
    assert selectors.list_residents_by_phone("+77011234567") == (aru,)


def test_importing_again_changes_nothing(import_: Import) -> None:
    import_(ARU, DANA)
    before = list(Resident.objects.order_by("pk").values())
    assert counts(import_(ARU, DANA)) == (2, 0, 0, 2, 0)
    assert list(Resident.objects.order_by("pk").values()) == before


def test_importing_again_brings_up_to_date(import_: Import) -> None:
    import_(ARU)
    report = import_(ARU.replace("Терезе 1", "Есік 2").replace("nurse", ""))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert find().person.address == "Есік 2"
    assert find().person.tags == ()


def test_a_register_without_a_column_says_nothing_of_it(import_: Import) -> None:
    import_(ARU)
    import_("kz-iin;900201450017;Әру Жаңаатқызы", header="document_type;document_number;name")
    assert find().person.name == "Әру Жаңаатқызы"
    assert find().person.tags == ("nurse",)


def test_who_registered_themselves_is_confirmed(import_: Import, register) -> None:
    own = register()
    assert counts(import_(ARU)) == (1, 0, 1, 0, 0)
    assert find().id == own.id
    assert find().verified_at is not None


def test_a_person_twice_in_the_file_is_one_person_as_the_last_row_says(import_: Import) -> None:
    report = import_(ARU, ARU.replace("Терезе 1", "Есік 2"), ARU.replace("Терезе 1", "Есік 2"))
    assert counts(report) == (3, 1, 1, 1, 0)
    assert find().person.address == "Есік 2"
    assert Resident.objects.count() == 1


def test_somebody_with_two_documents_in_the_file_is_written_once(
    import_: Import, register, aru, iin
) -> None:
    register(aru, iin, PaperDocument(type="kz-iin", number="120509500042"), verified=True)
    assert counts(import_(ARU, DANA)) == (2, 0, 2, 0, 0)
    assert find().person.name == "Дана Терезеқызы"


def test_bad_rows_go_to_a_file_and_the_others_are_imported(import_: Import, tmp_path: Path) -> None:
    report = import_("kz-iin;90020145001;Short;;;;;;;", ARU, "kz-iin;1;Slash;1/2/1990;;;;;;")
    assert counts(report) == (3, 1, 0, 0, 2)
    bad = tmp_path / "city-bad-rows.csv"
    assert report["bad_rows"] == str(bad)
    with bad.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, delimiter=";")
    assert header == [*HEADER.split(";"), "reason"]
    assert [row[2] for row in rows] == ["Short", "Slash"]
    assert "12 digits" in rows[0][-1]
    assert "two ways" in rows[1][-1]


def test_a_corrected_file_of_bad_rows_is_imported_as_it_is(import_: Import, tmp_path: Path) -> None:
    import_(ARU.replace("01.02.1990", "1/2/1990"))
    bad = tmp_path / "city-bad-rows.csv"
    bad.write_text(bad.read_text().replace("1/2/1990", "01.02.1990"))
    again = json.loads(run("import", str(bad), "--json").stdout)
    assert counts(again) == (1, 1, 0, 0, 0)
    assert again["ignored"] == []


def test_batches_are_imported_one_by_one(import_: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 2)
    lines = [f"kz-iin;{number:012};Person {chr(65 + number)};;;;;;;" for number in range(5)]
    assert counts(import_(*lines)) == (5, 5, 0, 0, 0)
    assert AuditEntry.objects.filter(action="residents-imported").count() == 3


def test_the_summary_is_for_people(import_: Import, tmp_path: Path) -> None:
    file = tmp_path / "city.csv"
    file.write_text(f"{HEADER};fone\n{ARU};1\nkz-iin;1;Short;;;;;;;;\n", encoding="utf-8")
    result = run("import", str(file))
    assert "2 rows: 1 added, 0 updated, 0 unchanged, 1 bad." in result.stdout
    assert "Columns that mean nothing here: fone." in result.stdout
    assert "city-bad-rows.csv" in result.stdout


def test_one_person_is_added_and_found_and_the_look_recorded() -> None:
    added = run(*("add", "--document", "kz-iin", "900201 450017", "--name", "Әру [bold]", "--json"))
    number = json.loads(added.stdout)["id"]
    found = run("find", "--document", "kz-iin", "900201450017", "--why", "a test")
    assert "Әру [bold]" in found.stdout
    assert selectors.list_looks(number)[0].who == "command-line"
    assert json.loads(run("count", "--json").stdout) == {"total": 1, "verified": 1}
