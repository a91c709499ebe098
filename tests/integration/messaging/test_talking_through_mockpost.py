# SPDX-License-Identifier: EUPL-1.2
"""Bots talk to servers of messengers that we did not write, and people talk to bots through them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from peers.emulator import MockPost, relay, run_mockpost
from tereze.core import clock
from tereze.messaging import inbox, services
from tereze.messaging.channels import find_account
from tereze.messaging.channels.bot import webhook_secrets
from tereze.messaging.channels.telegram import SECRET_HEADER
from tereze.messaging.models import OutboxMessage
from tereze.messaging.types import Choice, Incoming, Reply

pytestmark = [pytest.mark.needs("mockpost"), pytest.mark.django_db(transaction=True)]

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
CHOICES = (Choice(label="Food", says="2"), Choice(label="Doctor", says="3"))


@pytest.fixture(scope="module")
def mockpost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockPost]:
    with run_mockpost(Path(tmp_path_factory.mktemp("mockpost"))) as running:
        yield running


@pytest.fixture
def bots(mockpost: MockPost, settings: Settings) -> None:
    settings.BOTS = (
        f"city=telegram+http://{TOKEN}@{mockpost.host}/telegram#name=mockpost_bot "
        f"wa=whatsapp+http://3030:EAAG@{mockpost.host}/whatsapp/v26.0#app_secret=x"
    )


@pytest.fixture
def echo() -> Iterator[None]:
    before = list(inbox._answerers)

    def answer(incoming: Incoming) -> list[Reply]:
        said = incoming.pressed or incoming.text
        return [Reply(text=f"You said: {said}", choices=CHOICES)]

    inbox.answer_with(answer)
    yield
    inbox._answerers[:] = before


def say(account: str, channel: str, to: str, reply: Reply) -> OutboxMessage:
    number = services.queue_reply(
        to=to,
        channel=channel,  # type: ignore[arg-type]
        account=account,
        reply=reply,
        now=clock.now(),
    )
    services.deliver_waiting(account=account, now=clock.now)
    return OutboxMessage.objects.get(pk=number)


@pytest.mark.usefixtures("bots")
def test_telegram_takes_words_buttons_and_permits(mockpost: MockPost) -> None:
    sent = say("city", "telegram", "31337", Reply(text="What for?", choices=CHOICES))
    assert sent.state == OutboxMessage.State.SENT
    long = say("city", "telegram", "31337", Reply(text="слово " * 1000, qr="TZ1:ABC"))
    assert long.state == OutboxMessage.State.SENT
    words, first, second, picture = mockpost.sent("telegram")[-4:]
    assert json.loads(words["body"])["text"] == "What for?"
    assert words["recipient"] == "31337"
    assert all(part["body"].startswith("слово") for part in (first, second))
    assert "permit.png" in json.dumps(picture["raw_payload"])


@pytest.mark.usefixtures("bots")
def test_whatsapp_takes_words_and_buttons(mockpost: MockPost) -> None:
    reply = Reply(text="What for?", choices=CHOICES)
    assert say("wa", "whatsapp", "77011234567", reply).state == OutboxMessage.State.SENT
    (words,) = mockpost.sent("whatsapp")
    assert (words["recipient"], words["body"]) == ("77011234567", "What for?")


@pytest.mark.usefixtures("bots", "echo")
def test_somebody_writes_in_telegram_and_is_answered_there(
    client: Client, mockpost: MockPost
) -> None:
    account = find_account("city")
    assert account
    headers = {SECRET_HEADER: webhook_secrets(account)[0]}
    with relay(client, "/bots/city", headers) as address:
        mockpost.tell("api/apps", name="tereze", creds={"telegram_token": TOKEN})
        mockpost.tell(f"telegram/bot{TOKEN}/setWebhook", url=address)
        told = mockpost.tell(
            "telegram/client/sendMessage", app="tereze", chat_id=271828, text="2 AZE12345678"
        )
    assert [it["response_code"] for it in told["webhooks_delivered"]] == [200]
    services.answer_waiting(now=clock.now())
    services.deliver_waiting(account="city", now=clock.now)
    answer = mockpost.sent("telegram")[-1]
    assert answer["recipient"] == "271828"
    assert json.loads(answer["body"])["text"] == "You said: 2 AZE12345678"
