# SPDX-License-Identifier: EUPL-1.2
"""Who asks: some connections, kept open; each asks, waits for its answer, and asks the next thing.

Runs as a process of its own (`python -m bench.load FILE`), one thread around epoll with requests that
were written down before, so that it takes as little as it can from whom it measures: some 15 µs of
processor time a request. It says how much it took. Nearly a whole core means that it was the limit,
and the figure is one of this program and not of the server.
"""

import gc
import re
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path

import msgspec

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
#: seconds that the last answers are waited for
_LAST = 10.0
#: A server that closes a connection is asked on a new one; counted under this status.
CLOSED = 0
#: share of a core above which a generator is the limit
LIMIT = 0.85


@dataclass(frozen=True, kw_only=True)
class Load:
    """What to ask whom, and for how long."""

    port: int
    connections: int
    seconds: float
    #: whole requests as they go over the wire; each is sent once, unless `again`
    requests: list[bytes]
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came back."""

    #: how many answers of each status
    statuses: dict[int, int]
    #: from the first request to the last answer
    seconds: float
    p50_ms: float
    p99_ms: float
    #: what the asking process used itself
    cpu_seconds: float

    @property
    def answers(self) -> int:
        """How many answers came."""
        return sum(self.statuses.values()) - self.statuses.get(CLOSED, 0)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def was_the_limit(self) -> bool:
        """Whether it was the asking process that was too slow."""
        return self.cpu_seconds / self.seconds > LIMIT

    def insist_on(self, status: int) -> "Outcome":
        """Itself, if every answer had this status."""
        if set(self.statuses) != {status}:
            raise SystemExit(f"Not every answer was {status}: {self.statuses}")
        if self.was_the_limit:
            sys.stderr.write("Who asked was the limit here, not who answered.\n")
        return self


def run(load: Load) -> Outcome:
    """Ask from another process."""
    with tempfile.NamedTemporaryFile(suffix=".load") as file:
        file.write(msgspec.msgpack.encode(load))
        file.flush()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.load", file.name], stdout=subprocess.PIPE, check=True
        )
    return msgspec.json.decode(answer.stdout, type=Outcome)


class _Asking:
    """The connections and what they wait for."""

    def __init__(self, load: Load) -> None:
        self._port = load.port
        self._requests = deque(load.requests)
        self._again = load.again
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        #: when each connection asked
        self._asked: dict[int, float] = {}
        #: answers that have come in part
        self._parts: dict[int, bytes] = {}
        self._waits = array("d")
        self._statuses: Counter[int] = Counter()

    def ask(self, connections: int, seconds: float) -> Outcome:
        """Ask as long as there is time and something to ask; then wait for what is under way."""
        connected = [self._connect() for _ in range(connections)]
        cpu, began = _cpu_seconds(), time.perf_counter()
        until = began + seconds
        for number in connected:
            self._ask_next(number)
        while self._asked and time.perf_counter() < until + _LAST:
            for number, _ in self._epoll.poll(1.0):
                self._hear(number, until)
        ended = time.perf_counter()
        self._statuses[CLOSED] += len(self._asked)
        return Outcome(
            statuses={status: count for status, count in self._statuses.items() if count},
            seconds=ended - began,
            p50_ms=self._percentile(0.5),
            p99_ms=self._percentile(0.99),
            cpu_seconds=_cpu_seconds() - cpu,
        )

    def _connect(self) -> int:
        connection = socket.create_connection(("127.0.0.1", self._port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = connection.fileno()
        self._sockets[number] = connection
        self._epoll.register(number, select.EPOLLIN)
        return number

    def _ask_next(self, number: int) -> None:
        if not self._requests:
            self._asked.pop(number, None)
            return
        request = self._requests.popleft()
        if self._again:
            self._requests.append(request)
        self._asked[number] = time.perf_counter()
        self._sockets[number].sendall(request)

    def _hear(self, number: int, until: float) -> None:
        data = self._sockets[number].recv(16_384)
        now = time.perf_counter()
        if not data:
            number = self._replace(number)
        else:
            if number in self._parts:
                data = self._parts.pop(number) + data
            if not _is_whole(data):
                self._parts[number] = data
                return
            self._waits.append(now - self._asked[number])
            self._statuses[int(data[9:12])] += 1
        if now < until:
            self._ask_next(number)
        else:
            self._asked.pop(number, None)

    def _replace(self, number: int) -> int:
        """A new connection for one that the server closed, with an answer owed or not."""
        self._sockets.pop(number).close()
        self._parts.pop(number, None)
        if self._asked.pop(number, None) is not None:
            self._statuses[CLOSED] += 1
        return self._connect()

    def _percentile(self, share: float) -> float:
        waits = sorted(self._waits)
        return waits[min(int(len(waits) * share), len(waits) - 1)] * 1000 if waits else 0.0


def _is_whole(data: bytes) -> bool:
    """Whether an answer is all there.

    >>> _is_whole(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{"), _is_whole(b"HTTP/1.1")
    (False, False)
    >>> _is_whole(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
    True
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(data, 0, end)
    return len(data) >= end + 4 + (int(length[1]) if length else 0)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Ask as the file says; the outcome goes to the standard output as JSON."""
    load = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Load)
    gc.disable()
    outcome = _Asking(load).ask(load.connections, load.seconds)
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
