# SPDX-License-Identifier: EUPL-1.2
"""The browser's reader of offline lists, run by Node where there is one."""

import json
from pathlib import Path
from typing import Any

import pytest

from browser_scripts import ask_in_node

ROOT = Path(__file__).parents[2]
VECTORS_FILE = ROOT / "tests/vectors/offline_list.json"
VECTORS = json.loads(VECTORS_FILE.read_text(encoding="utf-8"))
READER = ROOT / "src/tereze/permits/checkpoints/static/checkpoints/js/list.js"
QUESTIONS = VECTORS_FILE.with_name("answer_list.mjs")

pytestmark = pytest.mark.needs("node")


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    return ask_in_node(module=READER, questions=QUESTIONS, asked=VECTORS)


def as_read(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the vectors as the reader tells it: digests only say whether they fit."""
    told = {name: value for name, value in entry.items() if not name.endswith("_digest")}
    return told | {
        "has_plate": entry["plate_digest"] is not None,
        "party": min(entry["party"], 255),
    }


def by_code(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(map(as_read, entries), key=lambda entry: entry["code"])


def test_the_reader_reads_what_was_written(answers: dict[str, Any]) -> None:
    assert answers["head"] == VECTORS["list"]["head"]
    assert answers["entries"] == by_code(VECTORS["list"]["entries"])


@pytest.mark.parametrize("by", ["by_code", "by_document", "by_plate"])
def test_it_finds_whom_it_should(answers: dict[str, Any], by: str) -> None:
    assert answers[by] == VECTORS[by]


def test_changes_take_the_place_of_what_was_there(answers: dict[str, Any]) -> None:
    changed = {entry["code"]: entry for entry in VECTORS["changes"]["entries"]}
    before = {entry["code"]: entry for entry in VECTORS["list"]["entries"]}
    expected = [(before | changed)[code] for code in VECTORS["codes_after_changes"]]
    assert answers["entries_after_changes"] == [as_read(entry) for entry in expected]
    assert answers["head_after_changes"] == VECTORS["changes"]["head"] | {"since": None}
    assert answers["by_document_after_changes"] == ["0000000B"]


def test_it_sees_whether_a_document_or_plate_belongs_to_a_permit(answers: dict[str, Any]) -> None:
    belongs = {name for name, answer in answers["belongs"].items() if answer}
    assert belongs == {"document", "plate"}


def test_it_says_so_when_what_came_is_no_list(answers: dict[str, Any]) -> None:
    assert all(answers["damaged"].values())
