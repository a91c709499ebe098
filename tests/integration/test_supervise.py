# SPDX-License-Identifier: EUPL-1.2
"""The supervisor with real processes: it writes, restarts, stops, and leaves nobody behind.

A test steers it by what its commands print: the place where lines arrive answers with a signal.
"""

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tereze
from tereze.core import lifeline, supervise
from tereze.core.supervise import Command, KeepsDying, RestartRule, Supervisor

AT_ONCE = RestartRule(first_wait=0.0, longest_wait=0.0, bearable=2)

LIVES = "import os, signal; print('pid', os.getpid()); signal.pause()"
HAS_A_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])
print('pid', child.pid)
child.wait()
"""
WILL_NOT_END = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('pid', os.getpid())
while True:
    signal.pause()
"""


class Terminal:
    """Remembers what was written and reacts to chosen lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.reactions: dict[str, Callable[[], None]] = {}

    def write(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        for pattern, react in list(self.reactions.items()):
            if re.search(pattern, f"{name}: {line}"):
                react()

    def pids(self) -> list[int]:
        return [int(line.split()[1]) for _, line in self.lines if line.startswith("pid ")]


class Database:
    """Something beneath the commands that can die."""

    name = "database"

    def __init__(self) -> None:
        self.runs = True
        self.refusals = 2

    def is_running(self) -> bool:
        return self.runs

    def revive(self) -> bool:
        if self.refusals:
            self.refusals -= 1
            return False
        self.runs = True
        os.kill(os.getpid(), signal.SIGTERM)
        return True


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def python(name: str, script: str, **how: object) -> Command:
    return Command(name=name, line=[sys.executable, "-c", script], **how)  # type: ignore[arg-type]


def test_a_log_that_can_t_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w")  # noqa: SIM115 (closing it fails, too)
    monkeypatch.setattr(sys, "stdout", full)
    supervise.write_to_terminal("web", "a line that is lost")
    with contextlib.suppress(OSError):
        full.close()


def send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # before it is read, or while
        return False


def wait_for_end(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], 30)[0], f"process {pid} still lives"
    finally:
        os.close(handle)


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_is_returned(
    terminal: Terminal, order: signal.Signals
) -> None:
    terminal.reactions["worker: pid"] = send(order)
    before = signal.getsignal(order)
    supervisor = Supervisor([python("web", LIVES), python("worker", LIVES)], write=terminal.write)
    assert supervisor.run() is order
    assert not [pid for pid in terminal.pids() if is_alive(pid)]
    assert signal.getsignal(order) is before


def test_lines_carry_the_name_of_their_command_even_the_last_one_without_an_end(
    terminal: Terminal,
) -> None:
    script = "import sys; print('one'); print('ekі', file=sys.stderr); print('three', end='')"
    terminal.reactions["web: three"] = send(signal.SIGTERM)
    Supervisor([python("web", script)], write=terminal.write).run()
    written = [line for line in terminal.lines if line[0] == "web"]
    assert written == [("web", "one"), ("web", "ekі"), ("web", "three")]


def test_a_command_gets_its_environment_and_folder(terminal: Terminal, tmp_path: Path) -> None:
    script = "import os; print('in', os.getcwd(), os.environ['COLOUR'])"
    command = python("web", script, environment={"COLOUR": "blue"}, folder=tmp_path)
    terminal.reactions["web: in"] = send(signal.SIGTERM)
    Supervisor([command], write=terminal.write).run()
    assert ("web", f"in {tmp_path} blue") in terminal.lines


def test_a_command_that_was_killed_is_started_again(terminal: Terminal) -> None:
    def kill_first_then_stop() -> None:
        pids = terminal.pids()
        os.kill(pids[0], signal.SIGKILL) if len(pids) == 1 else send(signal.SIGTERM)()

    terminal.reactions["worker: pid"] = kill_first_then_stop
    Supervisor([python("worker", LIVES)], write=terminal.write, restart=AT_ONCE).run()
    assert len(terminal.pids()) == 2
    assert ("worker", "(ended by SIGKILL)") in terminal.lines


def test_a_command_that_cannot_live_ends_everything_with_its_name(terminal: Terminal) -> None:
    commands = [python("web", LIVES), python("worker", "raise SystemExit('no queue')")]
    with pytest.raises(KeepsDying, match="worker ended 3 times"):
        Supervisor(commands, write=terminal.write, restart=AT_ONCE).run()
    assert ("worker", "no queue") in terminal.lines
    assert not [pid for pid in terminal.pids() if is_alive(pid)]


def test_a_program_that_does_not_exist_is_named(terminal: Terminal) -> None:
    with pytest.raises(KeepsDying, match="web ended"):
        Supervisor(
            [Command(name="web", line=["no-such-program"])], write=terminal.write, restart=AT_ONCE
        ).run()
    assert any("no-such-program: cannot be run" in line for _, line in terminal.lines)


def test_what_a_command_left_behind_is_ended_with_it(terminal: Terminal) -> None:
    terminal.reactions["web: pid"] = send(signal.SIGTERM)
    Supervisor([python("web", HAS_A_CHILD)], write=terminal.write).run()
    wait_for_end(terminal.pids()[0])


def test_a_command_that_will_not_end_is_ended_by_force(terminal: Terminal) -> None:
    terminal.reactions["web: pid"] = send(signal.SIGTERM)
    Supervisor([python("web", WILL_NOT_END)], write=terminal.write, patience=0.2).run()
    assert (supervise.OWN_NAME, "web is ended by force.") in terminal.lines
    assert not is_alive(terminal.pids()[0])


def test_a_second_ctrl_c_stops_at_once(terminal: Terminal) -> None:
    terminal.reactions["web: pid"] = send(signal.SIGINT)
    terminal.reactions["Press Ctrl-C again"] = send(signal.SIGINT)
    Supervisor([python("web", WILL_NOT_END)], write=terminal.write, patience=1000).run()
    assert not is_alive(terminal.pids()[0])


def test_a_lost_terminal_stops_everything(terminal: Terminal) -> None:
    def hang_up() -> None:
        raise BrokenPipeError

    terminal.reactions["web: pid"] = hang_up
    supervisor = Supervisor([python("web", LIVES)], write=terminal.write)
    assert supervisor.run() is signal.SIGHUP
    assert not is_alive(terminal.pids()[0])


def test_what_lies_beneath_is_revived_as_soon_as_that_is_possible(terminal: Terminal) -> None:
    database = Database()
    database.runs = False
    supervisor = Supervisor(
        [python("web", LIVES)], beneath=[database], write=terminal.write, restart=AT_ONCE
    )
    supervisor.run()
    assert database.runs
    assert len([line for _, line in terminal.lines if line.startswith("database ended")]) == 1


def test_nobody_is_left_behind_when_the_supervisor_is_killed() -> None:
    script = f"""
from tereze.core.supervise import Command, Supervisor
Supervisor([Command(name="web", line=[{sys.executable!r}, "-c", {LIVES!r}])]).run()
"""
    supervisor = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(tereze.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline().split()[-1])
    supervisor.kill()
    supervisor.communicate()
    wait_for_end(pid)


def test_a_command_whose_parent_died_before_the_lifeline_was_tied_does_not_start() -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    answer = subprocess.run(
        [sys.executable, lifeline.__file__, str(dead.pid), "15", "-", "echo", "started"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (0, "")
