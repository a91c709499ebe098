# SPDX-License-Identifier: EUPL-1.2
"""The tests on a cluster: TEREZE_DATABASE_URL names a database on its coordinator whose Citus knows
the other machines. The role makes databases and extensions on all of them.

Each database of a cluster is known to the cluster by itself. So the test database gets its like on
every machine, is introduced to them, and spread as `tereze db distribute` spreads one.
"""

import os
from collections.abc import Sequence

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tereze.config.distribute import Distribution

#: Tests empty all tables again and again, and each shard is a table.
_SHARDS = 4

#: In tests that take back all they do, what pages do in many transactions is done in one. A cluster
#: follows as long as it has one connection to each machine.
_ONE_CONNECTION = {
    "citus.multi_shard_modify_mode": "sequential",
    "citus.max_adaptive_executor_pool_size": "1",
}


def is_offered() -> bool:
    """Whether the server that was named can make a cluster."""
    named = os.environ.get("TEREZE_DATABASE_URL")
    if not named:
        return False
    with psycopg.connect(named) as connection:
        rows = connection.execute("SELECT FROM pg_available_extensions WHERE name = 'citus'")
        return rows.rowcount > 0


def hosts() -> list[str]:
    """Where the server is that was named; tests may reach it, too."""
    parts = conninfo_to_dict(os.environ.get("TEREZE_DATABASE_URL") or "")
    return [str(host) for name, host in parts.items() if name in {"host", "hostaddr"} and host]


def spread(url: str) -> None:
    """Make a fresh test database one of the whole cluster."""
    nodes = _nodes_of(os.environ["TEREZE_DATABASE_URL"])
    name = str(conninfo_to_dict(url)["dbname"])
    _execute(url, sql.SQL("CREATE EXTENSION IF NOT EXISTS citus"))
    for setting, value in _ONE_CONNECTION.items():
        parts = {"name": sql.Identifier(name), "value": sql.Literal(value)}
        alter = "ALTER DATABASE {name} SET " + setting + " = {value}"
        _execute(url, sql.SQL(alter).format(**parts))
    for is_coordinator, host, port in nodes:
        place = {"host": sql.Literal(host), "port": sql.Literal(port)}
        if is_coordinator:
            _execute(
                url, sql.SQL("SELECT citus_set_coordinator_host({host}, {port})").format(**place)
            )
            continue
        database = sql.Identifier(name)
        at_home = make_conninfo(os.environ["TEREZE_DATABASE_URL"], host=host, port=port)
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database)
        for statement in (drop, sql.SQL("CREATE DATABASE {}").format(database)):
            _execute(at_home, statement)
        there = make_conninfo(url, host=host, port=port)
        _execute(there, sql.SQL("CREATE EXTENSION IF NOT EXISTS citus"))
        _execute(url, sql.SQL("SELECT citus_add_node({host}, {port})").format(**place))
    with Distribution(url) as distribution:
        for table in distribution.look().waiting:
            distribution.spread(table, shards=_SHARDS, tell=lambda: None)


def leave_out_where_there_is_one() -> None:
    """Leave a test out that is for one machine."""
    if is_offered():
        pytest.skip("this is a cluster")


def _nodes_of(url: str) -> Sequence[tuple[bool, str, int]]:
    """Machines of a database's cluster, the coordinator first; none when it has none yet."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT to_regclass('pg_dist_node') IS NOT NULL").fetchone()
        if row != (True,):
            return []
        return connection.execute(
            "SELECT groupid = 0, nodename, nodeport FROM pg_dist_node"
            " WHERE isactive AND noderole = 'primary' ORDER BY groupid"
        ).fetchall()


def _execute(url: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
