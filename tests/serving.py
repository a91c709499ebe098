# SPDX-License-Identifier: EUPL-1.2
"""A real server for tests that have to speak HTTP: uvicorn in a thread, on a port of this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application while the block runs; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # It listens already, so a request that comes before the server waits for it.
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
