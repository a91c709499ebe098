# SPDX-License-Identifier: EUPL-1.2
"""A connection without a network, for tests of what speaks HTTP on it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from typing_extensions import override

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

Application = Callable[[Any, Any, Any], Awaitable[None]]


class Wire(asyncio.Transport):
    """Where answers go, write by write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    @override
    def write(self, data: Any) -> None:
        if self.closed:
            raise RuntimeError("the handler is closed")
        self.written.append(bytes(data))

    @override
    def close(self) -> None:
        self.closed = True

    @override
    def is_closing(self) -> bool:
        return self.closed

    @override
    def pause_reading(self) -> None:
        pass

    @override
    def resume_reading(self) -> None:
        pass


def answering(*bodies: bytes) -> Application:
    """An application that gives its answer in these pieces."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        length = sum(map(len, bodies))
        headers = [(b"content-length", b"%d" % length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number, body in enumerate(bodies, start=1):
            more = number < len(bodies)
            await send({"type": "http.response.body", "body": body, "more_body": more})

    return application
