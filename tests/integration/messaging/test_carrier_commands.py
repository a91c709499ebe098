# SPDX-License-Identifier: EUPL-1.2
"""`tereze carrier` tells an operator in words whether carriers let us in, and sends nothing."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from peers.kannel import run_kannel
from peers.smsc import Smsc, run_smsc
from tereze.messaging.cli import carrier
from tereze.messaging.errors import NoSuchCarrier


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    with run_smsc() as smsc:
        yield smsc


@pytest.fixture
def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Gateway(HTTPServer):
    """A server over HTTP that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 404
        super().__init__(("127.0.0.1", 0), _Answering)


class _Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_HEAD(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_HEAD()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        thread = threading.Thread(target=gateway.serve_forever, args=(0.01,))
        thread.start()
        yield gateway
        gateway.shutdown()
        thread.join()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(carrier, arguments)


def smpp(port: int, shown: str = "secret") -> str:
    return f"azercell=smpp://tereze:{shown}@127.0.0.1:{port}#from=3013&prefixes=+99450,+99451"


def test_all_carriers_are_listed_without_their_passwords(settings: Settings) -> None:
    settings.URL = "https://permits.example.kz"
    settings.SMS_URL = "https://name:hush@gateway.example/send?to={to}"
    settings.CARRIERS = f"{smpp(2775)} kcell=kannel://t:hush@127.0.0.1#secret=hush quiet=log:"
    settings.BOTS = "city=telegram://123456:AAH-x"
    listed = json.loads(run("list", "--json").output)
    assert [(it["name"], it["server"], it["hears"]) for it in listed] == [
        ("sms", "gateway.example:443", ""),
        ("azercell", "127.0.0.1:2775", "over the same connection"),
        ("kcell", "127.0.0.1:13013", "at https://permits.example.kz/carriers/kcell/in"),
        ("quiet", "this machine's log", ""),
    ]
    told = run("list").output
    assert "hush" not in told
    assert "…" not in told


def test_who_has_no_carrier_or_asks_for_another_is_told_so(settings: Settings) -> None:
    assert "TEREZE_CARRIERS is empty" in run("list").output
    settings.BOTS = "city=telegram://123456:AAH-x"
    assert isinstance(run("check", "city").exception, NoSuchCarrier)


@pytest.mark.needs("peers")
def test_a_message_centre_lets_us_in_and_nothing_is_sent(smsc: Smsc, settings: Settings) -> None:
    settings.CARRIERS = smpp(smsc.port)
    checked = run("check", "azercell")
    assert f"✓ 127.0.0.1:{smsc.port} lets us in as tereze, and answers." in checked.output
    assert checked.exit_code == 0
    assert (smsc.tell("state")["binds"], smsc.received) == (1, [])


@pytest.mark.needs("peers")
def test_a_wrong_password_is_told_and_not_repeated(smsc: Smsc, settings: Settings) -> None:
    settings.CARRIERS = smpp(smsc.port, "hush")
    checked = run("check")
    assert checked.exit_code == 1
    assert "does not let us in: the password is wrong" in checked.output
    assert "hush" not in checked.output


@pytest.mark.parametrize(
    "address", ["smpp://t:p@{}", "smpps://t:p@{}", "kannel://t:p@{}#secret=s", "https://{}/send"]
)
def test_where_nobody_listens_that_is_told(settings: Settings, nobody: int, address: str) -> None:
    settings.CARRIERS = "kcell=" + address.format(f"127.0.0.1:{nobody}")
    checked = run("check")
    assert checked.exit_code == 1
    assert f"✗ Nobody takes connections at 127.0.0.1:{nobody}" in checked.output


@pytest.mark.needs("peers", "kannel")
def test_kannel_is_asked_whether_it_knows_us(
    smsc: Smsc, settings: Settings, tmp_path: Path
) -> None:
    with run_kannel(smsc, tmp_path, hook="http://127.0.0.1:9", secret="s") as port:
        settings.CARRIERS = f"kcell=kannel://tereze:hush@127.0.0.1:{port}#secret=s"
        good = run("check")
        settings.CARRIERS = settings.CARRIERS.replace("hush", "wrong")
        bad = run("check")
    assert (good.exit_code, "lets us in" in good.output) == (0, True)
    assert (bad.exit_code, "does not know our name or password" in bad.output) == (1, True)
    assert smsc.received == []


def test_a_gateway_that_only_takes_messages_is_looked_for(
    settings: Settings, gateway: Gateway
) -> None:
    settings.SMS_URL = f"http://127.0.0.1:{gateway.server_port}/send?password=hush&to={{to}}"
    checked = run("check", "sms")
    assert (checked.exit_code, "is there" in checked.output) == (0, True)
    assert gateway.asked == ["HEAD /"]


def test_a_server_without_tls_is_told(settings: Settings, gateway: Gateway) -> None:
    settings.SMS_URL = f"https://127.0.0.1:{gateway.server_port}/send"
    checked = run("check", "sms")
    assert (checked.exit_code, "does not speak TLS" in checked.output) == (1, True)


@pytest.mark.parametrize("status", [404, 503])
def test_what_is_no_kannel_or_has_no_room_is_told(
    settings: Settings, gateway: Gateway, status: int
) -> None:
    gateway.status = status
    settings.CARRIERS = f"kcell=kannel://t:hush@127.0.0.1:{gateway.server_port}#secret=s"
    checked = run("check")
    assert checked.exit_code == 1
    assert ("answered 404" if status == 404 else "has no room") in checked.output


def test_a_rehearsal_is_always_well(settings: Settings) -> None:
    settings.SMS_URL = "log:"
    assert "no phone rings" in run("check").output
