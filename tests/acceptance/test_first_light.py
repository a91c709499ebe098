# SPDX-License-Identifier: EUPL-1.2
"""First light: what a newcomer does after cloning. One command starts everything, Ctrl-C ends it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TEREZE = Path(sys.executable).with_name("tereze")
PATIENCE = 90.0


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that other users may pass through, as the database's own user has to."""
    with tempfile.TemporaryDirectory(prefix="tereze-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103
        yield Path(folder) / "home"


@contextmanager
def started(home: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    environment = {name: value for name, value in os.environ.items() if "TEREZE" not in name}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [TEREZE, "up", "--demo", "--port", str(port)],
        env=environment | {"TEREZE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        read_until_it_greets(process)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


def read_until_it_greets(process: "subprocess.Popen[str]") -> None:
    """It says where it is when it really answers, and not before."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if line.startswith("Tereze is at "):
            return
    raise AssertionError(f"it did not start:\n{''.join(said)}")


def get(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return response.status, response.read().decode()


def processes_of(home: Path) -> list[str]:
    """Command lines of processes that have to do with this data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in words:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@pytest.mark.timeout(300)
def test_one_command_starts_everything_and_ctrl_c_ends_it(home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with started(home, port):
        assert "Turkistan" in get(port, "/")[1]
        assert get(port, "/api/v1/openapi.json")[0] == 200
        assert '"keys"' in get(port, "/.well-known/tereze/keys")[1]
        assert processes_of(home)
    assert processes_of(home) == []

    with started(home, port) as again:
        assert get(port, "/")[0] == 200
    assert again.returncode == 0
    assert processes_of(home) == []
