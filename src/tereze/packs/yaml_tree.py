# SPDX-License-Identifier: EUPL-1.2
"""YAML as text with line numbers, and nothing of YAML that surprises.

Ordinary loaders guess: `no` becomes false, `10:00` becomes 600, `2020-10` and `1.10` lose a digit.
Here every scalar stays the text that was written, and the regime language decides what it means.
Only an empty value, `~` or `null` is nothing.

The tree is built from PyYAML's events and not from its composed nodes, because only so can two
attacks be stopped while they are read: aliases by which a small file unfolds into gigabytes, and
nesting that exhausts the composer's stack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from tereze.packs.errors import PackRefused, Problem

#: What a YAML file says: text, nothing, lists, and mappings by text.
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
#: The way to a value: keys, and numbers in lists.
Path: TypeAlias = tuple[str | int, ...]

DEEPEST = 40
#: Values in one file, those that aliases repeat counted again.
MOST_VALUES = 100_000

#: libyaml's parser is many times faster; the other one is the same in Python.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: What the parser says, and what a person has to do about it.
_HINTS = (
    ("mapping values are not allowed", 'A text that holds ": " needs quotes around it.'),
    (
        "cannot start any token",
        "Indent with spaces, not tabs; quote texts that begin with %, @, `.",
    ),
    ("block end", "Compare the indentation with the lines above."),
    ("block mapping", "Compare the indentation with the lines above."),
    ("could not find expected ':'", "A key needs a colon and a space after it."),
    ("flow sequence", "A bracket [ is not closed, or a comma is missing."),
    ("flow mapping", "A brace { is not closed, or a comma is missing."),
    ("quoted scalar", "A quotation mark is not closed."),
    ("special characters", "Take the invisible character out."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One file's content, and where each part of it was written."""

    file: str
    data: Plain
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int | None:
        """The line of the value, or of the nearest one around it that was written."""
        for length in range(len(path), -1, -1):
            if (line := self.lines.get(path[:length])) is not None:
                return line
        return None


def read_yaml(file: str, text: str) -> Document:
    """Read one file; raises `PackRefused` for what is not plain YAML."""
    builder = _Builder(file, text)
    try:
        data = builder.build()
    except yaml.MarkedYAMLError as error:
        raise PackRefused([*builder.problems, _parser_problem(file, error)]) from None
    except yaml.reader.ReaderError as error:
        raise PackRefused([Problem(file=file, what=f"Is not YAML: {error.reason}.")]) from None
    if builder.problems:
        raise PackRefused(builder.problems)
    return Document(file=file, data=data, lines=builder.lines)


class _Builder:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
        #: anchored values, with the number of values in each
        self._anchored: dict[str, tuple[Plain, int]] = {}
        self._values = 0

    def build(self) -> Plain:
        data: Plain = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal(event, "A second document begins.", "Take out the ---.")
            elif isinstance(event, yaml.NodeEvent):
                data = self._value(event, ())
        return data

    def _value(self, event: Any, path: Path) -> Plain:
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            return self._repeated(event)
        if event.tag and event.tag != "!":
            raise self._refusal(event, f"The tag {event.tag} is not read.", "Take it out.")
        if len(path) > DEEPEST:
            raise self._refusal(event, f"Is nested more than {DEEPEST} deep.")
        before = self._values
        self._count(event, 1)
        value = self._content(event, path)
        if event.anchor:
            self._anchored[event.anchor] = value, self._values - before
        return value

    def _content(self, event: Any, path: Path) -> Plain:
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        is_plain = event.style in (None, "")
        return None if is_plain and event.value in ("", "~", "null") else str(event.value)

    def _repeated(self, event: Any) -> Plain:
        if event.anchor not in self._anchored:
            raise self._refusal(event, f"Nothing above is marked &{event.anchor}.")
        value, size = self._anchored[event.anchor]
        self._count(event, size)
        return value

    def _count(self, event: Any, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            raise self._refusal(event, f"The file holds more than {MOST_VALUES} values.")

    def _list(self, path: Path) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self._refusal(key, "A key is not a word.", "Write key: value.")
            line = _line(key)
            inner = (*path, key.value)
            if key.value in mapping:
                first = self.lines[inner]
                self._note(key, f'"{key.value}" is here twice; the first is in line {first}.')
            self.lines.setdefault(inner, line)
            mapping[key.value] = self._value(next(self._events), inner)
        return mapping

    def _note(self, event: Any, what: str, fix: str = "") -> None:
        line = _line(event)
        self.problems.append(Problem(file=self.file, line=line, what=what, fix=fix))

    def _refusal(self, event: Any, what: str, fix: str = "") -> PackRefused:
        self._note(event, what, fix)
        return PackRefused(self.problems)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _parser_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    fix = next((hint for sign, hint in _HINTS if sign in said), "")
    return Problem(
        file=file,
        line=mark.line + 1 if mark else None,
        what=f"Is not YAML here: {said}.",
        fix=fix,
    )
