# SPDX-License-Identifier: EUPL-1.2
"""What a score counts as right, wrong, missed and wrongly asked; and that reading scores well."""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tereze.permits.conversation.corpus import Corpus
from tereze.permits.conversation.scoring import LineWrong, judge, read_lines
from tereze.permits.conversation.sms_cli import sms
from unit.permits.messages_read import BY_MESSAGE, PACKS, grammar_of

PERMIT = {"outcome": "permit", "purpose": "2", "document": "AZE12345678"}
ASK = {"outcome": "ask"}


def verdict_on(text: str, expect: object, pack: str = "az-8103@2020-04") -> str:
    lines = read_lines([json.dumps({"text": text, "expect": expect})])
    (judged,) = judge(lines, grammar_of(pack))
    return judged.verdict


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(sms, arguments, input=given, obj=SimpleNamespace(shipped_packs=PACKS))


@pytest.mark.parametrize(
    ("text", "expect", "verdict"),
    [
        ("2 AZE12345678", PERMIT, "right"),
        ("2 AZE12345678", {**PERMIT, "document": "aze 1234 5678"}, "right"),
        ("2 AZE12345678", {**PERMIT, "purpose": "1"}, "wrong_permit"),
        ("2 AZE12345679", PERMIT, "wrong_permit"),
        ("2 AZE12345678", ASK, "wrong_permit"),
        ("2 AZE12345678 1 AA1234567", ASK, "wrong_permit"),
        ("AZE12345678", PERMIT, "wrongly_asked"),
        ("", PERMIT, "missed"),
        ("status", PERMIT, "missed"),
        ("2 AZE1234567", ASK, "right"),
        ("salam", ASK, "right"),
        ("2 AZE1234567", {**ASK, "purpose": "2"}, "right"),
        ("2 AZE1234567", {**ASK, "purpose": "1"}, "missed"),
        ("AZE12345678", {**ASK, "document": "AZE12345678"}, "right"),
        # one object names one of the requests; a list names all
        ("2 AZE12345678 1 AA1234567", PERMIT, "right"),
        ("2 AZE12345678 1 AA1234567", [PERMIT], "wrong_permit"),
        (
            "2 AZE12345678 1 AA1234567",
            [PERMIT, {"outcome": "permit", "purpose": "1", "document": "AA1234567"}],
            "right",
        ),
        ("2 AZE12345678", [PERMIT, {**PERMIT, "document": "AA1234567"}], "missed"),
    ],
)
def test_each_message_is_counted_once(text: str, expect: object, verdict: str) -> None:
    assert verdict_on(text, expect) == verdict


def test_without_codes_a_purpose_is_told_by_its_id_or_its_number_in_the_list() -> None:
    for named in ("needs", "1"):
        expect = {"outcome": "permit", "purpose": named, "document": "870612300126"}
        assert verdict_on("азық-түлік 870612300126", expect, "turkistan-2020@2020-04") == "right"


@pytest.mark.parametrize(
    "line",
    [
        "2 AZE12345678",
        "[]",
        "{}",
        '{"text": 5, "expect": {"outcome": "ask"}}',
        '{"text": "2"}',
        '{"text": "2", "expect": {"outcome": "grant"}}',
        '{"text": "2", "expect": {"outcome": "permit"}}',
        '{"text": "2", "expect": []}',
        '{"text": "2", "expect": {"outcome": "permit", "purpose": ["2"]}}',
        '{"text": "2", "sender": 5, "expect": {"outcome": "ask"}}',
        '{"text": "2", "expect": [{"outcome": "ask"}, {"outcome": "permit", "purpose": "2"}]}',
    ],
)
def test_a_line_that_cannot_be_judged_is_named(line: str) -> None:
    with pytest.raises(LineWrong, match="Line 2"):
        list(read_lines(['{"text": "2", "expect": {"outcome": "ask"}}', line]))


def test_a_file_of_another_encoding_is_said_to_be_one(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_bytes('{"text": "2", "expect": {"outcome": "ask"}}\nмагазин'.encode("cp1251"))
    told = run("score", str(file), "--regime", "az-8103@2020-04")
    assert "Line 2 is not in UTF-8" in str(told.exception)


@pytest.mark.parametrize("pack", BY_MESSAGE)
def test_damaged_messages_are_read_right_and_never_wrong(pack: str) -> None:
    for seed in (1, 2, 3):
        lines = (json.dumps(one) for one in Corpus(grammar_of(pack), seed).lines(200))
        judged = list(judge(read_lines(lines), grammar_of(pack)))
        wrong = [one.line.text for one in judged if one.verdict == "wrong_permit"]
        counts = Counter(one.verdict for one in judged)
        assert not wrong
        assert counts["right"] >= 0.95 * len(judged)


def test_the_same_seed_makes_the_same_messages() -> None:
    one, other = (list(Corpus(grammar_of(BY_MESSAGE[0]), 7).lines(50)) for _ in range(2))
    assert one == other


def test_a_score_adds_up() -> None:
    made = run("corpus", "--regime", "az-8103@2020-04", "--count", "200", "--seed", "5").output
    told: dict[str, Any] = json.loads(
        run("score", "-", "--regime", "az-8103@2020-04", "--json", given=made).output
    )
    assert list(told) == ["total", "right", "wrong_permit", "missed", "wrongly_asked"]
    assert told.pop("total") == sum(told.values()) == 200


def test_a_pack_is_also_known_by_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"text": "2 AZE12345678", "expect": PERMIT}), encoding="utf-8")
    folder = str(PACKS / "az-8103" / "2020-12")
    assert json.loads(run("score", str(file), "--regime", folder, "--json").output)["right"] == 1
    unknown = run("score", str(file), "--regime", "atlantis@1")
    assert "az-8103@2020-04" in str(unknown.exception)


def test_reading_one_message_is_explained() -> None:
    told = run("read", "2 AZE1234567", "--regime", "az-8103@2020-04", "--language", "en").output
    assert "in doubt: document-short 'AZE1234567'" in told
    assert "Send: 2 AZE00000000" in told
