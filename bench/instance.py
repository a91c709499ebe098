# SPDX-License-Identifier: EUPL-1.2
"""An instance to measure: a real one, made by Tereze itself, in a data folder that is kept.

Making it takes a quarter of a minute, settling people in it longer, so the folder stays (below
TEREZE_BENCH, by default /var/tmp/tereze-bench-USER) and the next measurement finds it. It can be
deleted at any time.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from bench.ports import free_port
from bench.servers import Server, open_server, spread
from tereze.config.preparation import Stamp

#: Everybody may know it: it seals people who do not exist.
SECRET = "a secret for measuring that everybody knows"  # noqa: S105
_PATIENCE = 60.0


def folder() -> Path:
    """Where instances are kept."""
    chosen = os.environ.get("TEREZE_BENCH")
    return Path(chosen or f"/var/tmp/tereze-bench-{os.getuid()}")  # noqa: S108 (kept between runs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """A prepared instance whose database runs."""

    home: Path
    server: Server
    #: the key of a door that may ask and read
    key: str

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.server.url

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this instance is told."""
        return environment(self.home, self.url)

    def ask(self, statement: str, *parameters: Any) -> Any:
        """The first value that a statement gives; None when it gives none."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def environment(home: Path, url: str) -> dict[str, str]:
    """What a process is told about an instance."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tereze.config.settings",
        "TEREZE_HOME": str(home),
        "TEREZE_SECRET": SECRET,
        "TEREZE_DATABASE_URL": url,
    }


@contextlib.contextmanager
def open_instance(name: str, *, pack: str = "turkistan-2020@2020-04") -> Iterator[Instance]:
    """Start the database of an instance, and make the instance ready if it is not."""
    os.environ["TEREZE_SECRET"] = SECRET
    home = folder() / name
    home.mkdir(parents=True, exist_ok=True)
    with open_server(home, name) as server:
        _insist_on_durability(server.url)
        if not Stamp.of(home, database_url=server.url, demo=False).is_current():
            run_module(home, server.url, "tereze.config.prepare")
        spread(server)
        yield Instance(home=home, server=server, key=_furnish(home, server.url, pack))


def _furnish(home: Path, url: str, pack: str) -> str:
    """Rules in force and an open door; its key."""
    file = home / "door-key"
    with psycopg.connect(url) as connection:
        in_force = connection.execute(
            "SELECT FROM permits_order WHERE starts_at < now() AND ended_at IS NULL"
            " AND ends_at > now() + interval '1 day'"
        )
    if file.exists() and in_force.rowcount:
        return file.read_text()
    key = run_module(home, url, "bench.furnish", pack)
    file.write_text(key)
    return key


def _insist_on_durability(url: str) -> None:
    """A permit that was answered is on the disk, or the figure means nothing."""
    with psycopg.connect(url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            row = connection.execute(f"SHOW {setting}").fetchone()
            if row != ("on",):
                raise SystemExit(f"{setting} is not on: nothing is measured.")


def run_module(home: Path, url: str, module: str, *arguments: str) -> str:
    """Run a module for an instance, with Django ready; the last line that it printed."""
    answer = subprocess.run(
        [sys.executable, "-m", "bench.with_django", module, *arguments],
        env=environment(home, url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return answer.stdout.strip().rpartition("\n")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Something that answers HTTP."""

    port: int
    pid: int


@contextlib.contextmanager
def serve(
    line: list[str], *, port: int, answers: str, surroundings: Mapping[str, str], log: Path
) -> Iterator[Service]:
    """Run a server until the block ends; it is ready when it answers at a path."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            line,
            env=dict(surroundings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(process, port, answers, log)
        yield Service(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def serve_tereze(instance: Instance, *, workers: int) -> Iterator[Service]:
    """All of Tereze, as an operator starts it: gate, pages and worker behind one port."""
    port = free_port()
    tereze = str(Path(sys.executable).with_name("tereze"))
    with serve(
        [tereze, "up", "--port", str(port), "--workers", str(workers)],
        port=port,
        answers="/.well-known/tereze/keys",
        surroundings=instance.environment,
        log=instance.home / "tereze.log",
    ) as service:
        yield service


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with (
            contextlib.suppress(OSError),
            contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection,
        ):
            connection.request("GET", path)
            if connection.getresponse().status < HTTPStatus.MULTIPLE_CHOICES:
                return
        time.sleep(0.05)
    words = log.read_text(errors="replace").splitlines()[-15:]
    raise SystemExit("\n".join([f"Port {port} does not answer:", *words]))
