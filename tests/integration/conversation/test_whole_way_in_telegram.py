# SPDX-License-Identifier: EUPL-1.2
"""A whole talk in Telegram, through a server of its API that we did not write: what somebody writes
is posted to our address, kept, answered by the worker, and sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

import vendor_posts as posts
from integration.conversation.conftest import baku_resident
from peers.emulator import MockPost, relay, run_mockpost
from tereze.core import clock
from tereze.messaging import services as messaging
from tereze.messaging.channels import find_account
from tereze.messaging.channels.bot import webhook_secrets
from tereze.messaging.channels.telegram import SECRET_HEADER
from tereze.messaging.models import OutboxMessage
from tereze.people.types import ResidentFacts
from tereze.permits.conversation import services
from tereze.permits.models import Permit
from town import NOON

pytestmark = pytest.mark.needs("mockpost")

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
PERSON = 271828


@dataclass
class App:
    """Telegram on somebody's phone."""

    mockpost: MockPost
    webhook: str
    updates: int = 5000
    seen: int = 0
    buttons: dict[str, str] = field(default_factory=dict)

    def write(self, text: str) -> str:
        """Send words; what comes back."""
        self.mockpost.tell("telegram/client/sendMessage", app="tereze", chat_id=PERSON, text=text)
        return self.read()

    def press(self, label: str) -> str:
        """Press a button of the last message; what comes back."""
        self.updates += 1
        update = posts.telegram_press(self.buttons[label]) | {"update_id": self.updates}
        told = self.mockpost.tell(f"api/webhooks/{self.webhook}/trigger", payload=update)
        assert json.loads(told["response_body"])["method"] == "answerCallbackQuery"
        return self.read()

    def read(self) -> str:
        """Let the worker do what waits, and read what is new."""
        messaging.answer_waiting(now=clock.now())
        messaging.deliver_waiting(account="city", now=clock.now)
        messages = self.mockpost.sent("telegram")
        new, self.seen = messages[self.seen :], len(messages)
        markup = new[-1]["raw_payload"]
        self.buttons = _buttons(json.loads(markup) if isinstance(markup, str) else markup)
        return "\n".join(message["body"] for message in new)


def _buttons(payload: Any) -> dict[str, str]:
    markup = payload.get("reply_markup") or {}
    markup = json.loads(markup) if isinstance(markup, str) else markup
    rows = markup.get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


@pytest.fixture
def lale(
    transactional_db: None, every_door: None, monkeypatch: pytest.MonkeyPatch
) -> ResidentFacts:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return baku_resident("AZE12345678")


@pytest.fixture
def app(
    lale: ResidentFacts, client: Client, settings: Settings, tmp_path_factory: Any
) -> Iterator[App]:
    with run_mockpost(Path(tmp_path_factory.mktemp("mockpost"))) as mockpost:
        settings.BOTS = f"city=telegram+http://{TOKEN}@{mockpost.host}/telegram#name=mockpost_bot"
        account = find_account("city")
        assert account
        proof = {SECRET_HEADER: webhook_secrets(account)[0]}
        with relay(client, "/bots/city", proof) as address:
            mockpost.tell("api/apps", name="tereze", creds={"telegram_token": TOKEN})
            hook = mockpost.tell(
                "api/webhooks", app="tereze", channel="telegram", target_url=address, token=TOKEN
            )
            yield App(mockpost=mockpost, webhook=hook["id"])


def test_from_the_link_on_a_page_to_the_permit(app: App, lale: ResidentFacts) -> None:
    ticket = services.make_ticket(resident=lale, now=NOON)
    assert "Lalə" in app.write(f"/start {ticket}")
    app.write("/start")
    assert "Lalə *5678" in app.press("Ərzaq, dərman, bank, poçt")
    told = app.press("Bəli")
    permit = Permit.objects.get()
    assert permit.door == "telegram"
    assert permit.code[:4] in told
    picture = app.mockpost.sent("telegram")[-1]
    assert "permit.png" in json.dumps(picture["raw_payload"])
    assert permit.code[:4] in app.write("status")
    states = set(OutboxMessage.objects.values_list("state", flat=True))
    assert states == {OutboxMessage.State.SENT}
