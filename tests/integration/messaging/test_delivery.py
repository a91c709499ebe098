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
from tereze.messaging import services
from tereze.messaging.gateways import Undelivered, open_gateway
from tereze.messaging.models import OutboxMessage
from tereze.messaging.sealed import Words

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
WORDS = Words(to="+77011234567", text="Код: 123 456 & more")
STATE = OutboxMessage.State


@dataclass
class Received:
    """What a gateway got, and what it answers."""

    url: str = ""
    status: int = 202
    requests: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    #: whether the asker had a connection to the database open
    had_connection: list[bool] = field(default_factory=list)


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


def queue() -> int:
    return services.queue_message(to=WORDS.to, text=WORDS.text, channel="sms", now=NOW)


def test_it_is_handed_over_and_written_down(gateway: Received, settings: Settings) -> None:
    settings.SMS_URL = gateway.url
    number = queue()

    services.deliver_message(message_id=number, now=NOW + timedelta(seconds=2))
    services.deliver_message(message_id=number, now=NOW + timedelta(seconds=3))

    assert gateway.requests == [("POST", {"to": [WORDS.to], "text": [WORDS.text]})]
    assert gateway.had_connection == [False]
    row = OutboxMessage.objects.get()
    assert (row.state, row.sent_at) == (STATE.SENT, NOW + timedelta(seconds=2))


def test_the_worker_does_it_and_comes_back_to_what_failed(
    gateway: Received, settings: Settings
) -> None:
    settings.SMS_URL, gateway.status = gateway.url, 503
    number = services.queue_message(to=WORDS.to, text="Hi", channel="sms", now=clock.now())

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(queues=["messages"], wait=False, install_signal_handlers=False)

    assert gateway.requests == [("POST", {"to": [WORDS.to], "text": ["Hi"]})]
    job = ProcrastinateJob.objects.get(args__message_id=number)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert job.scheduled_at > clock.now()


def test_an_address_may_say_where_number_and_text_go(gateway: Received) -> None:
    open_gateway(gateway.url + "?password=p&to={to}&text={text}").send(WORDS)

    said = {"password": ["p"], "to": [WORDS.to], "text": [WORDS.text]}
    assert gateway.requests == [("GET", said)]


@pytest.mark.parametrize("status", [429, 503])
def test_what_passes_is_tried_again_for_an_hour(
    gateway: Received, settings: Settings, status: int
) -> None:
    settings.SMS_URL, gateway.status = gateway.url, status
    number = queue()

    with pytest.raises(Undelivered) as caught:
        services.deliver_message(message_id=number, now=NOW + timedelta(minutes=59))
    assert OutboxMessage.objects.get().state == STATE.WAITING
    assert WORDS.to not in str(caught.value)

    services.deliver_message(message_id=number, now=NOW + services.MESSAGES_ARE_TRIED)
    assert OutboxMessage.objects.get().state == STATE.FAILED


def test_what_the_gateway_does_not_want_is_given_up_at_once(
    gateway: Received, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_URL, gateway.status = gateway.url + "?password=hush&to={to}&text={text}", 400

    services.deliver_message(message_id=queue(), now=NOW)

    assert OutboxMessage.objects.get().state == STATE.FAILED
    assert "400" in caplog.text
    assert not [word for word in (WORDS.to, WORDS.text, "hush", "123") if word in caplog.text]


def test_a_gateway_that_is_away_is_tried_again() -> None:
    with pytest.raises(Undelivered) as caught:
        open_gateway("http://127.0.0.1:9/").send(WORDS)
    assert not caught.value.is_final


def jobs_of(number: int) -> list[str]:
    jobs = ProcrastinateJob.objects.filter(args__message_id=number)
    return list(jobs.values_list("task_name", flat=True))


def test_the_job_is_queued_with_what_it_tells_about_or_not_at_all(settings: Settings) -> None:
    settings.SMS_URL = "log:"
    with transaction.atomic():
        taken_back = queue()
        transaction.set_rollback(True)

    assert jobs_of(taken_back) == []
    assert jobs_of(queue()) == ["tereze.messaging.tasks.deliver_message"]


@pytest.mark.parametrize(("url", "demo"), [("", False), ("log:", True)])
def test_without_a_gateway_and_in_a_demonstration_nothing_is_sent(
    settings: Settings, url: str, demo: bool
) -> None:
    settings.SMS_URL, settings.DEMO = url, demo

    assert jobs_of(queue()) == []
    assert OutboxMessage.objects.get().state == STATE.WAITING


def test_a_gateway_for_rehearsals_says_nothing_of_the_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_gateway("log:").send(WORDS)

    assert "not sent" in caplog.text
    assert WORDS.to not in caplog.text
    assert "123" not in caplog.text


def test_an_address_of_no_known_kind_is_told() -> None:
    with pytest.raises(Misconfigured, match="http:, https:, log:"):
        open_gateway("ftp://127.0.0.1/")
