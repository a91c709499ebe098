# SPDX-License-Identifier: EUPL-1.2
"""A gate worker that is told to stop, under load, leaves nobody without an answer.

So a new version can be put in place in the middle of the first morning. Two workers share a port, as
`tereze serve --workers 2` has it; one after the other is told to stop and followed by a new one. Half
of the people make a connection for each request, the others keep theirs, and none of them comes again:
each request is answered the first time, and no connection is reset.
"""

import asyncio
import contextlib
import itertools
import json
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from faults.instance import PATIENCE, Instance, environment, wait_until
from needs import THOROUGH

#: A worker as it is started everywhere, but for how long it holds idle connections open for what may
#: be coming: here people are late when the machine is busy, and it is no worker's fault.
WORKER = """
import sys
from tereze.config import leaving, web
leaving.GRACE_SECONDS = float(sys.argv.pop())
web.main(*sys.argv[1:])
"""
ROUNDS = 40 if THOROUGH else 6
PEOPLE = 24
_END = b"\r\n\r\n"


def hears_sigterm(pid: int) -> bool:
    """Whether a process has said what it does when it is told to stop."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@dataclass(kw_only=True)
class Heard:
    """What people heard."""

    statuses: Counter[int] = field(default_factory=Counter)
    #: requests that nobody answered, and how their connections ended
    lost: list[str] = field(default_factory=list)


class People:
    """They ask for permits and look at them, as quickly as they are answered."""

    def __init__(self, instance: Instance, port: int) -> None:
        self._port = port
        self._key = instance.key
        self._documents = itertools.cycle(instance.documents)
        self._numbers = itertools.count()
        self._leaving = False
        self.heard = Heard()

    @contextlib.contextmanager
    def asking(self) -> Iterator[Heard]:
        """They ask while the block runs."""
        thread = threading.Thread(target=lambda: asyncio.run(self._ask()), daemon=True)
        thread.start()
        try:
            yield self.heard
        finally:
            self._leaving = True
            thread.join()

    async def _ask(self) -> None:
        await asyncio.gather(*(self._one(keeps=one % 2 == 0) for one in range(PEOPLE)))

    async def _one(self, *, keeps: bool) -> None:
        while not self._leaving:
            with contextlib.suppress(OSError):  # heard by whoever was waiting for an answer
                await self._visit(keeps=keeps)

    async def _visit(self, *, keeps: bool) -> None:
        """All that is asked on one connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            is_kept = True
            while is_kept and not self._leaving:
                writer.write(self._request(keeps=keeps))
                is_kept = await self._hear(reader)
        finally:
            writer.close()

    async def _hear(self, reader: asyncio.StreamReader) -> bool:
        """Take an answer; whether another may be asked for on the same connection."""
        try:
            head = await reader.readuntil(_END)
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
        except (OSError, asyncio.IncompleteReadError) as error:
            self.heard.lost.append(repr(error))
            raise ConnectionError from error
        self.heard.statuses[int(head[9:12])] += 1
        return b"connection: close" not in head.lower()

    def _request(self, *, keeps: bool) -> bytes:
        number = next(self._numbers)
        named = {"Host": "x", "Connection": "keep-alive" if keeps else "close"}
        if number % 4 == 0:
            return _written("GET /api/v1/permits/00000000", named, b"")
        body = {"document": next(self._documents), "purpose": "walk"}
        named |= {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"leaving-{number}",
        }
        return _written("POST /api/v1/permits", named, json.dumps(body).encode())


def _written(line: str, named: dict[str, str], body: bytes) -> bytes:
    named = {**named, "Content-Length": str(len(body))} if body else named
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{line} HTTP/1.1\r\n{lines}\r\n".encode() + body


def test_nobody_goes_without_an_answer_when_a_worker_is_told_to_stop(instance: Instance) -> None:
    with (
        socket.create_server(("127.0.0.1", 0), backlog=2048) as listening,
        contextlib.ExitStack() as running,
    ):

        def start() -> subprocess.Popen[bytes]:
            door = listening.fileno()
            worker = subprocess.Popen(
                [sys.executable, "-c", WORKER, str(door), "gate", str(PATIENCE)],
                env=environment(instance.home, instance.url),
                pass_fds=[door],
            )
            running.callback(worker.wait)
            running.callback(worker.kill)
            return worker

        workers = [start(), start()]
        people = People(instance, listening.getsockname()[1])
        ended = []
        with people.asking() as heard:
            for _ in range(ROUNDS):
                goal = heard.statuses.total() + 200
                wait_until(lambda goal=goal: heard.statuses.total() > goal)  # type: ignore[misc]
                leaving = workers.pop(0)
                # Whose Python is still starting can't leave in good order, and has let nobody in.
                wait_until(lambda pid=leaving.pid: hears_sigterm(pid))  # type: ignore[misc]
                leaving.send_signal(signal.SIGTERM)
                workers.append(start())
                ended.append(leaving.wait(PATIENCE))
    assert heard.lost == []
    assert ended == [0] * ROUNDS
    assert set(heard.statuses) <= {
        HTTPStatus.OK,
        HTTPStatus.CREATED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,  # codes that nobody has
    }
    assert heard.statuses[HTTPStatus.CREATED]
