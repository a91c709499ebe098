# SPDX-License-Identifier: EUPL-1.2
"""uvicorn's HTTP protocol, with the head and the body of an answer in one write.

uvicorn writes them one after the other. Each write is a call into the kernel that sends a packet
and wakes whoever waits for it: a sixth of what a short answer costs, and the first packet is of no
use to anybody without the second.

Nothing of the protocol is written anew: it is given a transport that waits for the body.
"""

import asyncio
from typing import Any

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class OneWrite(HttpToolsProtocol):
    """For `uvicorn.Config(http=…)`."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Gathering(transport, self.loop))


class _Gathering(asyncio.Transport):
    """A transport that keeps what it is given first until the next comes, or until whoever writes
    has nothing more to say at the moment. It has what uvicorn's protocol asks of one, no more."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._kept = b""
        # Reading is none of its business.
        self.pause_reading = transport.pause_reading  # type: ignore[method-assign]
        self.resume_reading = transport.resume_reading  # type: ignore[method-assign]

    @override
    def write(self, data: "bytes | bytearray | memoryview[Any]") -> None:
        if self._kept:
            kept, self._kept = self._kept, b""
            self._transport.write(kept + data)
        else:
            self._kept = bytes(data)
            self._loop.call_soon(self._flush)

    @override
    def close(self) -> None:
        self._flush()
        self._transport.close()

    @override
    def abort(self) -> None:
        self._transport.abort()

    @override
    def is_closing(self) -> bool:
        return self._transport.is_closing()

    @override
    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)

    def _flush(self) -> None:
        kept, self._kept = self._kept, b""
        # Whoever went away meanwhile is told nothing: uvloop's closed transports refuse to be
        # written to, and nobody would catch that here.
        if kept and not self._transport.is_closing():
            self._transport.write(kept)
