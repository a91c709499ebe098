# SPDX-License-Identifier: EUPL-1.2
"""No test is left out in silence where all have to run."""

import ast
from pathlib import Path

import pytest

import needs
from architecture.sources import ROOT

#: What depends on rights of who runs the tests, which no script can give.
MAY_SKIP = {
    "needs.py",
    "cluster.py",  # there, nothing needs to be made to look like a cluster
    "faults/test_full_disk.py",  # mounts a small disk
    "integration/test_embedded_postgres.py",  # becomes another user
}


def skips(path: Path) -> bool:
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    return not names.isdisjoint({"skip", "skipif", "importorskip", "skipTest"})


def test_only_needs_leave_tests_out() -> None:
    tests = ROOT / "tests"
    skipping = {
        str(path.relative_to(tests))
        for path in tests.rglob("*.py")
        if "node_modules" not in path.parts and skips(path)
    }
    assert skipping - {str(Path(__file__).relative_to(tests))} == MAY_SKIP


@pytest.mark.parametrize(
    "need", ["node", "npm-packages", "peers", "mockpost", "kannel", "chromium", "reader"]
)
def test_what_is_missing_fails_a_thorough_run_and_says_what_brings_it(
    need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, word = needs._NEEDS[need]
    assert (ROOT / word.split()[-1]).is_file()
    monkeypatch.setitem(needs._NEEDS, need, (False, word))
    monkeypatch.setattr(needs, "THOROUGH", True)
    with pytest.raises(pytest.fail.Exception, match="scripts/"):
        needs.require(need)
    monkeypatch.setattr(needs, "THOROUGH", False)
    with pytest.raises(pytest.skip.Exception, match="scripts/"):
        needs.require(need)
