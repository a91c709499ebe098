# SPDX-License-Identifier: EUPL-1.2
"""How a process that serves leaves: nobody whom it let in goes without an answer.

uvicorn stops listening, answers what is under way, and closes all connections on which nothing is. On
one of these a request may be coming at this very moment: somebody has just connected, or keeps a
connection and has just asked for more. Closed, it would be reset. So such connections stay open for a
moment, and what comes on them is answered, with the word that this was the last. Who connects
later waits at the socket, which others keep, for the next process.
"""

import asyncio
import socket
from typing import Final

import uvicorn
from typing_extensions import override
from uvicorn.server import ServerState

from tereze.config.one_write import OneWrite

#: Longer than a packet is on its way from anywhere, and shorter than anybody waits for a new version.
GRACE_SECONDS: Final = 1.0


class Presence(ServerState):
    """What a server's connections know of it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_leaving = False


class Server(uvicorn.Server):
    """A server that tells its connections that it leaves, those that begin at that moment, too."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.server_state: Presence = Presence()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.server_state.is_leaving = True
        await super().shutdown(sockets)


class Protocol(OneWrite):
    """For `uvicorn.Config(http=…)` of such a server."""

    server_state: Presence

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.server_state.is_leaving:
            self.shutdown()

    @override
    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if self.server_state.is_leaving and not self._is_idle():
            self.cycle.keep_alive = False

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Its head was on the way before we left, and promised that more may be asked.
        if self.server_state.is_leaving and not self.transport.is_closing():
            self.shutdown()

    @override
    def shutdown(self) -> None:
        """Say with what is under way that it was the last, or wait for what may be coming."""
        if self._is_idle():
            self.loop.call_later(GRACE_SECONDS, self._close_if_idle)
        elif not self.cycle.response_started:
            self.cycle.keep_alive = False

    def _close_if_idle(self) -> None:
        if self._is_idle():
            self.transport.close()

    def _is_idle(self) -> bool:
        # Before the first request there is no cycle, though uvicorn's types say so.
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]
