# SPDX-License-Identifier: EUPL-1.2
"""What the server gives for the inspector's page, and to whom."""

import gzip
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from integration.web.conftest import INSPECTOR, OFFICER, Employ
from integration.web.steps import text
from tereze.people.types import ROLES, Role
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.inspect_words import TEXTS, VERDICTS
from tereze.permits.checkpoints.types import Verdict
from tereze.permits.checkpoints.views import inspect
from town import NOON, SHIPPED, add_checkpoint, turkistan

SCRIPTS = Path(inspect.__file__).parents[1] / "static/checkpoints/js"


@pytest.fixture
def checkpoint(town: None) -> int:
    return add_checkpoint().id


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ["/inspect/", "/inspect/start"])
def test_inspectors_and_duty_officers_open_it(employ: Employ, role: Role, address: str) -> None:
    assert Client().get(address).headers["Location"].startswith("/staff/sign-in?next=/inspect/")
    expected = 200 if role in {INSPECTOR, OFFICER} else 403
    assert employ(role).get(address).status_code == expected


def test_the_page_is_the_same_for_everybody_so_that_it_may_be_kept(
    inspector: Client, officer: Client
) -> None:
    page = text(inspector.get("/inspect/"))
    assert page == text(officer.get("/inspect/"))
    assert "csrf" not in page


def test_a_shift_begins_with_open_checkpoints_and_names(inspector: Client, checkpoint: int) -> None:
    start = inspector.get("/inspect/start").json()
    (offered,) = start["checkpoints"]
    assert (offered["id"], offered["name"], offered["lanes"]) == (checkpoint, "North gate", 2)
    names = start["names"][offered["place"]]
    assert names["purposes"]["needs"] == "Food and daily needs"
    assert names["places"]["KZ-61-TURKISTAN"]
    assert names["timezone"] == "Asia/Almaty"
    services.close_checkpoint(checkpoint_id=checkpoint, actor="tests", now=NOON)
    assert inspector.get("/inspect/start").json()["checkpoints"] == []


def test_a_checkpoint_speaks_and_reckons_as_its_own_rules_do(
    inspector: Client, checkpoint: int
) -> None:
    """Both packs know a purpose `treatment`, and an hour lies between their clocks."""
    alone = inspector.get("/inspect/start").json()["names"]
    turkistan(folder=SHIPPED / "az-8103" / "2020-04")
    assert inspector.get("/inspect/start").json()["names"] == alone
    add_checkpoint(name="Salyan road", place="AZ-BA")
    names = inspector.get("/inspect/start").json()["names"]["AZ-BA"]
    assert names["timezone"] == "Asia/Baku"
    assert "az-id" in names["documents"]


def test_it_installs_as_an_application_of_its_own() -> None:
    manifest = Client().get("/inspect/manifest.webmanifest").json()
    assert (manifest["scope"], manifest["start_url"]) == ("/inspect/", "/inspect/")


def test_the_phone_keeps_every_script_that_the_page_imports() -> None:
    worker = text(Client().get("/inspect/sw.js"))
    kept = set(json.loads(_array(worker)))
    needed = {"core/tokens.css", "core/tereze.css", "checkpoints/inspect.css"}
    waiting = {"checkpoints/js/inspect-page.js", "checkpoints/js/scan-worker.js"}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        script = Path(finders.find(name) or "").read_text()
        folder = Path("/", name).parent
        found = {
            str((folder / path).resolve()).removeprefix("/")
            for path in re.findall(r'from "(\.[^"]+)"', script)
        }
        waiting |= found - needed
    assert {f"/{settings.STATIC_URL.strip('/')}/{name}" for name in needed} <= kept


def test_the_page_is_small_but_for_the_reader(inspector: Client) -> None:
    """Compressed, as it goes over the network; the reader is ten times as much, once."""
    files = [Path(finders.find(name) or "").read_bytes() for name in inspect._SHELL]
    page = inspector.get("/inspect/").content
    assert sum(len(gzip.compress(content)) for content in (page, *files)) < 60_000


def test_a_new_script_is_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text(Client().get("/inspect/sw.js"))
    assert before == text(Client().get("/inspect/sw.js"))
    monkeypatch.setattr(inspect, "_SHELL", (*inspect._SHELL, "core/js/app.js"))
    after = text(Client().get("/inspect/sw.js"))
    assert _version(before) != _version(after)


def test_every_verdict_and_every_sentence_of_the_scripts_has_words() -> None:
    shown = {verdict.name for verdict in VERDICTS}
    assert set(get_args(Verdict)) - {"none"} <= shown
    said = set()
    for script in SCRIPTS.glob("*.js"):
        said |= set(re.findall(r'\bsay\(\s*"([\w-]+)"', script.read_text()))
        said |= set(re.findall(r'mistake: "([\w-]+)"', script.read_text()))
    said |= {"no-reader", "no-camera", "not-allowed", "broken"}
    said |= {"code-length", "code-character", "code-check"}
    assert said <= set(TEXTS)


def _array(worker: str) -> str:
    found = re.search(r"const SHELL = (\[.*\]);", worker)
    assert found
    # Django's escapejs writes signs as \u002D, which is JSON as well.
    return found[1]


def _version(worker: str) -> str:
    found = re.search(r"inspect-(\w+)", worker)
    assert found
    return found[1]
