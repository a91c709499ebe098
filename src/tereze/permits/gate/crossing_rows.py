# SPDX-License-Identifier: EUPL-1.2
"""Writing what a device saw: crossings that are not there yet, and the counts of exactly these.

On one server a single statement does both. Where crossings are spread over machines (by device, so
that a batch goes to one of them) and their counts are not, it takes two in a transaction, with their
rows spelled out.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import asyncpg

from tereze.core.sql import load_queries
from tereze.permits.gate.contract import CrossingSent
from tereze.permits.gate.database import fetch

if TYPE_CHECKING:
    from tereze.permits.gate.database import Connection

SQL = load_queries("tereze.permits.checkpoints", "crossings.sql")

_COUNTED_BY = tuple(
    name for name in SQL["add_to_counts"].row_types if name not in {"count", "people"}
)


async def write_at_once(
    connection: "Connection", crossings: Sequence[CrossingSent], common: dict[str, Any]
) -> int:
    """Write those that are not there yet; how many these were. `common` is what they share: where
    they were seen and when we heard of them."""
    (row,) = await fetch(connection, SQL["write_crossings"], common | _columns(crossings))
    return int(row["written"])


async def write_in_steps(
    connection: "Connection", crossings: Sequence[CrossingSent], common: dict[str, Any]
) -> int:
    """The same, row by row."""
    rows = sorted((_row(one) | common for one in crossings), key=_key)
    async with connection.transaction():
        written = await _insert(connection, "insert_crossings", rows)
        if written:
            await _insert(connection, "add_to_counts", _add_up(written))
    return len(written)


async def _insert(
    connection: "Connection", name: str, rows: Sequence[dict[str, Any]]
) -> list[asyncpg.Record]:
    values = [value for row in rows for value in SQL[name].arguments(row)]
    return await connection.fetch(SQL[name].with_rows_spelled_out(len(rows)), *values)


def _add_up(written: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    """Rows of counts, in the order in which everybody writes them."""
    crossings, people = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for row in written:
        key = tuple(row[name] for name in _COUNTED_BY)
        crossings[key] += 1
        people[key] += row["people"]
    return [
        dict(zip(_COUNTED_BY, key, strict=True)) | {"count": crossings[key], "people": people[key]}
        for key in sorted(crossings)
    ]


def _key(row: dict[str, Any]) -> tuple[datetime, str]:
    return row["hour"], row["nonce"]


def _row(one: CrossingSent) -> dict[str, Any]:
    return {
        "hour": one.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
        "nonce": one.nonce,
        "at": one.at,
        "direction": one.direction,
        "verdict": one.verdict,
        "basis": one.basis,
        "passed": one.passed,
        "code": one.code,
        "purpose": one.purpose or "",
        "kind": one.kind or "",
        "people": one.people,
        "offline": one.offline,
    }


def _columns(crossings: Sequence[CrossingSent]) -> dict[str, list[Any]]:
    """Crossings column by column: one parameter for each, however many rows."""
    return {
        "nonces": [one.nonce for one in crossings],
        "ats": [one.at for one in crossings],
        "directions": [one.direction for one in crossings],
        "verdicts": [one.verdict for one in crossings],
        "bases": [one.basis for one in crossings],
        "passed": [one.passed for one in crossings],
        "codes": [one.code for one in crossings],
        "purposes": [one.purpose or "" for one in crossings],
        "kinds": [one.kind or "" for one in crossings],
        "people": [one.people for one in crossings],
        "offline": [one.offline for one in crossings],
    }
