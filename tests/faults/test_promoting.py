# SPDX-License-Identifier: EUPL-1.2
"""The machine of the database is lost under load, and its replica takes over."""

import tempfile
from http import HTTPStatus
from pathlib import Path

from faults import books, replica
from faults.crowd import Crowd
from faults.instance import Made, copy, serve, wait_until


def test_with_a_replica_that_confirms_nothing_acknowledged_is_lost(
    made: Made, folder: Path
) -> None:
    with (
        tempfile.TemporaryDirectory(dir=folder) as first,
        tempfile.TemporaryDirectory(dir=folder) as second,
    ):
        home, other = Path(first), Path(second)
        other.chmod(0o711)
        copy(made, home)
        replica.allow_replication(home)
        with (
            serve(made, home, database_url=replica.url_of_both(home, other)) as instance,
            replica.follow(instance.server, home, other) as url,
        ):
            crowd = Crowd(port=instance.port, key=made.key, documents=made.documents, seed=2)
            wait_until(lambda: instance.get("/") == HTTPStatus.OK)
            with crowd.asking() as said:
                wait_until(lambda: len(said.granted) > 30)
                instance.kill_database()
                replica.promote(url)
                before = len(said.granted)
                wait_until(lambda: len(said.granted) > before + 30)
            wait_until(lambda: instance.get("/") == HTTPStatus.OK)  # by the process that has pages
            assert not instance.server.is_running()
            books.check(books.read(url), said)
