# SPDX-License-Identifier: EUPL-1.2
"""The rules of the house that import-linter can't say, read from the code itself."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tereze"
EDGES = {"views", "api", "admin", "tasks", "cli", "forms", "urls", "gate"}


def modules() -> Iterator[Path]:
    yield from (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def layer(path: Path) -> str:
    """The part of its room that a module is: views, services, … (a package counts as a whole)."""
    inside = path.relative_to(SOURCE).parts[1:]
    return inside[0].removesuffix(".py") if inside else ""


def in_layers(*names: str) -> list[Path]:
    return [path for path in modules() if layer(path) in names]


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_imports_go_down_the_house_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", in_layers(*EDGES), ids=name)
def test_edges_ask_selectors_and_services_not_tables(path: Path) -> None:
    used = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert not used, f"{path}: lines {used} go round the selectors"


@pytest.mark.parametrize("path", in_layers("services"), ids=name)
def test_public_services_take_keywords_and_say_what_they_do(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name} has no docstring"
            assert len(node.args.args) <= 1, f"{path}:{node.lineno} {node.name}: keywords only"


@pytest.mark.parametrize("path", in_layers("rules", "decisions", "types", "selectors"), ids=name)
def test_rules_and_reads_are_given_the_time(path: Path) -> None:
    """`now` is a parameter, or the same facts would not give the same answer."""
    names = {
        node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)
    }
    assert "utcnow" not in names
    assert "from tereze.core import clock" not in path.read_text()
    assert "from tereze.core.clock" not in path.read_text()


@pytest.mark.parametrize("path", list(modules()), ids=name)
def test_every_module_tells_what_it_is_for(path: Path) -> None:
    text = path.read_text()
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_migrations_do_not_lean_on_code_that_will_change() -> None:
    for path in SOURCE.rglob("migrations/0*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tereze"):
                allowed = {"tereze.core.ids"}
                assert node.module in allowed, f"{path} imports {node.module}"


def test_nobody_imports_config() -> None:
    for path in modules():
        if path.relative_to(SOURCE).parts[0] == "config":
            continue
        assert "tereze.config" not in {
            node.module
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module
        }, f"{path} imports config"
