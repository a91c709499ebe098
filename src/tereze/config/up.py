# SPDX-License-Identifier: EUPL-1.2
"""`tereze up`: everything that an instance needs, started by one command and stopped by Ctrl-C.

First the database, then `prepare.py` (tables, keys, packs, static files), then web and worker until
told to stop.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tereze.core import home, postgres, supervise
from tereze.core.errors import Misconfigured

Report = Callable[[str], None]


class NotPrepared(Misconfigured):
    """The instance could not be prepared; why is written above. Nothing was started."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where web listens."""

    host: str
    port: int


def run(*, address: Address, demo: bool, workers: int, report: Report) -> None:
    """Prepare and serve until a signal to stop comes."""
    folder = home.folder()
    if home.make_secret(folder):
        report(f"A secret was made for this instance; keep {folder / 'secret'} safe.")
    os.environ.setdefault("TEREZE_URL", f"http://localhost:{address.port}")
    if demo:
        os.environ["TEREZE_DEMO"] = "1"
    with _database(folder, report) as foundations:
        # A process of its own: Django is loaded there once, and not kept by the supervisor.
        if subprocess.run([sys.executable, "-m", "tereze.config.prepare"], check=False).returncode:
            raise NotPrepared
        supervise.Supervisor(_commands(address, workers), beneath=foundations).run()


@contextmanager
def _database(folder: Path, report: Report) -> Iterator[list[supervise.Foundation]]:
    """The operator's own PostgreSQL when one is named, else the embedded one, started here."""
    if os.environ.get("TEREZE_DATABASE_URL"):
        yield []
        return
    with postgres.start(folder, report=report) as server:
        os.environ["TEREZE_DATABASE_URL"] = server.url
        yield [server]


def _commands(address: Address, workers: int) -> list[supervise.Command]:
    python = sys.executable
    web = [
        python, "-m", "uvicorn", "tereze.config.asgi:application",
        "--host", address.host, "--port", str(address.port), "--workers", str(workers),
        "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    worker = [python, "-m", "tereze.config.worker"]
    return [supervise.Command(name="web", line=web), supervise.Command(name="worker", line=worker)]
