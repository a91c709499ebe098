# SPDX-License-Identifier: EUPL-1.2
"""What all tests stand on: no network but loopback, and one throw-away database server that starts
only when a test asks for a database; none does in `unit`, `architecture` and the doctests, which
take seconds. Settings and secret are in `settings_for_tests.py`.

With TEREZE_DATABASE_URL set, tests use that server instead (in a database of their own), and where it
is the coordinator of a cluster, they use the cluster (`cluster.py`).
With TEREZE_THOROUGH=1, properties are tried with many more examples, and nothing is left out
(`needs.py`).
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

import cluster
import needs
from gate_client import database_url_of_test
from tereze.core import patience, postgres
from tereze.core.caching import forget_everything
from tereze.core.compile_messages import compile_messages
from tereze.permits.gate import database

ROOT = Path(__file__).parents[1]
WITHOUT_DATABASE = (ROOT / "tests" / "unit", ROOT / "tests" / "architecture", ROOT / "src")

# Time says nothing here: much else may run on the machine.
_timeless = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", _timeless, max_examples=8)
settings.register_profile("thorough", _timeless, max_examples=300)
settings.load_profile("thorough" if needs.THOROUGH else "usual")


def pytest_configure() -> None:
    """Let tests read the translations as they are written now, and wait for a busy machine."""
    compile_messages()
    # Whom the database keeps waiting for seconds is asked to come again (gate/database.py). Tests of
    # that make it break; that the machine has much else to do is none of the others' affair.
    database.ACQUIRE_SECONDS = database.CONNECT_SECONDS = database.COMMAND_SECONDS = 120.0
    database.STATEMENT_MILLISECONDS = 100_000
    patience.ANSWER_SECONDS = patience.CONNECT_SECONDS = 120


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what lasts as long as the tests: it looks through it often."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine only, remember nothing of others, and quick ones no database."""
    forget_everything()
    socket_allow_hosts([*cluster.hosts(), "127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    if any(item.path.is_relative_to(folder) for folder in WITHOUT_DATABASE):
        asks_for = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        is_without = not asks_for and item.get_closest_marker("django_db") is None
        assert is_without, "this test asks for a database; its place is tests/integration"
    for mark in item.iter_markers("needs"):
        needs.require(*mark.args)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Point Django at a server of the tests' own.

    pytest-django asks for this fixture once, before the first test that uses a database.
    """
    if os.environ.get("TEREZE_DATABASE_URL"):
        yield
        return
    with postgres.throw_away() as server:
        address = conninfo_to_dict(server.url)
        where = {"HOST": address["host"], "USER": address["user"], "PORT": "", "PASSWORD": ""}
        # The connection took its own copy of the settings when it was made.
        connections.settings["default"].update(where)
        connections["default"].settings_dict.update(where)
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Spread the tables of the test database where its server is the coordinator of a cluster."""
    with django_db_blocker.unblock():
        if not cluster.is_there():
            yield
            return
        cluster.spread(database_url_of_test())
        connections.close_all()  # the next one begins with the cluster's settings
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        cluster.take_apart(database_url_of_test())


@pytest.fixture
def one_machine(transactional_db: None) -> None:
    """For tests that make one machine look like a cluster, or take back what made it one."""
    cluster.leave_out_where_there_is_one()
