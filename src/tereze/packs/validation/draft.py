# SPDX-License-Identifier: EUPL-1.2
"""A pack while it is being checked: the parts that could be read, and what is found in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tereze.packs.types import Background, PackInfo, Regime, Scenario, Texts, Value
from tereze.packs.yaml_tree import Path

T = TypeVar("T", bound=Value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The parts of a pack that have the right shape; None, or not there, when they have not."""

    info: PackInfo | None
    regime: Regime | None
    #: by language
    texts: Mapping[str, Texts]
    #: by file, so that a finding names the file
    scenarios: Mapping[str, "ScenarioList"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScenarioList:
    """The scenarios of one file as their author wrote them, and what they share."""

    scenarios: tuple[Scenario, ...]
    #: where the list stands in the file
    path: Path = ()
    given: Background | None = None

    def together(self) -> Iterator[Scenario]:
        """Each with what it shares with the others."""
        for one in self.scenarios:
            given = _over(self.given, one.given) if self.given else one.given
            yield one.model_copy(update={"given": given})


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something wrong at a path in a file; the reader knows the line."""

    file: str
    path: Path = ()
    what: str
    fix: str = ""


def _over(shared: Value, own: T) -> T:
    """What is written of one value, and of another where the first says nothing.

    >>> from tereze.packs.types import GivenApplicant
    >>> _over(GivenApplicant(age=34, home="KZ-61"), GivenApplicant(age=70)).home
    'KZ-61'
    """
    written = {name: getattr(shared, name) for name in shared.model_fields_set}
    for name in own.model_fields_set & set(written):
        value = getattr(own, name)
        written[name] = _over(written[name], value) if isinstance(value, Value) else value
    return own.model_copy(update=written)


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
