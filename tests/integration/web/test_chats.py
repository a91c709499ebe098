# SPDX-License-Identifier: EUPL-1.2
"""Going on in a messenger, from the page on which one is signed in."""

import re
from typing import Any

from django.test import Client

from integration.web.steps import text
from tereze.permits.conversation.models import Ticket


def test_a_word_for_the_bot_is_made_when_it_is_asked_for(browser: Client) -> None:
    assert "tzl_" not in text(browser.get("/chats"))
    assert not Ticket.objects.exists()
    page = text(browser.post("/chats"))
    assert re.search(r"/start tzl_[\w-]{22}", page)
    assert Ticket.objects.count() == 1


def test_a_link_opens_the_app_where_the_bot_has_a_name(browser: Client, settings: Any) -> None:
    settings.BOTS = (
        "helper=telegram://1:secret#name=tereze_bot page=messenger://1010:secret#app_secret=secret"
    )
    page = text(browser.post("/chats"))
    assert re.search(r'href="https://m\.me/1010\?ref=tzl_[\w-]{22}"', page)
    assert re.search(r'href="https://t\.me/tereze_bot\?start=tzl_[\w-]{22}"', page)
    assert "secret" not in page
