# SPDX-License-Identifier: EUPL-1.2
"""A real server for tests that have to speak HTTP: uvicorn in a thread, on a port of this machine.

The one that people meet, and for the pages `config/pages.py` in it: a WSGI server leaves a file open
when a browser goes away in the middle of it.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def serving(app_at: Callable[[str], Any]) -> Iterator[str]:
    """Serve an ASGI application, made for the address given to it, while the block runs.

    The address is one of `localhost`, because scripts may check signatures and keep pages only in a
    secure context.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # It listens already, so a request that comes before the server waits for it.
        url = f"http://localhost:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app_at(url), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()
