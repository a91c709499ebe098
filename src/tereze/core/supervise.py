# SPDX-License-Identifier: EUPL-1.2
"""Run the parts of an instance together: one command starts them, Ctrl-C stops them.

The supervisor starts a handful of commands, writes what they print with their name in front,
starts one again that ends, and stops them all on SIGINT, SIGTERM or SIGHUP. It promises:

- Nothing it started outlives it. Each command is on a lifeline (`core/lifeline.py`), so even
  `kill -9` of the supervisor stops them; each has a process group of its own, so what a command
  started and left behind is ended with it. Nothing else is ever signalled.
- What stands beneath the commands (the database) is watched too and revived, and stopped last:
  it belongs to a `with` block around `run()`.
- A command that cannot live ends everything with a message, instead of dying for ever unseen.

All happens in one thread: a turn of the loop waits for output or a signal, then looks around.
"""

import contextlib
import inspect
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, TypeAlias

from tereze.core import lifeline
from tereze.core.errors import TerezeError

#: receives the name of a command and one line that it printed
Write: TypeAlias = Callable[[str, str], None]

#: the name under which the supervisor itself speaks
OWN_NAME = "tereze"

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TURN = 0.25
_LONGEST_LINE = 16_384


class KeepsDying(TerezeError):
    """{name} ended {times} times within {seconds:.0f} seconds, so everything was stopped.

    Why it ended is written above, in its own lines. Mend that and start again.
    """

    code = "keeps-dying"

    def __init__(self, *, name: str, times: int, seconds: float) -> None:
        words = inspect.cleandoc(type(self).__doc__ or "")
        super().__init__(words.format(name=name, times=times, seconds=seconds))


class Foundation(Protocol):
    """Something that the commands stand on; others start and stop it, the supervisor revives it."""

    @property
    def name(self) -> str: ...

    def is_running(self) -> bool: ...

    def revive(self) -> bool:
        """Start it again without waiting; False if that is not possible yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One program to keep running."""

    #: stands in front of its lines
    name: str
    line: Sequence[str]
    #: added to the environment of the supervisor
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    #: open files that it takes over from the supervisor, by their descriptors
    files: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RestartRule:
    """How long to wait before something that died is started again, and when to give up."""

    first_wait: float = 0.5
    longest_wait: float = 10.0
    #: so many deaths in `within` seconds are borne; one more is too many
    bearable: int = 5
    within: float = 60.0

    def wait_after(self, deaths: Sequence[float]) -> float | None:
        """Return the seconds to wait after the last of these moments; None to give up.

        >>> rule = RestartRule()
        >>> [rule.wait_after([0.0] * times) for times in range(1, 7)]
        [0.5, 1.0, 2.0, 4.0, 8.0, None]
        >>> rule.wait_after([0.0, 1.0, 2.0, 3.0, 4.0, 100.0])
        0.5
        """
        recent = sum(death > deaths[-1] - self.within for death in deaths)
        if recent > self.bearable:
            return None
        return min(self.first_wait * 2.0 ** (recent - 1), self.longest_wait)


def write_to_terminal(name: str, line: str) -> None:
    """Write a line; where it can't be written (a log on a full disk), serving is more than telling."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{name:<8} | {line}\n")
        sys.stdout.flush()


class Supervisor:
    """Keeps commands running until it is told to stop. Use it once, from the main thread."""

    def __init__(
        self,
        commands: Sequence[Command],
        *,
        beneath: Sequence[Foundation] = (),
        write: Write = write_to_terminal,
        restart: RestartRule | None = None,
        patience: float = 15.0,
    ) -> None:
        self._write = write
        #: seconds that a command gets to finish what it is doing when all is stopped
        self._patience = patience
        self._selector = selectors.DefaultSelector()
        self._children = [_Child(command, self._selector, self._tell) for command in commands]
        rule = restart or RestartRule()
        # First what is beneath: commands that lost the database should find it when they return.
        self._watched = [_Watched(it, rule, self._say) for it in (*beneath, *self._children)]
        self._orders_to_stop: list[signal.Signals] = []

    def run(self) -> signal.Signals:
        """Run until a signal to stop comes, stop everything, and return that signal."""
        with self._selector, self._hear_signals():
            try:
                for child in self._children:
                    child.revive()
                while not self._orders_to_stop:
                    self._turn()
                    for watched in self._watched:
                        watched.look_after()
                return self._orders_to_stop[0]
            finally:
                self._stop_all()

    def _say(self, message: str) -> None:
        self._tell(OWN_NAME, message)

    def _tell(self, name: str, line: str) -> None:
        try:
            self._write(name, line)
        except OSError:  # the terminal or the pipe behind us is gone: as if it had hung up
            if not self._orders_to_stop:
                self._orders_to_stop.append(signal.SIGHUP)

    def _turn(self) -> None:
        for key, _ in self._selector.select(timeout=_TURN):
            key.data()

    def _stop_all(self) -> None:
        self._say("Stopping. Press Ctrl-C again to stop at once.")
        orders_before = len(self._orders_to_stop)
        deadline = time.monotonic() + self._patience
        for child in self._children:
            child.ask_to_end()
        while any(child.is_running() for child in self._children):
            out_of_time = time.monotonic() > deadline
            if out_of_time or len(self._orders_to_stop) > orders_before:
                for child in self._children:
                    if child.is_running():
                        self._say(f"{child.name} is ended by force.")
                        child.end_by_force()
                break
            self._turn()
        for child in self._children:
            child.clear_away()

    @contextlib.contextmanager
    def _hear_signals(self) -> Iterator[None]:
        """Turn signals into readable bytes, so that one `select` waits for signals and output."""
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        before = {number: signal.getsignal(number) for number in (*_STOPPING, signal.SIGCHLD)}
        wakeup_before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            for number in before:
                signal.signal(number, lambda *_: None)
            self._selector.register(reader, selectors.EVENT_READ, lambda: self._hear(reader))
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(wakeup_before)
            reader.close()
            writer.close()

    def _hear(self, reader: socket.socket) -> None:
        for number in reader.recv(4096):
            if number in _STOPPING:
                self._orders_to_stop.append(signal.Signals(number))


class _Watched:
    """Notices that something died and starts it again when the rule says so."""

    def __init__(self, it: Foundation, rule: RestartRule, say: Callable[[str], None]) -> None:
        self._it = it
        self._rule = rule
        self._say = say
        self._deaths: deque[float] = deque(maxlen=rule.bearable + 1)
        self._due: float | None = None

    def look_after(self) -> None:
        now = time.monotonic()
        if self._due is None and not self._it.is_running():
            self._due = now + self._mourn(now)
        if self._due is not None and now >= self._due and self._it.revive():
            self._due = None

    def _mourn(self, now: float) -> float:
        self._deaths.append(now)
        wait = self._rule.wait_after(self._deaths)
        if wait is None:
            raise KeepsDying(
                name=self._it.name, times=len(self._deaths), seconds=now - self._deaths[0]
            )
        self._say(f"{self._it.name} ended; it is started again in {wait:g} s.")
        return wait


class _Child:
    """A command, its process while there is one, and what it prints."""

    def __init__(self, command: Command, selector: selectors.BaseSelector, write: Write) -> None:
        self.name = command.name
        self._command = command
        self._selector = selector
        self._write = write
        self._process: subprocess.Popen[bytes] | None = None
        self._line_begun = b""
        self._asked_to_end = False

    def is_running(self) -> bool:
        """Whether the process lives. A dead one is left unreaped, so its id stays its own."""
        if self._process is None:
            return False
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, options) is None

    def revive(self) -> bool:
        self.clear_away()
        try:
            self._process = process = subprocess.Popen(
                lifeline.tie(self._command.line),
                cwd=self._command.folder,
                pass_fds=self._command.files,
                # Python holds lines back when it prints to a pipe; these are read by a person.
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self._command.environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._write(self.name, f"cannot be started: {error}")
            return True
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, self._read)
        return True

    def ask_to_end(self) -> None:
        self._asked_to_end = True
        if self._process is not None and self.is_running():
            # Not Popen.send_signal: it reaps a process that died just now.
            os.kill(self._process.pid, signal.SIGTERM)

    def end_by_force(self) -> None:
        """End the process and what is left of its group, if anything."""
        if self._process is not None:
            # The id of an unreaped leader cannot have been given to anybody else.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def clear_away(self) -> None:
        """End what a dead process left behind, write its last lines and reap it."""
        if self._process is None:
            return
        self.end_by_force()
        self._process.wait()
        while self._read():
            pass
        self._flush()
        self._close_output()
        if self._process.returncode and not self._asked_to_end:
            self._write(self.name, _describe_end(self._process.returncode))
        self._process = None

    def _read(self) -> bool:
        """Write the lines that have arrived; say whether more may be waiting."""
        if (pipe := self._output()) is None:
            return False
        try:
            chunk = os.read(pipe.fileno(), 65_536)
        except BlockingIOError:
            return False
        *lines, self._line_begun = (self._line_begun + chunk).split(b"\n")
        for line in lines:
            self._write(self.name, line.decode(errors="replace").rstrip("\r"))
        if len(self._line_begun) > _LONGEST_LINE:
            self._flush()
        if not chunk:
            self._close_output()
        return bool(chunk)

    def _flush(self) -> None:
        if self._line_begun:
            self._write(self.name, self._line_begun.decode(errors="replace"))
            self._line_begun = b""

    def _output(self) -> IO[bytes] | None:
        pipe = self._process.stdout if self._process else None
        return None if pipe is None or pipe.closed else pipe

    def _close_output(self) -> None:
        if (pipe := self._output()) is not None:
            self._selector.unregister(pipe)
            pipe.close()


def _describe_end(returncode: int) -> str:
    """Say how a process ended.

    >>> _describe_end(3), _describe_end(-9)
    ('(exit code 3)', '(ended by SIGKILL)')
    """
    if returncode > 0:
        return f"(exit code {returncode})"
    return f"(ended by {signal.Signals(-returncode).name})"
