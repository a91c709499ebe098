# SPDX-License-Identifier: EUPL-1.2
"""The rules of the house that import-linter (`make check`) can't say, read from the code itself."""

import ast
import re

from architecture.sources import ROOT, in_layers, modules, public_functions, text_of

EDGES = ("views", "api", "admin", "tasks", "cli", "forms", "urls", "gate")

#: A file that is longer usually holds two things; a list of tests may be a little longer.
LONGEST = {"src": 500, "tests": 600}
#: Files that are longer, with their lengths: these may only get shorter.
TOO_LONG = {
    "src/tereze/packs/types.py": 1000,  # every word of a pack's files in one place, in their order
    "src/tereze/core/static/core/tereze.css": 510,
}


def test_edges_ask_selectors_and_services_not_tables() -> None:
    assert not [path for path in in_layers(*EDGES) if re.search(r"\w\.objects\b", text_of(path))]


def test_public_services_and_selectors_say_what_they_do() -> None:
    assert not [
        f"{place} has no docstring"
        for place, function in public_functions(in_layers("services", "selectors"))
        if not ast.get_docstring(function)
    ]


def test_public_services_take_keywords() -> None:
    assert not [
        place
        for place, function in public_functions(in_layers("services"))
        if len(function.args.args) > 1
    ]


def test_rules_and_reads_are_given_the_time() -> None:
    """`now` is a parameter, or the same facts would not give the same answer."""
    asks_the_clock = re.compile(r"utcnow|tereze\.core\.clock|from tereze\.core import .*\bclock\b")
    readers = in_layers("rules", "decisions", "types", "selectors")
    assert not [path for path in readers if asks_the_clock.search(text_of(path))]


def test_every_module_tells_what_it_is_for() -> None:
    begins_with_a_docstring = re.compile(r'(#.*\n)*r?"""')
    assert not [
        path
        for path in modules()
        if text_of(path).strip() and not begins_with_a_docstring.match(text_of(path))
    ]


def test_no_file_is_too_long() -> None:
    kinds = {".py", ".js", ".css", ".html"}
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for top in LONGEST
        for path in (ROOT / top).rglob("*.*")
        if path.suffix in kinds and not {"__pycache__", "node_modules"} & set(path.parts)
    }

    def longest(name: str) -> int:
        return LONGEST[name.partition("/")[0]]

    assert not {
        name: length
        for name, length in lengths.items()
        if length > TOO_LONG.get(name, longest(name))
    }
    assert not [name for name in TOO_LONG if lengths.get(name, 0) <= longest(name)], "short by now"


def test_no_error_is_logged_with_its_words() -> None:
    """They may hold what somebody sent; `core.errors.origin` tells what happened, and where."""
    telling = re.compile(r"\blog(ger)?\.exception\(|\bexc_info=")

    assert [str(path) for path in modules() if telling.search(text_of(path))] == []
