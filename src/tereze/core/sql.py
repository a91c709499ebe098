# SPDX-License-Identifier: EUPL-1.2
"""Hand-written SQL has a name, a description and a home: `sql/*.sql` beside its caller.

    -- name: read_ledgers
    -- What the named holders have used.
    SELECT holder, version, uses FROM permits_ledger WHERE holder = ANY(:holders::bigint[])

Parameters are written `:name`. The same text serves psycopg (pages, commands) and asyncpg (gate).

A statement that writes many rows takes each column as one array:

    INSERT INTO t (a, b) SELECT w.a, w.b FROM unnest(:as::int[], :bs::text[]) AS w (a, b)

Where tables are distributed over machines, that sub-select would have to be gathered in one place;
so the same statement can also be had with its rows spelled out (`with_rows_spelled_out`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)\b")
_SELECTED_ROWS = re.compile(
    r"SELECT (?P<row>[^;]*?)\s+FROM (?P<rows>unnest\((?P<arrays>.*?)\)\s+"
    r"AS w \((?P<columns>[^)]*)\))(?:\s+ORDER BY [\w., ]+)?",
    re.DOTALL,
)
_ARRAY = re.compile(r":(\w+)::(\w+)\[\]")
_NUMBERED = re.compile(r"\$(\d+)")
_COLUMN = re.compile(r"\bw\.(\w+)")
_QUERY = re.compile(
    r"^-- name: (\w+)\n((?:--[^\n]*\n)*)(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Query:
    """One named statement."""

    name: str
    description: str
    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters in the order of their first use."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.text)))

    @cached_property
    def psycopg(self) -> str:
        """The text with `%(name)s` placeholders.

        >>> Query(name="n", description="", text="SELECT :a::int, 'x%'").psycopg
        "SELECT %(a)s::int, 'x%%'"
        """
        return _PARAMETER.sub(r"%(\1)s", self.text.replace("%", "%%"))

    @cached_property
    def asyncpg(self) -> str:
        """The text with `$1` placeholders.

        >>> Query(name="n", description="", text="SELECT :a::int + :b + :a").asyncpg
        'SELECT $1::int + $2 + $1'
        """
        return _PARAMETER.sub(lambda m: f"${self.names.index(m[1]) + 1}", self.text)

    def with_rows_spelled_out(self, number: int) -> str:
        """The text for asyncpg with so many rows as VALUES: parameters row by row, each row in the
        order of `names`. Such a statement has no other parameters.

        >>> text = "INSERT INTO t (a) SELECT -w.a FROM unnest(:as::int[]) AS w (a) ORDER BY w.a"
        >>> Query(name="n", description="", text=text).with_rows_spelled_out(2)
        'INSERT INTO t (a) VALUES (-$1::int), (-$2::int)'
        """
        found = self._find_rows()
        places = {column: place for place, column in enumerate(self.row_types)}
        types = list(self.row_types.values())

        def row(first: int) -> str:
            def parameter(match: re.Match[str]) -> str:
                place = places[match[1]]
                return f"${first + place}::{types[place]}"

            return f"({_COLUMN.sub(parameter, found['row'])})"

        rows = ", ".join(row(1 + len(types) * at) for at in range(number))
        return self.text[: found.start()] + f"VALUES {rows}" + self.text[found.end() :]

    def spelled_out_for_psycopg(self, number: int) -> str:
        """The same with placeholders for psycopg: the parameters are called 1, 2, …

        >>> text = "INSERT INTO t (a) SELECT -w.a FROM unnest(:as::int[]) AS w (a) ORDER BY w.a"
        >>> Query(name="n", description="", text=text).spelled_out_for_psycopg(2)
        'INSERT INTO t (a) VALUES (-%(1)s::int), (-%(2)s::int)'
        """
        text = self.with_rows_spelled_out(number).replace("%", "%%")
        return _NUMBERED.sub(r"%(\1)s", text)

    def with_rows_from(self, table: str) -> str:
        """The text with its rows taken from a table or WITH query that is called so.

        >>> text = "INSERT INTO t (a) SELECT -w.a FROM unnest(:as::int[]) AS w (a) ORDER BY w.a"
        >>> Query(name="n", description="", text=text).with_rows_from("w")
        'INSERT INTO t (a) SELECT -w.a FROM w ORDER BY w.a'
        """
        found = self._find_rows()
        return self.text[: found.start("rows")] + table + self.text[found.end("rows") :]

    @cached_property
    def row_types(self) -> dict[str, str]:
        """The columns of the rows that the statement writes, with their types."""
        found = self._find_rows()
        columns = [column.strip() for column in found["columns"].split(",")]
        types = [kind for _, kind in _ARRAY.findall(found["arrays"])]
        return dict(zip(columns, types, strict=True))

    def _find_rows(self) -> re.Match[str]:
        found = _SELECTED_ROWS.search(self.text)
        if found is None:
            raise ValueError(f"{self.name} does not write rows")
        return found

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The values in the order that `asyncpg` asks for them."""
        return [parameters[name] for name in self.names]


def load_queries(package: str, file: str) -> dict[str, Query]:
    """Read the named statements of `package`/sql/`file`."""
    text = files(package).joinpath("sql", file).read_text(encoding="utf-8")
    return {
        name: Query(
            name=name,
            description=" ".join(line.removeprefix("--").strip() for line in comment.splitlines()),
            text=body.strip().rstrip(";"),
        )
        for name, comment, body in _QUERY.findall(text)
    }
