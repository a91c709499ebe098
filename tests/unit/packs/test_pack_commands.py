# SPDX-License-Identifier: EUPL-1.2
"""`tereze pack …` on folders: no database, no Django."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tereze.core.errors import BadInput
from tereze.packs.cli import pack
from tereze.packs.errors import FilesChanged, KeyUnreadable, NotSigned, PackRefused
from tereze.packs.reading import read_folder
from tereze.permits.scenarios import run_scenarios
from unit.packs.right_pack import FILES


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(pack, [str(one) for one in arguments], env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / "city" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "city" / path).write_text(text, encoding="utf-8")
    return tmp_path / "city"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    assert run("key", "new", tmp_path / "key", "--name", "City of X").exit_code == 0
    return tmp_path / "key"


def spoil(folder: Path) -> None:
    regime = folder / "regime.yaml"
    regime.write_text(regime.read_text("utf-8").replace("minutes: 120", "minuts: 120"), "utf-8")


def test_a_new_pack_is_right_and_its_scenarios_pass(tmp_path):
    made = run("new", tmp_path / "My City!", "--place", "AQ", "--timezone", "Antarctica/Troll")
    assert made.exit_code == 0
    assert len(made.output.splitlines()) == 5
    found = read_folder(tmp_path / "My City!")
    assert found.info.pack == "my-city"
    assert [one.actual for one in run_scenarios(found) if not one.passed] == []


def test_a_new_pack_never_overwrites(folder):
    assert isinstance(run("new", folder).exception, BadInput)


def test_check_says_that_a_pack_is_right(folder):
    result = run("check", folder)
    assert result.exit_code == 0
    assert result.output.startswith("test-city 1.0 is right: 3 purposes, 1 language, 1 scenario.\n")


def test_check_lists_problems_for_people_and_programs(folder):
    spoil(folder)
    people, programs = run("check", folder), run("check", folder, "--json")
    assert people.exit_code == programs.exit_code == 1
    assert (
        'regime.yaml:23: purposes.needs.duration.minuts: "minuts" is no key here.' in people.output
    )
    problem = json.loads(programs.stdout)["problems"][0]
    assert (problem["file"], problem["line"]) == ("regime.yaml", 23)
    assert problem["fix"] == 'Did you mean "minutes"?'


def test_show_tells_the_rules(folder):
    assert "  duration: 120 minutes" in run("show", folder).output
    plain = json.loads(run("show", folder, "--json").stdout)
    assert plain["regime"]["purposes"][0]["hours"][0]["from"] == "08:00"
    assert len(plain["digest"]) == 64


def test_diff_tells_what_changed(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    assert run("diff", folder, folder).output == "Both say the same.\n"
    subprocess.run(["cp", "-r", f"{folder}/.", other], check=True)
    regime = other / "regime.yaml"
    regime.write_text(regime.read_text("utf-8").replace("minutes: 120", "minutes: 180"), "utf-8")
    told = run("diff", folder, other).output
    assert "Rules\n  purpose needs: duration 120 → 180 minutes\n" in told
    difference = json.loads(run("diff", folder, other, "--json").stdout)["differences"][0]
    assert (difference["subject"], difference["after"]) == ("purpose needs", "180 minutes")


def test_a_pack_is_signed_and_verified(folder, key):
    assert run("sign", folder, "--key", key).exit_code == 0
    assert "Signed by City of X." in run("verify", folder, "--trusted", f"{key}.pub").output
    assert "was not checked" in run("verify", folder).output
    by_variable = run("verify", folder, "--json", TEREZE_PACK_TRUSTED_KEYS=f"{key}.pub")
    assert json.loads(by_variable.stdout)["signer"] == "City of X"
    assert run("check", folder).exit_code == 0


def test_a_file_changed_after_signing_is_named(folder, key):
    run("sign", folder, "--key", key)
    (folder / "README.md").write_text("changed", "utf-8")
    error = run("verify", folder).exception
    assert isinstance(error, FilesChanged)
    assert error.changes == ("README.md was changed",)
    answer = run("verify", folder, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["changes"] == ["README.md was changed"]


def test_a_wrong_pack_is_not_signed(folder, key):
    spoil(folder)
    assert isinstance(run("sign", folder, "--key", key).exception, PackRefused)
    assert not (folder / "manifest.dsse").exists()


def test_keys_are_secret_encrypted_and_never_overwritten(folder, tmp_path, key):
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
    assert isinstance(run("key", "new", key, "--name", "x").exception, BadInput)
    secret = {"TEREZE_PACK_KEY_PASSPHRASE": "secret words"}
    locked = tmp_path / "locked"
    assert "not encrypted" not in run("key", "new", locked, "--name", "x", **secret).output
    assert isinstance(run("sign", folder, "--key", locked).exception, KeyUnreadable)
    assert run("sign", folder, "--key", locked, **secret).exit_code == 0


def test_a_key_file_that_is_not_there_is_told(folder, tmp_path):
    assert isinstance(run("sign", folder, "--key", tmp_path / "none").exception, BadInput)


def test_installing_asks_whom_to_trust(folder):
    error = run("install", folder).exception
    assert isinstance(error, NotSigned)
    assert "--unsigned" in error.message


def test_schemas_are_printed_and_written(tmp_path):
    assert json.loads(run("schema", "regime").stdout)["title"].startswith("regime.yaml")
    assert run("schema", "--out", tmp_path / "schemas").exit_code == 0
    written = {file.name for file in (tmp_path / "schemas").iterdir()}
    assert written == {"pack.json", "regime.json", "texts.json", "scenarios.json"}
    assert run("schema").exit_code == 2


def test_every_command_helps():
    for name, command in pack.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0
