# SPDX-License-Identifier: EUPL-1.2
"""Each promise of the README has its page and its tests, and these tests are there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/internals/promises.md").read_text()
ATTACKS = (ROOT / "docs/internals/attacks.md").read_text()
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def chapters() -> dict[str, str]:
    """What the page says of each promise, by the promise."""
    _, *parts = re.split(r"^## (\d+\. .+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def test_the_promises_are_those_of_the_readme() -> None:
    said = (ROOT / "README.md").read_text().partition("## What it promises\n")[2]
    promises = re.findall(r"^\d+\. .+$", said.partition("\n## ")[0], re.MULTILINE)
    assert list(chapters()) == promises


def test_each_promise_has_a_page_and_tests_that_are_there() -> None:
    for promise, text in chapters().items():
        assert re.search(r"\]\([\w./-]+\.md", text), f"no page tells of: {promise}"
        named = TEST.findall(text)
        assert named, f"no test tries: {promise}"
        assert text.count("tests/") == len(named), f"something else than a test: {promise}"
        for path, name in named:
            assert name in functions_of(path), f"{path} has no {name}"


def test_each_test_of_an_attack_is_there() -> None:
    named = TEST.findall(ATTACKS)
    assert ATTACKS.count("tests/") == len(named)
    for path, name in named:
        assert name in functions_of(path), f"{path} has no {name}"
