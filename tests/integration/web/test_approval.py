# SPDX-License-Identifier: EUPL-1.2
"""What an officer decides on: open on the first page, asked in a sentence, granted by a human."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from integration.web.steps import ask, code_of, path_of, text
from tereze.people.types import ResidentFacts
from tereze.permits import selectors
from town import NOON, TURKISTAN, turkistan


@pytest.fixture
def town(transactional_db: None, settings: Any, now: datetime, tmp_path: Path) -> None:
    """Turkistan, where an officer decides on medicine."""
    settings.DEMO = True
    folder = Path(shutil.copytree(TURKISTAN, tmp_path / "pack"))
    rules = (folder / "regime.yaml").read_text("utf-8")
    changed = rules.replace("- id: medicine\n", "- id: medicine\n    approval: true\n")
    assert changed != rules
    (folder / "regime.yaml").write_text(changed, "utf-8")
    (folder / "scenarios.yaml").write_text(
        "- name: An officer decides on medicine.\n"
        "  given: {now: 2020-04-24T10:00}\n"
        "  when: {purpose: medicine}\n"
        "  expect: {refused: needs-approval}\n",
        "utf-8",
    )
    turkistan(now=now, folder=folder)


def test_what_an_officer_decides_on_is_open_and_says_so(browser: Client) -> None:
    open_to_all, *_ = text(browser.get("/")).split("Not open to you now")
    assert "An officer decides" in open_to_all
    assert "An officer decides" in text(browser.get("/ask/medicine"))


def test_the_first_thing_to_do_is_to_ask_the_officer_who_grants_the_permit(
    browser: Client, officer: Client, aina: ResidentFacts
) -> None:
    refused = ask(browser, "medicine", key="1")
    assert "Please say why you need it; one sentence is enough." in text(refused)
    assert text(refused).index("Ask the officer") < text(refused).index("/ask/needs")
    address = path_of(refused).replace("/refusals/", "/appeals/new/")
    browser.post(address, {"sentence": "The pharmacy has my insulin."})
    (number,) = re.findall(r'href="/staff/appeals/(\d+)"', text(officer.get("/staff/")))
    answers = {"decision": "grant", "reason": "Of course."}
    officer.post(f"/staff/appeals/{number}", answers, follow=True)
    (permit,) = selectors.list_permits(aina.id, since=NOON)
    assert (permit.purpose, permit.basis, permit.starts_at) == ("medicine", "appeal", NOON)
    assert code_of(browser.get(f"/permits/{permit.code}")) == permit.code
