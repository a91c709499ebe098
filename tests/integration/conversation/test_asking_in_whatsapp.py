# SPDX-License-Identifier: EUPL-1.2
"""WhatsApp vouches for the phone of whoever writes, so people are known there from the first word."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

import vendor_posts as posts
from integration.conversation.conftest import baku_resident
from messenger_servers import Graph, serving
from tereze.core import clock
from tereze.messaging import services
from tereze.people.types import ResidentFacts
from tereze.permits.models import Permit
from town import NOON

APP_SECRET = "secret"
PHONE = "77011234567"


@pytest.fixture
def aigul(
    transactional_db: None, every_door: None, monkeypatch: pytest.MonkeyPatch
) -> ResidentFacts:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return baku_resident("AZE12345678", name="Aigül Nümunəyeva", phone=f"+{PHONE}")


@pytest.fixture
def graph(aigul: ResidentFacts, settings: Settings) -> Iterator[Graph]:
    server = Graph()
    with serving(server):
        host = server.url.removeprefix("http://")
        settings.BOTS = f"wa=whatsapp+http://3030:{server.token}@{host}#app_secret={APP_SECRET}"
        yield server


def test_three_messages_make_a_permit(client: Client, graph: Graph) -> None:
    def hear(number: str, **content: Any) -> dict[str, Any]:
        """Post what somebody did; what they are shown then."""
        body = posts.as_posted(posts.whatsapp(messages=[{"id": number, **content}]))
        headers = {"X-Hub-Signature-256": posts.signed(body, APP_SECRET)}
        answer = client.post("/bots/wa", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200
        services.answer_waiting(now=NOON)
        services.deliver_waiting(account="wa", now=lambda: NOON + timedelta(seconds=1))
        return graph.calls("messages")[-1].fields

    def press(number: str, kind: str, title: str) -> dict[str, Any]:
        told = graph.calls("messages")[-1].fields["interactive"]["action"]
        if kind == "list_reply":
            offered = told["sections"][0]["rows"]
        else:
            offered = [each["reply"] for each in told["buttons"]]
        pressed = next(each for each in offered if each["title"] == title)
        return hear(number, type="interactive", interactive={"type": kind, kind: pressed})

    menu = hear("1", type="text", text={"body": "salam"})
    assert menu["to"] == PHONE
    rows = menu["interactive"]["action"]["sections"][0]["rows"]
    assert "Ərzaq, dərman, bank, poçt" in [row.get("description") for row in rows]
    asked = press("2", "list_reply", "Ərzaq, dərman, bank")
    assert "Aigül *5678" in asked["interactive"]["body"]["text"]
    told = press("3", "button_reply", "Bəli")
    permit = Permit.objects.get()
    assert permit.door == "messenger"
    caption = (
        told["image"].get("caption") if "image" in told else told["interactive"]["body"]["text"]
    )
    assert permit.code[:4] in caption
