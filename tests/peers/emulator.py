# SPDX-License-Identifier: EUPL-1.2
"""MockPost, started for tests: an emulator of messengers' servers that we did not write."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from typing_extensions import override

FOLDER = Path(__file__).parent
PACKAGES = FOLDER.parents[1] / ".venv/mockpost"


@dataclass(frozen=True, kw_only=True)
class MockPost:
    """A running one."""

    url: str

    @property
    def host(self) -> str:
        """Where it is, as the address of a bot has it."""
        return self.url.removeprefix("http://")

    def tell(self, path: str, *, app: str = "", **said: object) -> Any:
        """Ask for one of its own actions, which stand for what people do."""
        headers = {"X-MockPost-App": app}
        return httpx.post(f"{self.url}/{path}", json=said, headers=headers, timeout=30).json()

    def sent(self, channel: str) -> list[dict[str, Any]]:
        """What came from us, the oldest first."""
        address = f"{self.url}/api/messages?channel={channel}&limit=500"
        messages = httpx.get(address, timeout=30).json()
        ours = [it for it in messages if it["direction"] == "outbound"]
        return sorted(ours, key=lambda it: str(it["created_at"]))


@contextmanager
def relay(client: Client, path: str, headers: Mapping[str, str]) -> Iterator[str]:
    """Posts on what MockPost posts, with the proof that it can't be given."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = client.post(path, body, content_type="application/json", headers=headers)
            connection.close()  # this thread's own
            self.send_response(answer.status_code)
            self.end_headers()
            self.wfile.write(answer.content)

        @override
        def log_message(self, *parts: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def run_mockpost(folder: Path) -> Iterator[MockPost]:
    """Run one at a port of its own; it writes what it keeps into the folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(PACKAGES),
        "MOCKPOST_DB_PATH": str(folder / "mockpost.db"),
        "MOCKPOST_STRICT_AUTH": "1",
    }
    with socket.create_server(("127.0.0.1", 0)) as listening:
        door, port = listening.fileno(), listening.getsockname()[1]
        line = [sys.executable, str(FOLDER / "run_mockpost.py"), str(door)]
        process = subprocess.Popen(line, cwd=folder, env=environment, pass_fds=[door])
    with process:
        try:
            mockpost = MockPost(url=f"http://127.0.0.1:{port}")
            _wait_for(mockpost, process)
            yield mockpost
        finally:
            process.terminate()
            process.wait(60)


def _wait_for(mockpost: MockPost, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, "MockPost ended"
        assert time.monotonic() < until, "MockPost does not answer"
        try:
            httpx.get(f"{mockpost.url}/health", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
