# SPDX-License-Identifier: EUPL-1.2
"""Backups of the embedded database for real."""

import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tereze.core import postgres
from tereze.core.postgres import errors

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tereze-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


def test_a_dump_is_restored_and_what_was_there_is_kept(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "tereze.dump"
    with postgres.start(home, fast_and_unsafe=True) as server:
        execute(server.url, "CREATE TABLE words AS SELECT 'before' AS word")
        postgres.dump(home, file)
        execute(server.url, "UPDATE words SET word = 'after'; CREATE TABLE newer ()")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    kept = postgres.restore(home, file, now=NOW)

    with postgres.start(home, fast_and_unsafe=True) as server:
        assert execute(server.url, "SELECT word FROM words") == [("before",)]
        assert execute(server.url, "SELECT to_regclass('newer')") == [(None,)]
        assert execute(server.url_of(kept), "SELECT word FROM words") == [("after",)]


def test_a_dump_that_is_none_changes_nothing(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"not a dump")
    with postgres.start(home, fast_and_unsafe=True) as server:
        execute(server.url, "CREATE TABLE words ()")
        with pytest.raises(errors.AlreadyRunning):
            postgres.restore(home, file, now=NOW)
    with pytest.raises(errors.DumpUnreadable):
        postgres.restore(home, tmp_path / "nothing", now=NOW)
    with pytest.raises(errors.RestoreFailed, match="does not appear to be a valid archive"):
        postgres.restore(home, file, now=NOW)
    with postgres.start(home, fast_and_unsafe=True) as server:
        assert execute(server.url, "SELECT to_regclass('words')") != [(None,)]


def test_a_dump_that_fails_leaves_no_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "full"
    file.mkdir()  # a file can't take its place
    with postgres.start(home, fast_and_unsafe=True), pytest.raises(OSError, match="full"):
        postgres.dump(home, file)
    assert list(tmp_path.iterdir()) == [file]
