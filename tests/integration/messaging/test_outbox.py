# SPDX-License-Identifier: EUPL-1.2
"""Words on their way out: sealed, readable only in a demo, gone after a day."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from tereze.messaging import selectors, services
from tereze.messaging.errors import OutboxIsPrivate
from tereze.messaging.models import OutboxMessage
from tereze.people.services import send_sign_in_code

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
PHONE = "+77011234567"


def test_the_outbox_can_not_be_read_where_people_are_real(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(OutboxIsPrivate):
        selectors.list_outbox()


def test_a_demo_shows_the_latest_messages_first(settings: Settings) -> None:
    settings.DEMO = True
    for text in ("first", "second", "third"):
        services.queue_message(to=PHONE, text=text, channel="sms", now=NOW)
    assert [message.text for message in selectors.list_outbox(limit=2)] == ["third", "second"]


def test_a_message_lies_sealed() -> None:
    services.queue_message(to=PHONE, text="Your code is 123456", channel="sms", now=NOW)
    sealed = bytes(OutboxMessage.objects.get().sealed)
    assert PHONE.encode() not in sealed
    assert b"123456" not in sealed


def test_messages_are_deleted_after_a_day() -> None:
    services.queue_message(to=PHONE, text="old", channel="sms", now=NOW)
    services.queue_message(to=PHONE, text="new", channel="sms", now=NOW + timedelta(hours=2))
    assert services.delete_old_messages(NOW + timedelta(days=1)) == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "is your Tereze code"),
        ("ru", "код Tereze"),
        ("kk", "Tereze кодыңыз"),
        ("az", "Tereze kodunuz"),
    ],
)
def test_a_sign_in_code_goes_out_in_the_language_in_which_it_was_asked_for(
    settings: Settings, language: str, words: str
) -> None:
    settings.DEMO = True
    settings.URL = "https://permits.example.kz"
    send_sign_in_code(phone=PHONE, now=NOW, language=language)
    message = selectors.list_outbox()[0]
    assert message.to == PHONE
    assert words in message.text
    assert "10" in message.text
    assert message.text.splitlines()[-1].startswith("@permits.example.kz #")
