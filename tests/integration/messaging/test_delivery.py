# SPDX-License-Identifier: EUPL-1.2
"""A message goes to the gateway that the operator names, and its row says what became of it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from typing_extensions import override

from tereze.core import clock
from tereze.core.errors import Misconfigured
from tereze.messaging import services, wake
from tereze.messaging.channels import Account, Outgoing, Undelivered, list_accounts, open_wire
from tereze.messaging.models import OutboxMessage
from tereze.messaging.rules import MESSAGES_ARE_TRIED
from tereze.messaging.services.outbox import LEASE
from tereze.messaging.tasks import look_round
from tereze.messaging.types import Reply

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
TO, TEXT = "+77011234567", "Код: 123 456 & more"
WORDS = Outgoing(number=1, to=TO, reply=Reply(text=TEXT))
STATE = OutboxMessage.State


@dataclass
class Received:
    """What a gateway got, and what it answers."""

    url: str = ""
    status: int = 202
    requests: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    #: whether the asker had a connection to the database open
    had_connection: list[bool] = field(default_factory=list)


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def no_jobs_of_others() -> None:
    forget_jobs()


@pytest.fixture
def gateway() -> Iterator[Received]:
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.take(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.take(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def take(self, query: str) -> None:
            received.requests.append((self.command, parse_qs(query)))
            received.had_connection.append(default.connection is not None)
            self.send_response(received.status)
            self.end_headers()

        @override
        def log_message(self, *parts: object) -> None:
            """Nothing."""

    default = connection._connections[connection._alias]  # type: ignore[attr-defined]
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        received.url = f"http://127.0.0.1:{server.server_port}/send"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield received
        server.shutdown()
        thread.join()


def send_to(url: str) -> None:
    open_wire(Account(name="sms", url=url)).send(WORDS)


def queue(text: str = TEXT) -> int:
    return services.queue_message(to=TO, text=text, channel="sms", now=NOW)


def deliver(after: timedelta = timedelta(0)) -> int:
    return services.deliver_waiting(account="sms", now=lambda: NOW + after)


def test_it_is_handed_over_and_written_down(gateway: Received, settings: Settings) -> None:
    settings.SMS_URL = gateway.url
    queue()

    assert deliver(timedelta(seconds=2)) == 1
    assert deliver(timedelta(seconds=3)) == 0

    assert gateway.requests == [("POST", {"to": [TO], "text": [TEXT]})]
    assert gateway.had_connection == [False]
    row = OutboxMessage.objects.get()
    assert (row.state, row.sent_at) == (STATE.SENT, NOW + timedelta(seconds=2))


def test_the_worker_does_it_and_comes_back_to_what_failed(
    gateway: Received, settings: Settings
) -> None:
    settings.SMS_URL, gateway.status = gateway.url, 503
    services.queue_message(to=TO, text="Hi", channel="sms", now=clock.now())

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(queues=["messages"], wait=False, install_signal_handlers=False)

    assert gateway.requests == [("POST", {"to": [TO], "text": ["Hi"]})]
    row = OutboxMessage.objects.get()
    assert (row.state, row.tries, row.error) == (STATE.WAITING, 1, "it answered 503")
    again = ProcrastinateJob.objects.get(status="todo", task_name=wake.DELIVER)
    assert again.args == {"account": "sms"}
    assert again.scheduled_at is not None
    assert again.scheduled_at >= row.due_at > clock.now()


def test_an_address_may_say_where_number_and_text_go(gateway: Received) -> None:
    send_to(gateway.url + "?password=p&to={to}&text={text}")

    said = {"password": ["p"], "to": [TO], "text": [TEXT]}
    assert gateway.requests == [("GET", said)]


@pytest.mark.parametrize("status", [429, 503])
def test_what_passes_is_tried_again_ever_later_for_an_hour(
    gateway: Received, settings: Settings, status: int
) -> None:
    settings.SMS_URL, gateway.status = gateway.url, status
    queue()

    assert deliver() == 1
    assert deliver(timedelta(seconds=2)) == 0
    assert deliver(timedelta(seconds=3)) == 1
    assert deliver(timedelta(minutes=59)) == 1
    row = OutboxMessage.objects.get()
    assert (row.state, row.tries) == (STATE.WAITING, 3)

    assert deliver(MESSAGES_ARE_TRIED) == 1
    assert OutboxMessage.objects.get().state == STATE.FAILED


def test_what_the_gateway_does_not_want_is_given_up_at_once(
    gateway: Received, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_URL, gateway.status = gateway.url + "?password=hush&to={to}&text={text}", 400
    queue()

    deliver()

    row = OutboxMessage.objects.get()
    assert (row.state, row.error) == (STATE.FAILED, "it answered 400")
    assert "400" in caplog.text
    assert not [word for word in (TO, TEXT, "hush", "123") if word in caplog.text]


def test_a_gateway_that_is_away_is_tried_again() -> None:
    with pytest.raises(Undelivered) as caught:
        send_to("http://127.0.0.1:9/")
    assert not caught.value.is_final


def jobs() -> list[str]:
    return list(ProcrastinateJob.objects.values_list("task_name", flat=True))


def test_one_job_is_queued_after_the_commit_however_many_messages_wait(settings: Settings) -> None:
    settings.SMS_URL = "log:"
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert jobs() == []

    with transaction.atomic():
        queue("one")
        queue("two")
        assert jobs() == []
    queue("three")
    assert jobs() == [wake.DELIVER]


def test_what_nobody_was_woken_for_is_found_by_the_look_round(settings: Settings) -> None:
    settings.SMS_URL = "log:"
    queue()
    forget_jobs()

    look_round(0)

    assert jobs() == [wake.DELIVER]


@pytest.mark.parametrize(("url", "demo"), [("", False), ("log:", True)])
def test_without_a_gateway_and_in_a_demonstration_nothing_is_sent(
    settings: Settings, url: str, demo: bool
) -> None:
    settings.SMS_URL, settings.DEMO = url, demo
    queue()
    look_round(0)

    assert jobs() == []
    assert OutboxMessage.objects.get().state == STATE.WAITING


def test_words_for_one_person_go_out_in_their_order_and_wait_for_each_other(
    gateway: Received, settings: Settings
) -> None:
    settings.SMS_URL, gateway.status = gateway.url, 503
    queue("one")
    queue("two")

    assert deliver() == 1
    assert deliver(timedelta(seconds=1)) == 0
    gateway.status = 200
    assert deliver(timedelta(seconds=3)) == 2

    assert [form["text"] for _, form in gateway.requests] == [["one"], ["one"], ["two"]]


def test_whoever_dies_while_sending_lets_go_of_the_messages(settings: Settings) -> None:
    settings.SMS_URL = "log:"
    queue()

    (claimed,) = services.claim_waiting(account="sms", now=NOW)
    assert claimed.message.to == TO
    assert services.claim_waiting(account="sms", now=NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = services.claim_waiting(account="sms", now=NOW + LEASE)
    assert (again.message, again.tries) == (claimed.message, 2)


def test_a_gateway_for_rehearsals_says_nothing_of_the_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    send_to("log:")

    assert "not sent" in caplog.text
    assert TO not in caplog.text
    assert "123" not in caplog.text


def test_an_address_of_no_known_kind_is_told(settings: Settings) -> None:
    settings.SMS_URL = "ftp://127.0.0.1/"
    with pytest.raises(Misconfigured, match="TEREZE_SMS_URL has to begin with one of: http:"):
        list_accounts()
