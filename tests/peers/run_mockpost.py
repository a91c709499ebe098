# SPDX-License-Identifier: EUPL-1.2
"""Runs MockPost, an emulator of messengers' servers that we did not write, at the open socket that is given.

Only its HTTP: its servers for mail and files have fixed ports, on which anything may listen. Runs with
its own packages (scripts/peers), in a folder that may be littered.
"""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


def main(descriptor: int) -> None:
    """Answer until told to stop."""
    # Here, because only the process that is MockPost has it.
    from mockpost import db
    from mockpost.main import app

    @asynccontextmanager
    async def with_database_only(_: Any) -> AsyncIterator[None]:
        await db.init_db()
        yield
        await db.close_db()

    app.router.lifespan_context = with_database_only
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
