# SPDX-License-Identifier: EUPL-1.2
"""The page on which newcomers ask by message."""

import re
from typing import Any

import pytest
from django.test import Client

from tereze.config import demo
from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.packs.services import install_pack
from tereze.permits.models import Permit
from tereze.permits.services import ensure_signing_key
from town import NOON, TURKISTAN


@pytest.fixture
def demonstration(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ensure_signing_key(actor="tests", now=NOON)
    install_pack(folder=TURKISTAN, actor="tests", now=NOON)
    demo.seed(lambda line: None)
    forget_everything()


def text(page: Any) -> str:
    return str(page.content.decode())


def send(client: Client, **said: str) -> str:
    return text(client.post("/simulator", said, follow=True))


def buttons(page: str) -> dict[str, str]:
    found = re.findall(r'name="pressed" value="([^"]+)">([^<]+)<', page)
    return {label: says for says, label in found}


def test_there_is_no_simulator_where_people_are_real(client: Client, db: None) -> None:
    assert client.get("/simulator").status_code == 404
    assert client.get("/simulator/1.png").status_code == 404


def test_a_message_is_answered_on_the_page(client: Client, demonstration: None) -> None:
    page = send(client, channel="sms", text="2 AZE00000001")
    assert "*0001" in page
    assert Permit.objects.get().door == "sms"


def test_a_permit_is_had_with_buttons_and_shown_as_a_picture(
    client: Client, demonstration: None
) -> None:
    page = send(client, channel="telegram", text="/start")
    page = send(client, channel="telegram", pressed=buttons(page)["Food, medicine, bank, post"])
    page = send(client, channel="telegram", share="1")
    page = send(client, channel="telegram", pressed=buttons(page)["Nərgiz Pəncərəli"])
    page = send(client, channel="telegram", text="2")
    page = send(client, channel="telegram", pressed=buttons(page)["Bəli"])
    picture = re.search(r'src="(/simulator/\d+\.png)"', page)
    assert picture, page
    assert client.get(picture[1])["Content-Type"] == "image/png"
    assert Client().get(picture[1]).status_code == 404


def test_another_phone_can_be_taken(client: Client, demonstration: None) -> None:
    page = send(client, take="+77000000001")
    assert 'value="+77000000001" selected' in page
    # In Turkistan nobody asks by message; what was said from the other phone is not shown.
    assert "SMS арқылы сұралмайды" in send(client, channel="sms", text="азық-түлік")


def test_two_visitors_do_not_read_each_others_chats(client: Client, demonstration: None) -> None:
    send(client, channel="telegram", text="a secret of mine")
    assert "a secret of mine" not in text(Client().get("/simulator"))
