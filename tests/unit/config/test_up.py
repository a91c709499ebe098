# SPDX-License-Identifier: EUPL-1.2
"""Where `tereze up` listens, and when it greets."""

import socket
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from tereze.config.greeting import greet_when_it_answers
from tereze.config.up import Address, AddressUnusable, PortTaken, listen

ANYWHERE = Address(host="127.0.0.1", port=0)
URL = "https://permits.example.kz"


class Terminal:
    """What was said so far; waits for what is still to come."""

    def __init__(self) -> None:
        self._lines = SimpleQueue[str]()
        self.report = self._lines.put

    def read(self) -> str:
        return self._lines.get(timeout=30)

    def says_nothing(self) -> bool:
        return self._lines.empty()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with listen(ANYWHERE) as listening:
        yield listening


def test_a_port_that_is_taken_is_noticed_before_anything_is_started(
    listening: socket.socket,
) -> None:
    port = listening.getsockname()[1]
    with pytest.raises(PortTaken, match=f"port {port} of 127.0.0.1 already"):
        listen(Address(host="127.0.0.1", port=port))


def test_an_address_of_another_machine_is_refused_with_words() -> None:
    with pytest.raises(AddressUnusable, match=r"port 8000 of 192\.0\.2\.1"):
        listen(Address(host="192.0.2.1", port=8000))


def test_it_greets_when_the_first_page_was_served_and_not_before(
    listening: socket.socket,
) -> None:
    terminal = Terminal()
    greet_when_it_answers(listening, url=URL, demo=False, report=terminal.report)

    with listening.accept()[0] as dying:
        assert b"Host: permits.example.kz" in dying.recv(4096)
    # Web died with the visitor at its door, who therefore came again.
    with listening.accept()[0] as visitor:
        visitor.recv(4096)
        assert terminal.says_nothing()
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        assert terminal.read() == ""
        assert terminal.read().startswith(f"Tereze is at {URL} ")


def test_it_says_when_people_are_not_let_in_by_the_name_that_links_carry(
    listening: socket.socket,
) -> None:
    terminal = Terminal()
    greet_when_it_answers(listening, url=URL, demo=False, report=terminal.report)
    with listening.accept()[0] as visitor:
        visitor.recv(4096)
        visitor.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        said = [terminal.read() for _ in range(3)]
    assert "TEREZE_HOSTS" in said[2]
