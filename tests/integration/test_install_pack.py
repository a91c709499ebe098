# SPDX-License-Identifier: EUPL-1.2
"""Installing packs into the database, and reading them back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.packs import reading
from tereze.packs.cli import pack
from tereze.packs.errors import (
    CheckDigitWrong,
    FilesChanged,
    NotSigned,
    PackAltered,
    PackNotInstalled,
    PackRefused,
    SignerNotTrusted,
)
from tereze.packs.files import load_folder
from tereze.packs.models import InstalledPack
from tereze.packs.reading import read_folder
from tereze.packs.selectors import check_document, find_pack, get_pack, list_packs
from tereze.packs.services import install_pack
from tereze.packs.signing import make_key, read_trusted_keys, sign_files
from tereze.packs.types import Pack
from tereze.packs.validation import Finding

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 4, 5, 8, 0, tzinfo=UTC)
KEY = make_key("City of X", None)
TRUSTED = read_trusted_keys(KEY.public)
SHIPPED = Path(__file__).parents[2] / "packs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A right pack in a folder of its own."""
    for path, text in load_folder(SHIPPED / "turkistan-2020/2020-04").items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def install(folder: Path, **options) -> Pack:
    return install_pack(folder=folder, actor="staff:7", now=NOW, **options)


def sign(folder: Path) -> None:
    for path, text in sign_files(load_folder(folder), KEY.private, None).items():
        (folder / path).write_text(text, encoding="utf-8")


def test_an_installed_pack_comes_back_as_it_was(folder):
    installed = install(folder)
    get_pack.cache_clear()
    assert get_pack(installed.digest) == installed == read_folder(folder)
    assert find_pack("turkistan-2020", "2020-04").digest == installed.digest
    summary = list_packs()[0]
    assert (summary.pack, summary.version) == ("turkistan-2020", "2020-04")
    assert (summary.installed_by, summary.installed_at, summary.signer) == ("staff:7", NOW, "")


def test_installing_is_written_in_the_audit_trail_once(folder):
    digest = install(folder).digest
    install(folder)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == ("staff:7", "pack-installed")
    assert entry.subject == "pack:turkistan-2020/2020-04"
    assert entry.details == {"digest": digest, "signer": ""}
    assert InstalledPack.objects.count() == 1


def test_changed_content_is_another_pack_and_the_old_one_stays(folder):
    old = install(folder)
    (folder / "README.md").write_text("Changed.\n", encoding="utf-8")
    new = install_pack(folder=folder, actor="staff:7", now=NOW.replace(hour=9))
    assert new.digest != old.digest
    assert get_pack(old.digest).readme != get_pack(new.digest).readme
    assert find_pack("turkistan-2020", "2020-04").digest == new.digest
    assert [summary.digest for summary in list_packs()] == [new.digest, old.digest]


def test_a_pack_with_problems_is_not_installed(folder):
    (folder / "regime.yaml").write_text("timezone: Mars\n", encoding="utf-8")
    with pytest.raises(PackRefused):
        install(folder)
    assert not InstalledPack.objects.exists()


def test_where_signatures_are_asked_for_a_trusted_one_is_needed(folder):
    with pytest.raises(NotSigned):
        install(folder, trusted=TRUSTED)
    sign(folder)
    with pytest.raises(SignerNotTrusted):
        install(folder, trusted=read_trusted_keys(make_key("Somebody", None).public))
    install(folder, trusted=TRUSTED)
    assert list_packs()[0].signer == "City of X"


def test_a_pack_changed_after_signing_is_not_installed(folder):
    sign(folder)
    (folder / "README.md").write_text("Changed.\n", encoding="utf-8")
    with pytest.raises(FilesChanged):
        install(folder, trusted=TRUSTED)
    assert not InstalledPack.objects.exists()


def test_a_pack_that_is_not_installed_is_told_so():
    with pytest.raises(PackNotInstalled):
        get_pack("0" * 64)
    with pytest.raises(PackNotInstalled):
        find_pack("nowhere", "1.0")


def test_files_altered_in_the_database_decide_nothing(folder):
    digest = install(folder).digest
    row = InstalledPack.objects.get()
    row.files["README.md"] += "More.\n"
    row.save()
    get_pack.cache_clear()
    with pytest.raises(PackAltered):
        get_pack(digest)


def test_what_was_installed_is_read_by_a_tereze_that_is_stricter_with_authors(folder, monkeypatch):
    digest = install(folder).digest
    finding = Finding(file="regime.yaml", path=("purposes",), what="Is wrong since today.")
    monkeypatch.setattr(reading, "check_draft", lambda draft: [finding])
    get_pack.cache_clear()
    assert get_pack(digest).digest == digest
    with pytest.raises(PackRefused):
        install(folder)


def test_the_command_line_installs(folder):
    opened: list[bool] = []
    instance = SimpleNamespace(open=lambda: opened.append(True))
    sign(folder)
    keys = folder.parent / f"{folder.name}.pub"
    keys.write_text(KEY.public, encoding="utf-8")
    result = CliRunner().invoke(
        pack, ["install", str(folder), "--trusted", str(keys), "--json"], obj=instance
    )
    answer = json.loads(result.stdout)
    assert (opened, answer["pack"]) == ([True], "turkistan-2020")
    assert list_packs()[0].digest == answer["digest"]
    assert list_packs()[0].signer == "City of X"
    again = CliRunner().invoke(pack, ["install", str(folder), "--unsigned"], obj=instance)
    assert again.output.startswith("turkistan-2020 2020-04 is installed: digest ")


def test_numbers_are_checked_by_what_installed_packs_say(folder):
    with pytest.raises(BadInput, match="Known: none"):
        check_document("kz-iin", "850101150019")
    install(folder)
    assert check_document("kz-iin", "850101 150019") == "850101150019"
    with pytest.raises(CheckDigitWrong):
        check_document("kz-iin", "850101150018")
    with pytest.raises(BadInput, match="No installed pack knows"):
        check_document("library-card", "1")
