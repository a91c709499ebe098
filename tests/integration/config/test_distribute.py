# SPDX-License-Identifier: EUPL-1.2
"""`tereze db distribute`, on a PostgreSQL that only says what a cluster would be told."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from gate_client import database_url_of_test
from tereze.config.cli import Instance, tereze
from tereze.config.distribute import (
    SPREAD,
    CannotBeSpread,
    CitusMissing,
    CitusTooOld,
    NotTheCoordinator,
    StillServing,
)
from tereze.core.errors import TerezeError
from tereze.permits.gate.database import Pool
from tereze.permits.models import Permit
from town import Town

PERMITS = "/api/v1/permits"
FAKE = (Path(__file__).parent / "fake_citus.sql").read_text()
NO_FAKE = """
    DROP TABLE pg_dist_partition, pg_dist_shard, pg_dist_node, fake_truncated;
    DROP FUNCTION citus_version, citus_is_coordinator, column_to_column_name,
        create_distributed_table, truncate_local_data_after_distributing_table
"""


def ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(autouse=True)
def named(one_machine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREZE_DATABASE_URL", database_url_of_test())


@pytest.fixture
def cluster() -> Iterator[None]:
    ask(FAKE)
    yield
    ask(NO_FAKE)


@pytest.fixture
def town(cluster: None) -> Iterator[Town]:
    town = Town.found()
    yield town
    town.leave()


def distribute(*options: str) -> Result:
    """Run the command; what stops it is raised."""
    instance: Any = Instance.__new__(Instance)
    result = CliRunner().invoke(tereze, ["db", "distribute", *options], obj=instance)
    if isinstance(result.exception, TerezeError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def spread() -> dict[str, tuple[str, int]]:
    """Tables that are spread: by which column, and into how many shards."""
    rows = ask(
        "SELECT p.logicalrelid::text, p.partkey, count(s) FROM pg_dist_partition p"
        " JOIN pg_dist_shard s USING (logicalrelid) GROUP BY 1, 2"
    )
    return {table: (column, shards) for table, column, shards in rows}


@pytest.mark.usefixtures("cluster")
def test_each_table_is_spread_by_what_it_is_asked_for_by() -> None:
    told = json.loads(distribute("--json").stdout)

    assert spread() == {
        "permits_tally": ("holder", 32),
        "permits_ledger": ("shard", 32),
        "permits_refusalrecord": ("shard", 32),
        "permits_permit": ("shard", 32),
        "checkpoints_crossing": ("device_id", 8),
    }
    groups = dict(ask("SELECT logicalrelid::text, colocationid FROM pg_dist_partition"))
    together = {"permits_ledger", "permits_refusalrecord", "permits_permit"}
    assert len({groups.pop(table) for table in together} | set(groups.values())) == 3
    assert (told["citus"], told["machines"]) == ("14.0.0", 2)
    assert [row["table"] for row in told["distributed"] if row["now"]] == list(spread_tables())
    assert "people_resident" in told["local"]
    assert not set(spread_tables()) & set(told["local"])


@pytest.mark.usefixtures("cluster")
def test_what_was_copied_is_not_left_where_it_was() -> None:
    distribute()
    assert [table for (table,) in ask("SELECT logicalrelid::text FROM fake_truncated")] == list(
        spread_tables()
    )


@pytest.mark.usefixtures("cluster")
def test_fewer_shards_are_enough_for_a_small_cluster() -> None:
    distribute("--shards", "4")
    assert {shards for _, shards in spread().values()} == {4}


@pytest.mark.usefixtures("cluster")
def test_doing_it_again_goes_on_where_it_was_interrupted() -> None:
    ask(
        "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'no space left'; END $$;"
        "CREATE TRIGGER no_space BEFORE INSERT ON pg_dist_partition FOR EACH ROW"
        " WHEN (NEW.logicalrelid = 'permits_permit'::regclass) EXECUTE FUNCTION no_space()"
    )
    with pytest.raises(CannotBeSpread, match="permits_permit could not be spread: no space left"):
        distribute()
    assert set(spread()) == {"permits_tally", "permits_ledger", "permits_refusalrecord"}

    ask("DROP FUNCTION no_space CASCADE")
    result = distribute()

    assert set(spread()) == set(spread_tables())
    assert "permits_ledger           by shard, 32 shards, as before\n" in result.stdout
    assert "permits_permit           by shard, 32 shards\n" in result.stdout


@pytest.mark.usefixtures("cluster")
def test_one_may_look_first() -> None:
    result = distribute("--check")
    assert "permits_permit           to be spread by shard: about 0 rows" in result.stdout
    assert spread() == {}


def test_without_citus_it_says_what_is_missing() -> None:
    with pytest.raises(CitusMissing, match="CREATE EXTENSION citus"):
        distribute()


UNIQUE = "CREATE UNIQUE INDEX own ON permits_permit (day, code, order_id)"
KEY = """
    ALTER TABLE permits_ledger
        ADD CONSTRAINT whose FOREIGN KEY (holder) REFERENCES people_resident (id)
"""
TRIGGER = """
    CREATE TRIGGER watched BEFORE UPDATE ON permits_tally
        FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
"""
OTHERWISE = """
    SELECT create_distributed_table('permits_permit', 'shard', 'none', 4);
    UPDATE pg_dist_partition SET partkey = 'resident_id'
"""
WORKER = """
    CREATE OR REPLACE FUNCTION citus_is_coordinator() RETURNS boolean LANGUAGE sql AS 'SELECT false'
"""
OLD = """
    CREATE OR REPLACE FUNCTION citus_version() RETURNS text LANGUAGE sql AS
        $$ SELECT 'Citus 11.3devel on x86_64' $$
"""


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize(
    ("before", "error", "words"),
    [
        (UNIQUE, CannotBeSpread, "permits_permit: the unique index own does not contain shard"),
        (KEY, CannotBeSpread, "permits_ledger: the foreign key whose of permits_ledger"),
        (TRIGGER, CannotBeSpread, "permits_tally: the trigger watched"),
        (OTHERWISE, CannotBeSpread, "permits_permit was spread by resident_id before"),
        (WORKER, NotTheCoordinator, "name its coordinator"),
        (OLD, CitusTooOld, "This is Citus 11.3; Tereze needs 13"),
    ],
    ids=["unique index", "foreign key", "trigger", "other column", "worker", "old"],
)
def test_what_a_cluster_would_not_take_is_said_before_anything_is_done(
    before: str, error: type[TerezeError], words: str
) -> None:
    ask(before)
    tables = spread()
    try:
        with pytest.raises(error, match=words):
            distribute()
        assert spread() == tables
    finally:
        ask(
            "DROP INDEX IF EXISTS own; DROP TRIGGER IF EXISTS watched ON permits_tally;"
            "ALTER TABLE permits_ledger DROP CONSTRAINT IF EXISTS whose"
        )


def test_gates_at_work_have_to_stop_first_and_know_it_afterwards(town: Town) -> None:
    who = town.add_resident().shown
    first = town.gate.post(PERMITS, {"document": who, "purpose": "needs"})
    with pytest.raises(StillServing):
        distribute()
    town.leave()

    distribute()
    again = town.gate.post(PERMITS, {"document": who, "purpose": "visit"})

    assert (first.status, again.status) == (201, 201)
    assert Permit.objects.count() == 2
    # On one machine claim and permit are one statement, and need no transaction around them.
    last = ask("SELECT query FROM pg_stat_activity WHERE application_name = 'tereze-gate'")
    assert ("COMMIT;",) in last


def test_a_gate_plans_for_the_values_where_these_say_which_machine_to_ask() -> None:
    async def plans() -> str:
        pool = Pool(database_url_of_test())
        async with pool.connection() as connection:
            mode: str = await connection.fetchval("SHOW plan_cache_mode")
        await pool.close()
        return mode

    assert asyncio.run(plans()) == "force_generic_plan"
    ask(FAKE)
    try:
        assert asyncio.run(plans()) == "force_generic_plan", "nothing is spread yet"
        distribute()
        assert asyncio.run(plans()) == "auto"
    finally:
        ask(NO_FAKE)


def spread_tables() -> Iterator[str]:
    return (each.table for each in SPREAD)
