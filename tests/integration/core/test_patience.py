# SPDX-License-Identifier: EUPL-1.2
"""A database that says nothing: whoever waits for a page is told, and nothing is left behind."""

import asyncio
import contextvars
import socket
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test import RequestFactory
from psycopg.errors import ConnectionTimeout

from gate_client import database_url_of_test
from tereze.config.pages import Pages
from tereze.core import patience
from tereze.core.error_pages import away
from tereze.core.patience.base import Connection
from tereze.permits.gate.wire import Message

pytestmark = pytest.mark.django_db(transaction=True)


def visit(language: str = "en") -> tuple[int, dict[str, str], str]:
    """Go to the front page; what came back: exactly one answer."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept-language", language.encode())],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 50_000),
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(Pages()(scope, receive, send))
    start, *rest = said
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert [part["type"] for part in rest] == ["http.response.body"] * len(rest)
    return start["status"], headers, b"".join(part["body"] for part in rest).decode()


@pytest.fixture
def silent() -> Iterator[psycopg.Connection]:
    """The table that the front page reads is held: who asks for it hears nothing."""
    with psycopg.connect(database_url_of_test()) as holding:
        holding.execute("LOCK TABLE permits_order IN ACCESS EXCLUSIVE MODE")
        yield holding


def test_who_asks_hears_why_in_their_language_and_when_to_come_again(
    silent: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    with monkeypatch.context() as hurry:
        hurry.setattr(patience, "ANSWER_SECONDS", 0.1)
        for _ in range(2):
            status, headers, page = visit(language="kk")
            assert (status, headers["retry-after"]) == (503, "5")
            assert "Жазбаларымызға" in page
            threads.append(threading.active_count())
    # Whatever is started once and stays was started by the first; others may end meanwhile.
    assert threads[1] <= threads[0]
    silent.rollback()
    assert visit()[0] == 200


def test_whatever_is_no_page_waits_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")
        assert cursor.rowcount == 1


def test_while_nobody_answers_one_waits_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(Connection, "_is_silent", False)
    in_a_page = contextvars.copy_context()
    in_a_page.run(patience.is_page.set, True)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"postgresql://127.0.0.1:{mute.getsockname()[1]}/"
        with pytest.raises(ConnectionTimeout):
            in_a_page.run(Connection.connect, url)
    # From now on nobody listens there, and whoever asks is refused.
    with Connection._asking, pytest.raises(ConnectionTimeout):
        in_a_page.run(Connection.connect, url)
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError, match="refused"):
            in_a_page.run(Connection.connect, url)
        assert not Connection._asking.locked()
    with Connection._asking, pytest.raises(psycopg.OperationalError, match="refused"):
        in_a_page.run(Connection.connect, url)


def test_whoever_sent_something_hears_to_look_whether_it_was_kept() -> None:
    told = "look whether what you sent was kept"
    assert told in away(RequestFactory().post("/")).content.decode()
    assert told not in away(RequestFactory().get("/")).content.decode()
