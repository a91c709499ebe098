# SPDX-License-Identifier: EUPL-1.2
"""Spreading the tables that grow with every request over the machines of a cluster (Citus).

What is spread by which column follows from how it is asked for: permits, refusals and ledgers by
their resident's shard (`permits/shards.py`), all three together; what many share by who has it;
crossings by the device that tells them, because it tells many at once. All other tables stay whole on
the coordinator: no statement joins them with these, and there a write costs one commit.

Each table is spread in a transaction of its own. So whatever interrupts this leaves whole tables, and
to do it again is to go on. `docs/howto/run-a-cluster.md` tells operators the rest.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from tereze.config.preparation import expect_tables
from tereze.core.errors import Conflict, Misconfigured
from tereze.core.sql import load_queries

SQL = load_queries("tereze.config", "cluster.sql")

#: the oldest Citus whose SQL is enough
OLDEST_CITUS = 13
#: Tables in the cluster for each partition; a device's hour is small.
_SHARDS_OF_CROSSINGS = 8


class CitusMissing(Misconfigured):
    """This database has no extension that spreads tables over machines. Nothing was done.
    Where Citus is installed, on every machine: CREATE EXTENSION citus; then name the others to this
    one: SELECT citus_add_node('HOST', 5432).
    """

    code = "citus-missing"


class CitusTooOld(Misconfigured):
    """This Citus is too old. Nothing was done."""

    code = "citus-too-old"


class NotTheCoordinator(Misconfigured):
    """TEREZE_DATABASE_URL names a worker of the cluster; name its coordinator. Nothing was done."""

    code = "not-the-coordinator"


class StillServing(Conflict):
    """Gates are at work, and would go on as if there were one machine. Stop `tereze up` or
    `tereze serve`, do this again, and start them again. Nothing was done.
    """

    code = "still-serving"


class CannotBeSpread(Conflict):
    """A table cannot be spread."""

    code = "cannot-be-spread"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """A table that is spread, and by which of its columns."""

    table: str
    column: str
    #: rows with the same value lie with those of this table
    beside: str | None = None
    #: no more shards than this
    most_shards: int | None = None


#: Small ones first: what can't be done shows early.
SPREAD = (
    Spread(table="permits_tally", column="holder"),
    Spread(table="permits_ledger", column="shard"),
    Spread(table="permits_refusalrecord", column="shard", beside="permits_ledger"),
    Spread(table="permits_permit", column="shard", beside="permits_ledger"),
    Spread(table="checkpoints_crossing", column="device_id", most_shards=_SHARDS_OF_CROSSINGS),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table that is spread or is to be, as it is now."""

    spread: Spread
    #: 0: it is not spread
    shards: int
    #: about so many, as PostgreSQL guesses
    rows: int
    partitions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """What there is to spread, and over what."""

    citus: str
    machines: int
    tables: Sequence[Table]
    #: tables that stay whole on the coordinator
    others: Sequence[str]

    @property
    def waiting(self) -> tuple[Table, ...]:
        """Those that are not spread yet."""
        return tuple(table for table in self.tables if not table.shards)


class Distribution:
    """A database that is to be spread; use it as a context manager."""

    def __init__(self, database_url: str) -> None:
        expect_tables(database_url)
        self._connection = psycopg.connect(database_url, autocommit=True)

    def __enter__(self) -> "Distribution":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def look(self) -> Cluster:
        """What there is. Raises CitusMissing, CitusTooOld, NotTheCoordinator, CannotBeSpread."""
        ((is_there,),) = self._run("find_citus")
        if not is_there:
            raise CitusMissing
        ((version, is_coordinator, machines),) = self._run("describe_cluster")
        citus = _read_version(version)
        if not is_coordinator:
            raise NotTheCoordinator
        spread = [each.table for each in SPREAD]
        cluster = Cluster(
            citus=citus,
            machines=machines,
            tables=[self._look_at(each) for each in SPREAD],
            others=[name for (name,) in self._run("list_others", spread=spread)],
        )
        obstacles = [
            line for table in cluster.waiting for line in self._find_obstacles(table.spread)
        ]
        if obstacles:
            raise CannotBeSpread("\n".join(["A cluster would not take:", *obstacles]))
        return cluster

    def expect_nobody(self) -> None:
        """Raises StillServing when gates are connected."""
        ((gates,),) = self._run("count_gates")
        if gates:
            raise StillServing

    def spread(self, table: Table, *, shards: int, tell: Callable[[], None]) -> None:
        """Spread a table; `tell` is called for each partition whose rows are on their way."""
        each = table.spread
        counting = _count_copies(tell)
        self._connection.add_notice_handler(counting)
        try:
            if each.beside:
                self._run("spread_beside", table=each.table, column=each.column, beside=each.beside)
            else:
                number = min(shards, each.most_shards or shards)
                self._run("spread_alone", table=each.table, column=each.column, shards=number)
        except psycopg.Error as error:
            raise CannotBeSpread(f"{each.table} could not be spread: {error}") from error
        finally:
            self._connection.remove_notice_handler(counting)

    def forget_copied(self, table: Table) -> None:
        """Delete what was copied to its shards where it was before."""
        self._run("forget_copied", table=table.spread.table)

    def _look_at(self, each: Spread) -> Table:
        ((rows, partitions),) = self._run("measure_table", table=each.table)
        shards = 0
        for column, number in self._run("find_spread", table=each.table):
            if column != each.column:
                how = f"by {column}" if column else "without a column"
                raise CannotBeSpread(
                    f"{each.table} was spread {how} before, and has to be spread by {each.column}. "
                    f"To put it back: SELECT undistribute_table('{each.table}')"
                )
            shards = number
        return Table(spread=each, shards=shards, rows=rows, partitions=partitions)

    def _find_obstacles(self, each: Spread) -> list[str]:
        ((has_column,),) = self._run("has_column", table=each.table, column=each.column)
        if not has_column:
            return [
                f"  {each.table}: no column {each.column} yet; `tereze up` brings it up to date"
            ]
        found = self._run("find_obstacles", table=each.table, column=each.column)
        return [f"  {each.table}: {obstacle}" for (obstacle,) in found]

    def _run(self, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        # Values stand in the text: Citus wants to see them, and has functions of types that it made.
        cursor = psycopg.ClientCursor(self._connection)
        return cursor.execute(SQL[name].psycopg.encode(), parameters).fetchall()


def _read_version(text: str) -> str:
    """The number in what Citus says of itself. Raises CitusTooOld.

    >>> _read_version("Citus 14.0.0 on x86_64-pc-linux-gnu, compiled by gcc")
    '14.0.0'
    """
    found = re.search(r"\d+(\.\d+)*", text)
    version = found[0] if found else "0"
    if int(version.partition(".")[0]) < OLDEST_CITUS:
        raise CitusTooOld(
            f"This is Citus {version}; Tereze needs {OLDEST_CITUS} or newer. Nothing was done."
        )
    return version


def _count_copies(tell: Callable[[], None]) -> Callable[[psycopg.errors.Diagnostic], None]:
    """Citus says so when it begins to copy a table or partition that has rows."""

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        if (notice.message_primary or "").startswith("Copying data"):
            tell()

    return hear
