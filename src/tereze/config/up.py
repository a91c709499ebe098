# SPDX-License-Identifier: EUPL-1.2
"""`tereze up`: everything that an instance needs, started by one command and stopped by Ctrl-C.

First the port, so that one that is taken is noticed at once; then the database; then what this
version needs (`prepare.py`: tables, keys, packs, static files) unless it was done before; then web
and worker, until told to stop.
"""

import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tereze.config.greeting import greet_when_it_answers
from tereze.config.preparation import Stamp
from tereze.core import home, postgres, supervise
from tereze.core.errors import Misconfigured

Report = Callable[[str], None]


class NotPrepared(Misconfigured):
    """The instance could not be prepared; why is written above. Nothing was started."""


class PortTaken(Misconfigured):
    """Another program listens on the port already. Nothing was started."""


class AddressUnusable(Misconfigured):
    """It isn't possible to listen on this address. Nothing was started."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where web listens."""

    host: str
    port: int


def run(*, address: Address, demo: bool, workers: int, report: Report) -> None:
    """Prepare and serve until a signal to stop comes."""
    with listen(address) as listening:
        folder = home.folder()
        if home.make_secret(folder):
            report(f"A secret was made for this instance; keep {folder / 'secret'} safe.")
        url = os.environ.setdefault("TEREZE_URL", f"http://localhost:{address.port}")
        if demo:
            os.environ["TEREZE_DEMO"] = "1"
        demo = os.environ.get("TEREZE_DEMO") == "1"
        with _database(folder, report) as foundations:
            _prepare(folder, demo=demo)
            greet_when_it_answers(listening, url=url, demo=demo, report=report)
            commands = [*web_commands(listening, workers), worker_command()]
            if has_lines() and not demo:
                commands += carrier_commands()
            if any_bot_is_asked() and not demo:
                commands.append(polling_command())
            supervise.Supervisor(commands, beneath=foundations).run()


def listen(address: Address) -> socket.socket:
    """Open the port; the caller closes it."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family, backlog=2048)
    except OSError as error:
        where = f"port {address.port} of {address.host}"
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Another program listens on {where} already, perhaps Tereze itself."
                " Nothing was started.\nStop it, or choose another port with --port."
            ) from None
        raise AddressUnusable(
            f"It isn't possible to listen on {where}: {error.strerror}. Nothing was started.\n"
            "Choose another address with --host and --port."
        ) from None


@contextmanager
def _database(folder: Path, report: Report) -> Iterator[list[supervise.Foundation]]:
    """The operator's own PostgreSQL when one is named, else the embedded one, started here."""
    if os.environ.get("TEREZE_DATABASE_URL"):
        yield []
        return
    with postgres.start(folder, report=report) as server:
        os.environ["TEREZE_DATABASE_URL"] = server.url
        yield [server]


def _prepare(folder: Path, *, demo: bool) -> None:
    if Stamp.of(folder, database_url=os.environ["TEREZE_DATABASE_URL"], demo=demo).is_current():
        return
    # A process of its own: Django is loaded there once, and not kept by the supervisor.
    if subprocess.run([sys.executable, "-m", "tereze.config.prepare"], check=False).returncode:
        raise NotPrepared


def web_commands(
    listening: socket.socket, workers: int, *, application: str = "all", name: str = "web"
) -> list[supervise.Command]:
    """Processes that answer at the port together."""
    names = [name] if workers == 1 else [f"{name} {number}" for number in range(1, workers + 1)]
    door = listening.fileno()
    line = [sys.executable, "-m", "tereze.config.web", str(door), application]
    return [supervise.Command(name=one, line=line, files=[door]) for one in names]


def worker_command() -> supervise.Command:
    """The process for what nobody waits for."""
    return supervise.Command(name="worker", line=[sys.executable, "-m", "tereze.config.worker"])


def has_lines() -> bool:
    """Whether there are carriers with whom a connection is kept."""
    carriers = f" {os.environ.get('TEREZE_SMS_URL', '')} {os.environ.get('TEREZE_CARRIERS', '')}"
    return re.search(r"[ =]smpps?:", carriers) is not None


def carrier_commands(*, answerers: int = 1) -> list[supervise.Command]:
    """The processes that hold the lines to carriers and answer what comes over them."""
    names = ["answers"] if answerers == 1 else [f"answers {n}" for n in range(1, answerers + 1)]
    answering = [sys.executable, "-m", "tereze.config.answerer"]
    return [
        supervise.Command(name="carrier", line=[sys.executable, "-m", "tereze.config.carrier"]),
        *(supervise.Command(name=name, line=answering) for name in names),
    ]


def polling_command() -> supervise.Command:
    """The process that asks messengers which can't post to us."""
    return supervise.Command(name="polling", line=[sys.executable, "-m", "tereze.config.polling"])


def any_bot_is_asked() -> bool:
    """Whether a bot in the settings has to be asked for what people write.

    Roughly, because nothing else of the settings is known here: at worst a process has nothing to do.
    """
    return "polling=1" in os.environ.get("TEREZE_BOTS", "")
