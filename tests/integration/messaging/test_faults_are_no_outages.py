# SPDX-License-Identifier: EUPL-1.2
"""A column that is not there is told as what it is, and no message is lost by it."""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from tereze.messaging import answering, carrying, inbox, services
from tereze.messaging.answering import Answerers
from tereze.messaging.carrying import Ledgers
from tereze.messaging.channels import Account
from tereze.messaging.channels.channel import Outcome
from tereze.messaging.failing import tell_failure
from tereze.messaging.models import InboxMessage, OutboxMessage
from tereze.messaging.types import Incoming, Reply

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
PHONE = "+994501234567"
INCOMING = Incoming(channel="sms", account="azercell", id="1", sender=PHONE, text="2", at=NOW)


@pytest.fixture(autouse=True)
def others_answer_again() -> Iterator[None]:
    before = list(inbox._answerers)
    yield
    inbox._answerers[:] = before


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (answering, carrying):
        monkeypatch.setattr(module, "rest_after", lambda _: 0.0)


def fail_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a service find at first that a column is not there, as where a migration did not run."""
    service = getattr(services, name)
    failures: list[bool] = []

    def act(**parts: Any) -> Any:
        if not failures:
            failures.append(True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT gone FROM messaging_outboxmessage")
        return service(**parts)

    monkeypatch.setattr(services, name, act)


def the_record(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    (record,) = [one for one in caplog.records if one.name.startswith("tereze.messaging")]
    return record


def test_a_fault_is_told_with_the_way_to_it_and_what_waits_is_answered_afterwards(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services.receive_message(INCOMING)
    answerers = Answerers()

    def answer_and_leave(_: Incoming) -> list[Reply]:
        answerers._leaving.set()
        return [Reply(text="Yes.")]

    inbox.answer_with(answer_and_leave)
    fail_once(monkeypatch, "answer_waiting")
    answerers._answer()

    assert InboxMessage.objects.get().state == InboxMessage.State.ANSWERED
    record = the_record(caplog)
    assert record.levelno == logging.ERROR
    assert "because of UndefinedColumn" in record.message
    assert "Traceback" in record.message
    assert "away" not in record.message


def test_what_is_with_the_carrier_is_written_down_when_the_fault_is_mended(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services.queue_reply(
        to=PHONE, channel="sms", account="azercell", reply=Reply(text="2"), now=NOW
    )
    (claimed,) = services.claim_waiting(account="azercell", now=NOW)
    fail_once(monkeypatch, "settle")

    async def settle() -> None:
        account = Account(name="azercell", url="smpp://a:b@localhost")
        with ThreadPoolExecutor(1) as clerks:
            exchange = Ledgers(account, clerks, asyncio.Event())
            await exchange.settle([Outcome(claimed=claimed, vendor_ids=["7"])])
            clerks.submit(lambda: connection.close())

    asyncio.run(settle())
    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT
    record = the_record(caplog)
    assert (record.levelno, "Traceback" in record.message) == (logging.ERROR, True)


def test_a_database_that_is_away_is_told_in_a_line(caplog: pytest.LogCaptureFixture) -> None:
    away = OperationalError("…")
    away.__cause__ = psycopg.OperationalError("connection refused")
    tell_failure(answering.logger, "answering", away)
    record = the_record(caplog)
    assert record.levelno == logging.WARNING
    assert record.message.startswith("answering has to wait: the database is away (")
    assert "\n" not in record.message
