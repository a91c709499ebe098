# SPDX-License-Identifier: EUPL-1.2
"""Hand-written SQL has a name, a description and a home: `sql/*.sql` beside its caller.

    -- name: read_ledgers
    -- What the named holders have used.
    SELECT holder, version, uses FROM permits_ledger WHERE holder = ANY(:holders::bigint[])

Parameters are written `:name`. The same text serves psycopg (pages, commands) and asyncpg (gate).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)\b")
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
