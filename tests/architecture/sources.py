# SPDX-License-Identifier: EUPL-1.2
"""The code of the house as these tests read it; each file is read once."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tereze"


@cache
def modules() -> tuple[Path, ...]:
    return tuple(path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def text_of(path: Path) -> str:
    return path.read_text()


#: Rooms inside rooms, with the plan of every room inside.
INNER_ROOMS = {("permits", "checkpoints"), ("permits", "desk")}


def layer(path: Path) -> str:
    """The part of its room that a module is: views, services, … (a package counts as a whole)."""
    parts = path.relative_to(SOURCE).parts
    inside = parts[2:] if parts[:2] in INNER_ROOMS else parts[1:]
    return inside[0].removesuffix(".py") if inside else ""


def in_layers(*names: str) -> Iterator[Path]:
    return (path for path in modules() if layer(path) in names)


def public_functions(paths: Iterable[Path]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each with where it is, for a message that can be clicked."""
    for path in paths:
        for node in ast.parse(text_of(path)).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node
