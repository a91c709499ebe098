# SPDX-License-Identifier: EUPL-1.2
"""First light: what a newcomer does after cloning. One command starts everything, Ctrl-C ends it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from bench.ports import free_port
from tereze.config.cast import RESIDENTS

TEREZE = Path(sys.executable).with_name("tereze")
PATIENCE = 90.0

#: bytes: three seconds of a weak 3G signal
FIRST_LOAD = 60_000
FOR_ANYBODY = (
    "/",
    "/sign-in",
    "/v",
    "/help",
    "/deleted",
    "/emergency",
    "/offline",
    "/staff/sign-in",
)
FOR_RESIDENTS = ("/", "/ask/needs", "/permits", "/quota", "/appeals", "/me")


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
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as response:
        return response.status, response.read().decode()


def processes_of(home: Path) -> list[str]:
    """Command lines of processes that have to do with this data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in line + environment:
            found.append(line.replace(b"\0", b" ").decode())
    return found


def sign_in(browser: Browser, url: str) -> StorageState:
    """What a browser keeps of a resident of the demonstration who signed in."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("[name=phone]", RESIDENTS[0].phone or "")
    page.click("main form .button")
    outbox = context.new_page()
    outbox.goto(f"{url}/outbox")
    code = re.search(r"\b\d{6}\b", outbox.inner_text("main"))
    assert code
    page.fill("[name=code]", code[0])
    page.click("main form .button")
    page.wait_for_url(f"{url}/")
    kept = context.storage_state()
    context.close()
    return kept


def first_load(browser: Browser, url: str, kept: StorageState | None) -> int:
    """Bytes that come over the wire when a browser opens a page for the first time."""
    context = browser.new_context(storage_state=kept)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    context.close()
    assert len(sizes) > 2, "page, style and script at least"
    return sum(sizes)


def test_one_command_starts_everything_and_ctrl_c_ends_it(home: Path) -> None:
    port = free_port()
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


def test_the_first_visit_costs_little_over_the_wire(home: Path, chromium: Browser) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    with started(home, port):
        resident = sign_in(chromium, url)
        weights = [
            (first_load(chromium, f"{url}{path}", kept), path)
            for kept, paths in ((None, FOR_ANYBODY), (resident, FOR_RESIDENTS))
            for path in paths
        ]
    assert max(weights) <= (FIRST_LOAD, ""), sorted(weights)
