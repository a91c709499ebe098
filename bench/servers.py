# SPDX-License-Identifier: EUPL-1.2
"""The PostgreSQL that is measured: the embedded one, or a server of yours.

TEREZE_BENCH_DATABASE_URL names any database of yours there; each instance gets its own beside it. Where
that server is the coordinator of a cluster, the instance is spread over the cluster. What a server
costs its machine is not ours to see then, and stays 0 in the figures.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench import cluster
from tereze.core import postgres

#: pgbench comes with 64 connections while the pools of those who wait for their turn stay open.
_LOCAL_SETTINGS = "max_connections = 300\n"
_SHARDS = 32


class Server(Protocol):
    """A server with the database of an instance."""

    @property
    def url(self) -> str:
        """The address of the instance's database."""

    def url_of(self, database: str, /) -> str:
        """The address of another database."""

    @property
    def pids(self) -> frozenset[int]:
        """The processes of the server whose cost to this machine is counted, with all their children."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Tereze's own, started for this."""

    server: postgres.Server

    @property
    def url(self) -> str:
        return self.server.url

    def url_of(self, database: str, /) -> str:
        return self.server.url_of(database)

    @property
    def pids(self) -> frozenset[int]:
        return frozenset({self.server.pid})


@dataclass(frozen=True, slots=True)
class Named:
    """One that was there before."""

    url: str
    pids: frozenset[int] = frozenset()

    def url_of(self, database: str, /) -> str:
        return make_conninfo(self.url, dbname=database)


@contextlib.contextmanager
def open_server(home: Path, name: str) -> Iterator[Server]:
    """The server for the instance of a name, whose files are in a folder."""
    if named := os.environ.get("TEREZE_BENCH_DATABASE_URL"):
        yield _find(named, f"tereze_bench_{name}")
        return
    (home / "postgres").mkdir(parents=True, exist_ok=True)
    for place in (home, home / "postgres"):
        place.chmod(0o711)
    (home / "postgres" / "local.conf").write_text(_LOCAL_SETTINGS)
    with postgres.start(home) as server:
        yield Embedded(server)


def spread(server: Server) -> None:
    """Spread an instance that has its tables over the cluster, where there is one."""
    if isinstance(server, Named) and cluster.is_offered(server.url):
        cluster.distribute(server.url, shards=_SHARDS)


def spread_tables(server: Server, *tables: str, column: str) -> None:
    """Do the same with tables that Tereze has to be compared with."""
    if isinstance(server, Named) and cluster.is_offered(server.url):
        cluster.distribute_tables(server.url, *tables, column=column, shards=_SHARDS)


def _find(named: str, database: str) -> Named:
    server = Named(make_conninfo(named, dbname=database))
    with psycopg.connect(named, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        if found.rowcount == 0:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
            if cluster.is_offered(named):
                cluster.introduce(server.url, like=named)
    return server
