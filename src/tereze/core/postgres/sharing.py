# SPDX-License-Identifier: EUPL-1.2
"""Several commands, one server.

`tereze up` owns the server for as long as it runs. Other commands use that one; when there is
none, the first of them starts one and stops it when the last of them is done.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tereze.core.postgres.account import choose_account
from tereze.core.postgres.errors import AlreadyRunning
from tereze.core.postgres.locks import FileLock
from tereze.core.postgres.places import Places, url_through
from tereze.core.postgres.postmaster import read_postmaster
from tereze.core.postgres.server import Report, Server, prepare_places, say_nothing, start

_BETWEEN_LOOKS = 0.05


@contextlib.contextmanager
def use(home: Path, *, report: Report = say_nothing) -> Iterator[str]:
    """Give the address of the database: the running one, or one started for this block."""
    places = prepare_places(home, choose_account(report))
    with FileLock(places.guest_lock) as guests:
        while True:
            # Waits while an owner that found no guests left is shutting down.
            guests.share()
            if url := _url_of_running(places):
                yield url
                return
            try:
                server = start(home, report=report)
            except AlreadyRunning:  # somebody is starting or stopping it at this moment
                time.sleep(_BETWEEN_LOOKS)
                continue
            try:
                yield server.url
            finally:
                _wait_for_guests(guests, report)
                server.stop()
            return


@contextlib.contextmanager
def throw_away(*, report: Report = say_nothing) -> Iterator[Server]:
    """Give an empty database in a temporary folder, ready in about a second; for tests only."""
    # /tmp whatever TMPDIR says: the path is short, and root's stand-in can get there.
    with tempfile.TemporaryDirectory(prefix="tereze-postgres-", dir="/tmp") as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            home.chmod(0o711)
        with start(home, report=report, fast_and_unsafe=True) as server:
            yield server


def _url_of_running(places: Places) -> str | None:
    with FileLock(places.owner_lock) as owner_lock:
        if owner_lock.try_alone():
            return None  # no owner, so no server, whatever a left-over file says
    postmaster = read_postmaster(places)
    if postmaster is None or not postmaster.is_ready:
        return None
    return url_through(postmaster.socket_folder)


def _wait_for_guests(guests: FileLock, report: Report) -> None:
    if not guests.try_alone():
        report("Another command still uses the database started here; waiting for it.")
        while not guests.try_alone():
            time.sleep(_BETWEEN_LOOKS)
