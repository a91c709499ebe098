# SPDX-License-Identifier: EUPL-1.2
"""The tests on a cluster: TEREZE_DATABASE_URL names a database on its coordinator whose Citus knows
the other machines (`bench/cluster.py` tells the rest)."""

import os

import pytest
from psycopg.conninfo import conninfo_to_dict

from bench import cluster

#: Tests empty all tables again and again, and each shard is a table.
_SHARDS = 4

#: In tests that take back all they do, what pages do in many transactions is done in one. A cluster
#: follows as long as it has one connection to each machine.
_ONE_CONNECTION = {
    "citus.multi_shard_modify_mode": "sequential",
    "citus.max_adaptive_executor_pool_size": "1",
}


def is_there() -> bool:
    """Whether the server that was named can make a cluster."""
    named = os.environ.get("TEREZE_DATABASE_URL")
    return named is not None and cluster.is_offered(named)


def hosts() -> list[str]:
    """Where the server is that was named; tests may reach it, too."""
    parts = conninfo_to_dict(os.environ.get("TEREZE_DATABASE_URL") or "")
    return [str(host) for name, host in parts.items() if name in {"host", "hostaddr"} and host]


def spread(url: str) -> None:
    """Make a fresh test database one of the whole cluster."""
    cluster.introduce(url, like=os.environ["TEREZE_DATABASE_URL"])
    cluster.set_for_all(url, _ONE_CONNECTION.items())
    cluster.distribute(url, shards=_SHARDS)


def take_apart(url: str) -> None:
    """Take the test database from all machines but the coordinator, so that it can be dropped there."""
    cluster.forget(url, like=os.environ["TEREZE_DATABASE_URL"])


def leave_out_where_there_is_one() -> None:
    """Leave a test out that is for one machine."""
    if is_there():
        pytest.skip("this is a cluster")
