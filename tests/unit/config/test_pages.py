# SPDX-License-Identifier: EUPL-1.2
"""Pages for people who go away before they have their answer."""

import asyncio
import gc
import warnings
from typing import Any

import pytest

from tereze.config.pages import Pages
from tereze.permits.gate.wire import Message

SCOPE = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "path": "/static/core/js/offline.js",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "server": ("localhost", 80),
    "client": ("127.0.0.1", 50_000),
}


class Impatient:
    """Asks, and is gone at once."""

    def __init__(self, first: Message) -> None:
        self._messages = [first]
        self.answers: list[Message] = []

    async def receive(self) -> Message:
        return self._messages.pop() if self._messages else {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.answers.append(message)


@pytest.fixture
def visited() -> Any:
    def visit(somebody: Impatient) -> list[Message]:
        asyncio.run(Pages()(dict(SCOPE), somebody.receive, somebody.send))
        return somebody.answers

    return visit


def test_a_file_is_closed_when_its_reader_is_gone(visited: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        answers = visited(Impatient({"type": "http.request", "body": b"", "more_body": False}))
        gc.collect()
    assert answers[0]["status"] == 200
    assert b"".join(answer.get("body", b"") for answer in answers[1:])


def test_who_is_gone_before_they_said_everything_is_not_answered(visited: Any) -> None:
    assert not visited(Impatient({"type": "http.request", "body": b"a", "more_body": True}))
