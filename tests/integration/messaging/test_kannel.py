# SPDX-License-Identifier: EUPL-1.2
"""Over the gateway Kannel, which we did not write, to a message centre that we did not write, and back."""

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from peers.kannel import run_kannel
from peers.smsc import Smsc, run_smsc
from tereze.core import clock
from tereze.core.errors import Misconfigured
from tereze.messaging import services
from tereze.messaging.channels import Account, Outgoing, Undelivered, open_account, open_wire
from tereze.messaging.models import InboxMessage, OutboxMessage
from tereze.messaging.sealed import open_incoming
from tereze.messaging.types import Reply

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+77011234567"
LONG = "Рұқсат берілді: дәріхана, 18:30 дейін. " * 3
SECRET = "inbound"
PATIENCE = 60.0


def until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


@pytest.fixture
def smsc(settings: Settings, tmp_path: Path, live_server: LiveServer) -> Iterator[Smsc]:
    """A message centre, and Kannel between it and us."""
    hook = live_server.url
    with run_smsc() as smsc, run_kannel(smsc, tmp_path, hook=hook, secret=SECRET) as port:
        settings.CARRIERS = (
            f"kcell=kannel://tereze:hush@127.0.0.1:{port}#from=3013&secret={SECRET}&hook={hook}"
        )
        yield smsc


def send(text: str, to: str = PHONE) -> int:
    number = services.queue_reply(
        to=to, channel="sms", account="kcell", reply=Reply(text=text), now=clock.now()
    )
    services.deliver_waiting(account="kcell", now=clock.now)
    return number


def state_of(number: int) -> str:
    return OutboxMessage.objects.get(pk=number).state


@pytest.mark.needs("peers", "kannel")
def test_words_travel_both_ways_and_reports_come_back(smsc: Smsc) -> None:
    smsc.tell("rules", undeliverable=["77019999999"])
    sent, lost = send(LONG), send("Salem", to="+77019999999")
    until(lambda: state_of(sent) == "delivered" and state_of(lost) == "undeliverable")
    assert smsc.texts == [LONG, "Salem"]

    whole: dict[str, Any] = {"from": PHONE, "text": "2 AZE12345678"}
    in_pieces: dict[str, Any] = {"from": PHONE, "text": LONG, "order": [1, 0]}
    smsc.tell("deliver", **whole)
    # Kannel hands over what it has side by side; the second is given to it when the first came.
    until(lambda: InboxMessage.objects.count() == 1)
    smsc.tell("deliver", **in_pieces)
    until(lambda: InboxMessage.objects.count() == 2)
    first, second = (open_incoming(row.sealed) for row in InboxMessage.objects.order_by("pk"))
    assert (first.text, first.sender, first.phone) == ("2 AZE12345678", PHONE, PHONE)
    assert (second.text, second.account) == (LONG, "kcell")


@pytest.mark.needs("peers", "kannel")
def test_a_password_that_the_gateway_does_not_know_is_final(smsc: Smsc, settings: Settings) -> None:
    settings.CARRIERS = settings.CARRIERS.replace("hush", "wrong")
    assert state_of(send("Salem")) == "failed"


def test_a_gateway_that_is_away_is_tried_again() -> None:
    account = Account(name="kcell", url="kannel://t:p@127.0.0.1:9", options={"secret": "s"})
    with pytest.raises(Undelivered) as caught:
        open_wire(account).send(Outgoing(number=1, to=PHONE, reply=Reply(text="Salem")))
    assert not caught.value.is_final


@pytest.fixture
def gateway(settings: Settings) -> dict[str, str]:
    """The headers of a gateway that knows the secret."""
    settings.CARRIERS = f"kcell=kannel://t:p@127.0.0.1:9#secret={SECRET}"
    password = base64.b64encode(f"tereze:{SECRET}".encode()).decode()
    return {"Authorization": f"Basic {password}", "X-Kannel-From": "77011234567"}


def post(headers: dict[str, str], *, name: str = "kcell", id: str = "uuid-1") -> int:
    response = Client().post(
        f"/carriers/{name}/in?id={id}", b"2 AZE1", content_type="text/plain", headers=headers
    )
    return int(response.status_code)


def test_what_comes_twice_is_taken_in_once(gateway: dict[str, str]) -> None:
    assert [post(gateway), post(gateway), post(gateway, id="uuid-2")] == [200, 200, 200]
    assert InboxMessage.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Basic " + base64.b64encode(b"tereze:guess").decode()}, 403),
        ({"Authorization": "Basic ?"}, 403),
        ({"Authorization": ""}, 403),
        ({"X-Kannel-From": ""}, 400),
    ],
)
def test_who_is_not_the_gateway_is_turned_away(
    gateway: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert post(gateway | headers) == status
    assert not InboxMessage.objects.exists()


def test_only_accounts_with_a_gateway_have_an_address(gateway: dict[str, str]) -> None:
    assert post(gateway, name="beeline") == 404


def test_a_report_needs_the_secret_and_a_number(gateway: dict[str, str]) -> None:
    number = services.queue_reply(
        to=PHONE, channel="sms", account="kcell", reply=Reply(text="Salem"), now=clock.now()
    )
    address = f"/carriers/kcell/report?id={number}&state=1"
    assert Client().get(address).status_code == 403
    for wrong in ("x", "9" * 30, "9" * 5_000):
        report = Client().get(f"/carriers/kcell/report?id={wrong}&state=1", headers=gateway)
        assert report.status_code == 400
    assert state_of(number) == "waiting"
    # It may be quicker than we write down that the gateway took the message.
    assert Client().get(address, headers=gateway).status_code == 200
    assert state_of(number) == "delivered"


def test_an_account_without_a_secret_is_told_at_the_start() -> None:
    with pytest.raises(Misconfigured, match="kannel://name:password"):
        open_account(Account(name="kcell", url="kannel://t:p@127.0.0.1:9"))
