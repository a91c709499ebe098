# SPDX-License-Identifier: EUPL-1.2
"""A pack while it is being checked: the parts that could be read, and what is found in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tereze.packs.types import PackInfo, Regime, Scenario, Texts, Value
from tereze.packs.yaml_tree import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The parts of a pack that have the right shape; None, or not there, when they have not."""

    info: PackInfo | None
    regime: Regime | None
    #: by language
    texts: Mapping[str, Texts]
    #: by file, so that a finding names the file
    scenarios: Mapping[str, tuple[Scenario, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something wrong at a path in a file; the reader knows the line."""

    file: str
    path: Path = ()
    what: str
    fix: str = ""


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Every value of the language inside a value, with the path at which its author wrote it."""
    if isinstance(value, Value):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from walk(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from walk(item, (*path, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
