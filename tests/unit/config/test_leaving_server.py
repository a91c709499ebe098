# SPDX-License-Identifier: EUPL-1.2
"""A server that leaves answers what is coming, and says that it was the last."""

import asyncio

import pytest
from uvicorn import Config

from tereze.config import leaving
from wire import REQUEST, Wire, answering


class Visit:
    """A connection to a server that can leave."""

    def __init__(self, *, presence: leaving.Presence | None = None) -> None:
        self.presence = presence or leaving.Presence()
        config = Config(answering(b"hello"), lifespan="off", log_level="critical")
        self.protocol = leaving.Protocol(config, self.presence, {})
        self.wire = Wire()
        self.protocol.connection_made(self.wire)

    async def ask(self) -> bytes:
        """The answer to one more request."""
        before = len(self.wire.written)
        self.protocol.data_received(REQUEST)
        for _ in range(5):
            await asyncio.sleep(0)
        return b"".join(self.wire.written[before:])

    def leave(self) -> None:
        """What a server does when it is told to stop."""
        self.presence.is_leaving = True
        self.protocol.shutdown()


@pytest.fixture
def grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is over at the next turn of the loop."""
    monkeypatch.setattr(leaving, "GRACE_SECONDS", 0.0)


async def test_what_comes_on_a_kept_connection_is_answered_as_the_last() -> None:
    visit = Visit()
    assert b"connection: close" not in await visit.ask()
    visit.leave()
    assert not visit.wire.closed
    answer = await visit.ask()
    assert answer.endswith(b"hello")
    assert b"connection: close" in answer
    assert visit.wire.closed


async def test_who_connected_at_that_moment_is_answered() -> None:
    presence = leaving.Presence()
    presence.is_leaving = True
    visit = Visit(presence=presence)
    assert (await visit.ask()).endswith(b"hello")
    assert visit.wire.closed


@pytest.mark.usefixtures("grace")
async def test_where_nothing_comes_it_goes() -> None:
    visit = Visit()
    await visit.ask()
    visit.leave()
    assert not visit.wire.closed
    for _ in range(3):
        await asyncio.sleep(0)
    assert visit.wire.closed


async def test_what_is_under_way_is_answered_first() -> None:
    visit = Visit()
    visit.protocol.data_received(REQUEST)
    visit.leave()
    for _ in range(5):
        await asyncio.sleep(0)
    assert b"".join(visit.wire.written).endswith(b"hello")
    assert visit.wire.closed
