# SPDX-License-Identifier: EUPL-1.2
"""Every statement that pages and gate share says the same through both drivers."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from gate_client import database_url_of_test
from tereze.core.database import run
from tereze.core.sql import Query
from tereze.permits.gate.database import Pool, connect
from tereze.permits.gate.store import SQL
from town import NOON

#: Parameters for each statement, in an order in which all of them find something.
CALLS: list[tuple[str, Mapping[str, Any]]] = [
    (
        "claim_ledgers",
        {
            "shard": [50, 4],
            "holder": [7, 8],
            "version": [65536, 131072],
            "uses": ['[{"code": "N1J5M6QB"}]', "[]"],
            "keep_until": [NOON, NOON + timedelta(days=1)],
        },
    ),
    ("read_ledgers", {"holders": [7, 8, 9], "shards": [4, 17, 50]}),
    (
        "claim_tallies",
        {
            "holder": ["KZ-61", "KZ-75"],
            "counter": ["town/market", "town/market"],
            "period_starts_at": [NOON, NOON],
            "amount": [2, 4],
            "cap": [3, 4],
        },
    ),
    (
        "read_tallies",
        {"holder": ["KZ-61"], "counter": ["town/market"], "period_starts_at": [NOON]},
    ),
    (
        "insert_permits",
        {
            "shard": [50],
            "resident_id": [7],
            "day": [NOON.date()],
            "code": ["N1J5M6QB"],
            "order_id": [1],
            "digest": ["d" * 64],
            "purpose": ["needs"],
            "kind": ["movement"],
            "door": ["front"],
            "places": ["KZ-61 KZ-75"],
            "party": [2],
            "asked_at": [NOON],
            "starts_at": [NOON],
            "ends_at": [NOON + timedelta(hours=2)],
            "basis": ["rules"],
            "sealed": [b"\x00\x01"],
            "status_index": [4_000_000],
        },
    ),
    ("find_permits", {"day": NOON.date(), "codes": ["N1J5M6QB"], "shards": [8, 50]}),
    (
        "insert_refusals",
        {
            "shard": [50],
            "resident_id": [7],
            "day": [NOON.date()],
            "number": [1],
            "order_id": [1],
            "digest": ["d" * 64],
            "purpose": ["needs"],
            "door": ["front"],
            "asked_at": [NOON],
            "code": ["curfew"],
            "rule": ["curfew"],
            "sealed": [b"\x00"],
        },
    ),
    ("read_orders", {}),
    ("read_pack", {"digest": "d" * 64}),
    ("read_doors", {}),
    ("read_signing_keys", {}),
    ("find_employers", {"ids": [1]}),
    ("find_residents_by_document", {"indexes": [b"\x01" * 32]}),
    ("insert_emergency", {"code": "N1J5M6QB", "taken_at": NOON}),
    (
        "declare_resident",
        {"id": 7, "sealed": b"\x00", "phone_index": b"\x02" * 32, "now": NOON},
    ),
    ("find_declared_residents", {"phone_indexes": [b"\x02" * 32]}),
]


@pytest.fixture
def runner(transactional_db: None) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_no_statement_is_left_out() -> None:
    assert {name for name, _ in CALLS} == set(SQL)


def test_both_drivers_get_the_same_rows(runner: asyncio.Runner) -> None:
    through_asyncpg = runner.run(_run_all_and_undo())
    through_psycopg = [(name, _plain(run(SQL[name], parameters))) for name, parameters in CALLS]

    assert through_asyncpg == through_psycopg
    found = dict(through_psycopg)
    assert found["claim_ledgers"] == [(7,), (8,)]
    assert found["claim_tallies"] == [
        ("KZ-61", "town/market", NOON),
        ("KZ-75", "town/market", NOON),
    ]
    assert found["read_tallies"] == [("KZ-61", "town/market", NOON, 2)]
    assert len(found["find_permits"]) == len(found["find_declared_residents"]) == 1


async def _run_all_and_undo() -> list[tuple[str, list[tuple[Any, ...]]]]:
    pool = Pool(database_url_of_test())
    async with connect(pool) as connection:
        transaction = connection.transaction()
        await transaction.start()
        rows = [
            (name, _plain(await _on(connection, SQL[name], parameters)))
            for name, parameters in CALLS
        ]
        await transaction.rollback()
    await pool.close()
    return rows


async def _on(connection: Any, query: Query, parameters: Mapping[str, Any]) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await connection.fetch(query.asyncpg, *query.arguments(parameters))
    return rows


def _plain(rows: Any) -> list[tuple[Any, ...]]:
    """Rows as values that compare: bytes instead of a driver's view of them, in an order of ours,
    because a cluster has none of its own."""
    return sorted(
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in rows
    )
