# SPDX-License-Identifier: EUPL-1.2
"""A partition is made while somebody asks on that very day: nobody is turned away, no row is lost."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from tereze.core import partitions
from tereze.permits.models import Permit, RefusalRecord
from tereze.permits.services import ask_permit, make_partitions
from tereze.permits.services.partitions import HOT_TABLES
from tereze.permits.types import Granted, Request
from town import NOON, Inhabitant, Town

#: nobody waits longer than so many seconds for the other
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def _no_partition_of_today(town: Town) -> Iterator[None]:
    """Tables are emptied after each test, but partitions would stay."""
    yield
    with connection.cursor() as cursor:
        for table in HOT_TABLES.values():
            cursor.execute(f"DROP TABLE IF EXISTS {table.name}_{NOON:%Y%m%d}")


def ask_at_a_page(town: Town, who: Inhabitant, purpose: str) -> bool:
    try:
        request = Request(purpose=purpose, door="desk")
        answer = ask_permit(resident=who.facts, request=request, door="front", now=town.now)
        return isinstance(answer, Granted)
    finally:
        connection.close()


def ask_at_the_gate(town: Town, who: Inhabitant, purpose: str) -> bool:
    body = {"document": who.shown, "purpose": purpose}
    answer = town.gate.post("/api/v1/permits", body)
    assert answer.status in (201, 422)
    return answer.status == 201


def wait_until_somebody_waits() -> None:
    """Until another connection waits for a lock of ours."""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("nobody waits")


@pytest.mark.parametrize("ask", [ask_at_a_page, ask_at_the_gate])
@pytest.mark.parametrize(
    ("purpose", "table", "granted"),
    [
        ("walk", Permit, True),
        ("drive", RefusalRecord, False),  # without a plate
    ],
)
def test_who_asks_while_the_partition_is_made_is_answered(
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Town, Inhabitant, str], bool],
    purpose: str,
    table: type[Permit | RefusalRecord],
    granted: bool,
) -> None:
    aru, dana = town.add_resident(), town.add_resident()
    assert ask_at_a_page(town, aru, purpose) is granted
    execute, asked = partitions._execute, list[Future[bool]]()
    name = table._meta.db_table

    with ThreadPoolExecutor(1) as pool:

        def execute_while_somebody_asks(statement: str, **parts: Any) -> Any:
            rows = execute(statement, **parts)
            if statement.startswith("LOCK") and parts["rest"] == sql.Identifier(f"{name}_default"):
                asked.append(pool.submit(ask, town, dana, purpose))
                wait_until_somebody_waits()
            return rows

        monkeypatch.setattr(partitions, "_execute", execute_while_somebody_asks)
        make_partitions(first=NOON.date(), days=1)
        assert asked[0].result() is granted

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name}_{NOON:%Y%m%d}")  # noqa: S608
        assert cursor.fetchone()[0] == table.objects.count() == 2
