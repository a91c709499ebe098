# SPDX-License-Identifier: EUPL-1.2
"""A database on all machines of a cluster (Citus), for measuring and for the tests.

To a cluster each database is a cluster of its own. So one that is made here gets its like on the other
machines, which are those that the cluster of another database has, and they are introduced to it. The
role that does this makes databases and extensions everywhere.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tereze.config.distribute import Distribution

_OFFERED = "SELECT FROM pg_available_extensions WHERE name = 'citus'"
_HAS_NODES = "SELECT to_regclass('pg_dist_node') IS NOT NULL"
_NODES = """
    SELECT groupid = 0, nodename, nodeport FROM pg_dist_node
    WHERE isactive AND noderole = 'primary' ORDER BY groupid
"""
_LET_GO = sql.SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_EXTENSION = sql.SQL("CREATE EXTENSION IF NOT EXISTS citus")


def is_offered(url: str) -> bool:
    """Whether a server can make a cluster."""
    with psycopg.connect(url) as connection:
        return connection.execute(_OFFERED).rowcount > 0


def introduce(url: str, *, like: str) -> None:
    """Make the database at `url` one of all machines that the cluster of another knows; none do when
    that is no cluster, and then its own machine is all of it."""
    _execute(url, _EXTENSION)
    for is_coordinator, host, port in _nodes_of(like):
        place = {"host": sql.Literal(host), "port": sql.Literal(port)}
        if is_coordinator:
            statement = "SELECT citus_set_coordinator_host({host}, {port})"
        else:
            _make_there(url, like=like, host=host, port=port)
            statement = "SELECT citus_add_node({host}, {port})"
        _execute(url, sql.SQL(statement).format(**place))


def forget(url: str, *, like: str) -> None:
    """Drop what `introduce` made on other machines, and let go of the database at `url`."""
    name = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
    for is_coordinator, host, port in _nodes_of(like):
        if not is_coordinator:
            home = make_conninfo(like, host=host, port=port)
            _execute(home, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    _execute(url, _LET_GO)


def distribute(url: str, *, shards: int) -> None:
    """What `tereze db distribute` does."""
    with Distribution(url) as distribution:
        for table in distribution.look().waiting:
            distribution.spread(table, shards=shards, tell=lambda: None)
            distribution.forget_copied(table)


def distribute_tables(url: str, *tables: str, column: str, shards: int) -> None:
    """Spread tables of one's own by a column, the rows with the same value together."""
    beside = "none"
    for table in tables:
        parts = {"table": table, "column": column, "beside": beside}
        number = sql.SQL("shard_count => {}").format(shards)
        statement = sql.SQL(
            "SELECT create_distributed_table({table}, {column}, colocate_with => {beside}"
        )
        end = sql.SQL(")") if beside != "none" else sql.SQL(", {})").format(number)
        _execute(url, statement.format(**parts) + end)
        beside = table


def set_for_all(url: str, settings: Iterable[tuple[str, str]]) -> None:
    """Let all sessions in a database begin with these settings."""
    database = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
    for name, value in settings:
        parts = {"database": database, "name": sql.Identifier(*name.split(".")), "value": value}
        statement = sql.SQL("ALTER DATABASE {database} SET {name} = {value}")
        _execute(url, statement.format(**parts))


def _nodes_of(url: str) -> list[tuple[bool, str, int]]:
    """Machines of a database's cluster, the coordinator first."""
    with psycopg.connect(url) as connection:
        if connection.execute(_HAS_NODES).fetchone() != (True,):
            return []
        return connection.execute(_NODES).fetchall()


def _make_there(url: str, *, like: str, host: str, port: int) -> None:
    """Make the database of this name anew on another machine."""
    name = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
    home = make_conninfo(like, host=host, port=port)
    _execute(home, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    _execute(home, sql.SQL("CREATE DATABASE {}").format(name))
    _execute(make_conninfo(url, host=host, port=port), _EXTENSION)


def _execute(url: str, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
