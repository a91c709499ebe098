# SPDX-License-Identifier: EUPL-1.2
"""A real instance that things happen to: PostgreSQL with fsync on, and processes that serve.

It is made once and copied for each test. The database is kept by the test itself, so that it comes
back when the test says so; what serves is kept by a supervisor (`keeper.py`).
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psycopg

from faults.keeper import GATE, WEB
from tereze.core import postgres

TESTS = Path(__file__).parents[1]
RESIDENTS = 300
#: seconds until something that does not come is missed; what comes is never waited for
PATIENCE = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """An instance at rest, to be copied."""

    home: Path
    key: str
    documents: tuple[dict[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """An instance whose database runs and that is served."""

    home: Path
    server: postgres.Server
    key: str
    documents: tuple[dict[str, str], ...]
    port: int
    keeper: int

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.server.url

    def workers(self, *applications: str) -> list[int]:
        """Process ids of what serves and lives."""
        wanted = set(applications or (GATE, WEB))
        return [pid for pid in children(self.keeper) if wanted & words(pid)]

    def backends(self) -> list[int]:
        """Process ids of the database server's connections."""
        return [pid for pid in children(self.server.pid) if "tereze" in words(pid)]

    def kill_database(self) -> None:
        """kill -9 of the postmaster; its other processes notice and end."""
        end(self.server.pid)
        wait_until(lambda: not self.server.is_running(), "the postmaster does not end")

    def revive_database(self) -> None:
        """Bring a dead database back, and wait until it answers."""
        wait_until(self.server.revive, "processes of the dead database do not end")
        wait_until(lambda: answers(self.url), "the database does not come back")

    @contextlib.contextmanager
    def frozen_database(self) -> Iterator[None]:
        """The database is not dead, and says nothing."""
        # The postmaster first: it starts no more of them.
        tell(signal.SIGSTOP, self.server.pid)
        others = children(self.server.pid)
        tell(signal.SIGSTOP, *others)
        try:
            yield
        finally:
            tell(signal.SIGCONT, *others, self.server.pid)

    def wait_until_it_serves(self) -> None:
        """Come back when requests that need the database are answered."""
        wait_until(lambda: self.get("/api/v1/permits/00000000") == 404, "it does not serve")

    def get(self, path: str) -> int:
        """The status of an answer; 0 when there is none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()


def end(pid: int) -> None:
    """kill -9, if it still lives."""
    tell(signal.SIGKILL, pid)


def tell(what: signal.Signals, *pids: int) -> None:
    """A signal to those who still live."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)


def children(pid: int) -> list[int]:
    """Whom a process has started."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def words(pid: int) -> set[str]:
    """The words of a process's command line."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return set()
    return set(line.decode(errors="replace").split())


def answers(url: str) -> bool:
    """Whether a database answers."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.execute("SELECT")
    except psycopg.OperationalError:
        return False
    return True


def wait_until(is_so: Callable[[], bool], otherwise: str = "it does not become so") -> None:
    """Come back when something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)


def make(home: Path, *, residents: int = RESIDENTS) -> Made:
    """Make a town in a new data folder, and leave it at rest."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    with postgres.start(home) as server:
        with psycopg.connect(server.url) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
        furnished = subprocess.run(
            [sys.executable, "-m", "faults.furnish", str(residents)],
            env=environment(home, server.url),
            stdout=subprocess.PIPE,
            check=True,
        )
    told: dict[str, Any] = json.loads(furnished.stdout)
    return Made(home=home, key=told["key"], documents=tuple(told["documents"]))


@contextlib.contextmanager
def serve(made: Made, home: Path, *, database_url: str | None = None) -> Iterator[Instance]:
    """Start the database in a folder, and what serves; gives the instance once it does.

    `database_url` is what the processes are told, when that is not simply this database.
    """
    with (
        postgres.start(home) as server,
        socket.create_server(("127.0.0.1", 0), backlog=2048) as listening,
        (home / "keeper.log").open("ab") as log,
    ):
        keeper = subprocess.Popen(
            [sys.executable, "-m", "faults.keeper", str(listening.fileno())],
            env=environment(home, database_url or server.url),
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            instance = Instance(
                home=home,
                server=server,
                key=made.key,
                documents=made.documents,
                port=listening.getsockname()[1],
                keeper=keeper.pid,
            )
            instance.wait_until_it_serves()
            yield instance
        finally:
            keeper.terminate()
            keeper.wait()


def copy(made: Made, home: Path) -> None:
    """The same instance in another folder."""
    subprocess.run(["cp", "-a", f"{made.home}/.", str(home)], check=True)


def environment(home: Path, url: str) -> dict[str, str]:
    """What a process of an instance is told."""
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tereze.config.settings",
        "PYTHONPATH": path.rstrip(os.pathsep),
        "TEREZE_DATABASE_URL": url,
        "TEREZE_HOME": str(home),
    }
