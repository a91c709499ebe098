# SPDX-License-Identifier: EUPL-1.2
"""Pages for people who go away before they have their answer, and for who sends without end."""

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


class Sender(Impatient):
    """Sends a form of so many bytes, in pieces, and waits for the answer."""

    def __init__(self, size: int) -> None:
        piece = bytes(100_000)
        super().__init__({"type": "http.request", "body": b"", "more_body": False})
        self._messages += [{"type": "http.request", "body": piece, "more_body": True}] * (
            size // len(piece)
        )


@pytest.fixture
def visited() -> Any:
    def visit(somebody: Impatient, **scope: str) -> list[Message]:
        asyncio.run(Pages()({**SCOPE, **scope}, somebody.receive, somebody.send))
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


@pytest.mark.parametrize(
    ("path", "size", "is_taken"),
    [
        ("/nowhere", 2_000_000, True),
        ("/nowhere", 3_000_000, False),
        ("/employers/7/nowhere", 16_500_000, True),
        ("/employers/7/nowhere", 18_000_000, False),
    ],
)
def test_nothing_is_taken_in_that_is_larger_than_any_form(
    visited: Any, path: str, size: int, is_taken: bool
) -> None:
    start, *answer = visited(Sender(size), method="POST", path=path)
    assert (start["status"] != 413) is is_taken
    if not is_taken:
        said = b"".join(part["body"] for part in answer).decode()
        assert len(said.splitlines()) == 4
        assert "Send it in parts." in said


def test_who_gives_up_while_sending_too_much_leaves_nothing_behind(visited: Any) -> None:
    sender = Sender(3_000_000)
    del sender._messages[0]
    assert visited(sender, method="POST")[0]["status"] == 413
