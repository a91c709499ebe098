# SPDX-License-Identifier: EUPL-1.2
"""Requests and answers as ASGI carries them."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tereze.permits.gate.errors import BodyTooLarge
from tereze.permits.gate.reading import MAX_BODY

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

JSON = "application/json"


_NOSNIFF = (b"x-content-type-options", b"nosniff")
_NO_STORE = (b"cache-control", b"no-store")


class Gone(Exception):
    """Whoever asked went away before they had said everything. There is nobody to answer."""


class Incoming:
    """A request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        #: of the asker, as the server believes it: see FORWARDED_ALLOW_IPS
        self.address: str = (scope.get("client") or [""])[0]
        # Of several with one name the first counts: proxies before us add theirs behind.
        self._headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        self._receive = receive
        self._body: bytes | None = None

    def header(self, name: str) -> str | None:
        """A header's value, by its name in small letters."""
        value = self._headers.get(name.encode())
        return None if value is None else value.decode("latin-1")

    async def body(self, most: int = MAX_BODY) -> bytes:
        """The whole body; may be asked for twice. Raises BodyTooLarge as soon as that is known, and
        Gone."""
        if self._body is None:
            self._body = await self._receive_body(most)
        return self._body

    async def _receive_body(self, most: int) -> bytes:
        announced = self.header("content-length") or "0"
        if announced.isdecimal() and int(announced) > most:
            raise BodyTooLarge(most)
        body, more = b"", True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body += message.get("body", b"")
            if len(body) > most:
                raise BodyTooLarge(most)
            more = message.get("more_body", False)
        return body


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """An answer."""

    status: int
    body: bytes
    content_type: str = JSON
    #: besides the type, the length, and what every answer has
    headers: Mapping[str, str] = field(default_factory=dict)


async def send_answer(send: Send, answer: Outgoing, *, with_body: bool = True) -> None:
    """Put an answer on the wire. Nobody keeps it unless it says that they may."""
    encoded = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", b"%d" % len(answer.body)),
        _NOSNIFF,
        *(_encode(name, value) for name, value in answer.headers.items()),
    ]
    if "Cache-Control" not in answer.headers:
        encoded.append(_NO_STORE)
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


def _encode(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode(), value.encode("latin-1")
