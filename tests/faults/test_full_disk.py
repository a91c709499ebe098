# SPDX-License-Identifier: EUPL-1.2
"""The disk is full: nobody is told that they have what was not written, and room is enough to go on.

A small file system of its own is mounted for it, which only root may do; without that right the
database is made to say what it says then.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from faults import books
from faults.crowd import Crowd
from faults.instance import Instance, Made, copy, serve, wait_until

_MEGABYTE = 2**20
_SAYS_IT_IS_FULL = """
    CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER is_full BEFORE INSERT ON permits_permit EXECUTE FUNCTION is_full();
"""


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 300 MB in memory."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        mounting = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=0711", "tmpfs", place]
        if os.geteuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
            pytest.skip("a file system may not be mounted here")
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)


def fill(home: Path) -> Path:
    """Leave a few kilobytes."""
    filler = home / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(_MEGABYTE))
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filler


def test_a_full_disk_loses_nothing_and_is_over_when_there_is_room(made: Made, folder: Path) -> None:
    with small_disk(folder) as home:
        copy(made, home)
        with serve(made, home) as instance:
            crowd = Crowd(port=instance.port, key=made.key, documents=made.documents, seed=3)
            with crowd.asking() as said:
                wait_until(lambda: len(said.granted) > 10)
                filler = fill(home)
                wait_until(lambda: len(said.away) > 20)
                filler.unlink()
                if not instance.server.is_running():  # without room for its journal it gives up
                    instance.revive_database()
                before = len(said.granted)
                wait_until(lambda: len(said.granted) > before + 10)
            books.check(books.read(instance.url), said)


def test_a_database_that_says_that_its_disk_is_full_is_away_until_it_is_not(
    instance: Instance,
) -> None:
    crowd = Crowd(port=instance.port, key=instance.key, documents=instance.documents, seed=4)
    with (
        psycopg.connect(instance.url, autocommit=True) as connection,
        crowd.asking() as said,
    ):
        wait_until(lambda: len(said.granted) > 10)
        connection.execute(_SAYS_IT_IS_FULL)
        wait_until(lambda: len(said.away) > 10)
        connection.execute("DROP FUNCTION is_full CASCADE")
        before = len(said.granted)
        wait_until(lambda: len(said.granted) > before + 10)
    assert {answer.body["code"] for answer in said.away} <= {"database-away", "overloaded"}
    books.check(books.read(instance.url), said)
