# SPDX-License-Identifier: EUPL-1.2
"""The gateway Kannel (bearerbox and smsbox of Debian), started for tests: between us and a message
centre."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.ports import free_port
from peers.smsc import Smsc

_PATH = "/usr/sbin:/usr/local/sbin:/usr/bin"
_PATIENCE = 60.0

_SETTINGS = """
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = admin
smsbox-port = {boxes}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
log-level = 1
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = town
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = "tereze"
smsc-password = "secret"
system-type = ""
reconnect-delay = 1
msg-id-type = 0x03

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
http-request-retry = 5
http-queue-delay = 1
log-level = 1

group = sendsms-user
username = tereze
password = hush
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
concatenation = true
send-sender = true
post-url = "{hook}/carriers/kcell/in?id=%I"
"""


@contextlib.contextmanager
def run_kannel(smsc: Smsc, folder: Path, *, hook: str, secret: str) -> Iterator[int]:
    """Run a gateway that brings what people write to `hook`; the port where it takes messages."""
    admin, boxes, sendsms = (free_port() for _ in range(3))
    file = folder / "kannel.conf"
    place = hook.replace("://", f"://tereze:{secret}@")
    file.write_text(
        _SETTINGS.format(admin=admin, boxes=boxes, sendsms=sendsms, smsc=smsc.port, hook=place)
    )
    with contextlib.ExitStack() as running:
        running.enter_context(_run("bearerbox", file))
        _wait_for(boxes)
        running.enter_context(_run("smsbox", file))
        _wait_for(sendsms)
        while not smsc.tell("state")["bound"]:
            time.sleep(0.05)
        yield sendsms


@contextlib.contextmanager
def _run(program: str, file: Path) -> Iterator[None]:
    line = [shutil.which(program, path=_PATH) or program, "-v", "4", str(file)]
    with file.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(line, stdout=log, stderr=log, cwd=file.parent)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"port {port} does not answer")
