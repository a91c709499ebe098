# SPDX-License-Identifier: EUPL-1.2
"""An answer leaves in one piece, and none is lost or out of order because it waited."""

import asyncio
from typing import Any

from uvicorn import Config
from uvicorn.server import ServerState

from tereze.config.one_write import OneWrite
from wire import REQUEST, Application, Wire, answering


async def ask(
    application: Application, *requests: bytes, gone: bool = False
) -> tuple[Wire, list[str]]:
    """What was written to somebody who asked, and what went wrong behind the scenes."""
    loop, wire, wrong = asyncio.get_running_loop(), Wire(), []
    loop.set_exception_handler(lambda _, context: wrong.append(str(context)))
    config = Config(application, lifespan="off", log_level="critical")
    protocol = OneWrite(config, ServerState(), {})
    protocol.connection_made(wire)
    for request in requests:
        protocol.data_received(request)
    await asyncio.sleep(0)
    if gone:
        wire.close()
        protocol.connection_lost(None)
    for _ in range(5):
        await asyncio.sleep(0)
    return wire, wrong


async def test_head_and_body_are_one_write() -> None:
    wire, _ = await ask(answering(b"hello"), REQUEST)
    assert len(wire.written) == 1
    assert wire.written[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert wire.written[0].endswith(b"\r\n\r\nhello")


async def test_pieces_and_answers_keep_their_order() -> None:
    wire, _ = await ask(answering(b"a", b"b", b"c", b"d"), REQUEST, REQUEST)
    whole = b"".join(wire.written)
    assert whole.count(b"abcd") == 2
    assert whole.endswith(b"abcd")


async def test_the_last_words_are_written_before_the_door_closes() -> None:
    wire, _ = await ask(answering(b"a", b"b", b"c"), REQUEST.replace(b"1.1", b"1.0"))
    assert wire.closed
    assert b"".join(wire.written).endswith(b"abc")


async def test_a_head_alone_does_not_wait_for_a_body_that_does_not_come() -> None:
    wire, _ = await ask(answering(), REQUEST)
    assert len(wire.written) == 1


async def test_nothing_is_written_to_who_has_gone_meanwhile() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0)

    wire, wrong = await ask(application, REQUEST, gone=True)
    assert wire.written == []
    assert wrong == []
