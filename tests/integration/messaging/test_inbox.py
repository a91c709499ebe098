# SPDX-License-Identifier: EUPL-1.2
"""What people write is taken in once, lies sealed, and is answered in one transaction."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tereze.messaging import inbox, services
from tereze.messaging.models import Door, InboxMessage, OutboxMessage
from tereze.messaging.rules import ANSWERS_ARE_TRIED
from tereze.messaging.sealed import open_words
from tereze.messaging.types import Incoming, Reply

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
PHONE = "+994501234567"
STATE = InboxMessage.State


@pytest.fixture(autouse=True)
def echo() -> Iterator[None]:
    before = list(inbox._answerers)
    inbox.answer_with(lambda incoming: [Reply(text=f"You said: {incoming.text}")])
    yield
    inbox._answerers[:] = before


def incoming(text: str = "2 AZE123", *, id: str = "1", sender: str = PHONE) -> Incoming:
    return Incoming(channel="sms", account="azercell", id=id, sender=sender, text=text, at=NOW)


def said() -> list[str]:
    rows = OutboxMessage.objects.order_by("pk")
    return [open_words(row.sealed).reply.text for row in rows]


def test_the_same_message_twice_is_taken_in_and_answered_once() -> None:
    assert services.receive_message(incoming())
    assert not services.receive_message(incoming())
    assert services.answer_waiting(now=NOW) == 1
    assert not services.receive_message(incoming())
    assert services.answer_waiting(now=NOW) == 0

    assert said() == ["You said: 2 AZE123"]
    answer = OutboxMessage.objects.get()
    assert (answer.channel, answer.account) == ("sms", "azercell")
    assert open_words(answer.sealed).to == PHONE


def test_it_lies_sealed_and_not_even_the_vendors_number_of_it_can_be_read() -> None:
    services.receive_message(incoming(id="wamid.994501234567"))
    row = InboxMessage.objects.get()
    kept = bytes(row.sealed) + bytes(row.key)
    assert b"501234567" not in kept
    assert b"AZE123" not in kept


def test_an_answer_that_goes_wrong_takes_back_what_it_wrote_and_is_tried_again() -> None:
    def stumble(_: Incoming) -> list[Reply]:
        Door.objects.create(name="half", kind="api", key_digest=b"", scopes=[], added_at=NOW)
        raise ValueError

    inbox.answer_with(stumble)
    services.receive_message(incoming())
    services.answer_waiting(now=NOW)

    assert not Door.objects.exists()
    row = InboxMessage.objects.get()
    assert (row.state, row.tries) == (STATE.WAITING, 1)
    assert row.due_at > NOW


def test_who_can_not_be_answered_is_told_so() -> None:
    def fail(_: Incoming) -> list[Reply]:
        raise ValueError

    inbox.answer_with(fail)
    services.receive_message(incoming())
    for hours in range(ANSWERS_ARE_TRIED + 1):
        services.answer_waiting(now=NOW + timedelta(hours=hours))

    assert InboxMessage.objects.get().state == STATE.FAILED
    (sorry,) = said()
    assert "permits that you have stay valid" in sorry
    assert "send your message again" in sorry


def test_a_message_that_nobody_can_open_stops_nobody_else() -> None:
    inbox.answer_with(lambda incoming: [Reply(text=incoming.text)])
    services.receive_message(incoming(id="1"))
    InboxMessage.objects.update(sealed=b"\x01 sealed under a secret that is lost")
    services.receive_message(incoming("the next", id="2", sender="+77000000002"))
    for hours in range(ANSWERS_ARE_TRIED + 1):
        services.answer_waiting(now=NOW + timedelta(hours=hours))

    states = InboxMessage.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [STATE.FAILED, STATE.ANSWERED]
    assert said() == ["the next"]


@pytest.mark.parametrize(
    ("app", "known", "words"),
    [("kk", "ru", "отправьте"), ("kk", None, "қайта жіберіңіз"), (None, None, "again")],
)
def test_who_can_not_be_answered_is_told_so_in_their_language(
    app: str | None, known: str | None, words: str
) -> None:
    def fail(_: Incoming) -> list[Reply]:
        raise ValueError

    def language_of(_: Incoming) -> str:
        if known is None:
            raise ValueError
        return known

    inbox.answer_with(fail, language_of=language_of)
    services.receive_message(replace(incoming(), language=app))
    for hours in range(ANSWERS_ARE_TRIED + 1):
        services.answer_waiting(now=NOW + timedelta(hours=hours))
    (sorry,) = said()
    assert words in sorry


def test_messages_of_one_person_are_answered_one_after_the_other() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def answer_slowly(incoming: Incoming) -> list[Reply]:
        if incoming.text == "first":
            begun.set()
            go_on.wait(60)
        return [Reply(text=incoming.text)]

    def in_a_thread() -> None:
        services.answer_waiting(now=NOW, at_most=1)
        connection.close()

    inbox.answer_with(answer_slowly)
    services.receive_message(incoming("first", id="1"))
    services.receive_message(incoming("second", id="2"))
    services.receive_message(incoming("somebody else", id="3", sender="+994509999999"))
    thread = threading.Thread(target=in_a_thread)
    thread.start()
    begun.wait(60)

    assert services.answer_waiting(now=NOW) == 1
    assert said() == ["somebody else"]
    go_on.set()
    thread.join()
    services.answer_waiting(now=NOW)
    assert said() == ["somebody else", "first", "second"]


def test_messages_are_deleted_after_a_day() -> None:
    services.receive_message(incoming())
    assert services.delete_old_incoming(NOW + timedelta(hours=23)) == 0
    assert services.delete_old_incoming(NOW + timedelta(days=1)) == 1
