# SPDX-License-Identifier: EUPL-1.2
"""Whatever comes to a bot's address, it is heard or refused; nothing breaks on it."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vendor_posts as posts
from tereze.messaging.channels import Account, open_account
from tereze.messaging.channels.bot import Bot, NotUnderstood, Posted, webhook_secrets
from tereze.messaging.channels.telegram import SECRET_HEADER
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.sealed import open_incoming, seal_incoming

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
META = {"app_secret": "of the app"}
BOTS = [
    open_account(Account(name="city", url="telegram://123456:AAH-x")),
    open_account(Account(name="vkcity", url="vk://77:vk1.a.x")),
    open_account(Account(name="page", url="messenger://1010:EAAG", options=META)),
    open_account(Account(name="wa", url="whatsapp://3030:EAAG", options=META)),
]
each_bot = pytest.mark.parametrize("bot", BOTS, ids=lambda it: it.channel)

POSTS = [
    posts.telegram_message(text="2 AZE1"),
    posts.telegram_press(),
    posts.telegram_contact(),
    posts.telegram_group("/start"),
    posts.vk_message("2 AZE1", payload='{"says": "1"}'),
    posts.messenger({"message": {"mid": "m_1", "text": "2 AZE1"}}),
    posts.messenger({"postback": {"mid": "m_3", "referral": {"ref": "tok_1"}}}),
    posts.whatsapp(messages=[{"type": "text", "text": {"body": "2 AZE1"}}]),
    posts.whatsapp(statuses=[{"id": "wamid.1", "status": "failed", "errors": [{"code": 1}]}]),
]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def hear(bot: Any, body: bytes) -> None:
    assert isinstance(bot, Bot)
    headers = {
        SECRET_HEADER: webhook_secrets(bot.account)[0],
        "x-hub-signature-256": posts.signed(body, META["app_secret"]),
    }
    with contextlib.suppress(NotFromVendor, NotUnderstood):
        for incoming in bot.hear(Posted(body=body, headers=headers), now=NOW).incoming:
            assert open_incoming(seal_incoming(incoming)) == incoming


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a post where something else could stand."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    found = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += places_in(value[key])
    return found


@each_bot
@given(data=st.data())
def test_a_post_with_anything_anywhere(bot: Any, data: st.DataObject) -> None:
    post = json.loads(json.dumps(data.draw(st.sampled_from(POSTS))))
    if bot.channel == "vk":
        post["secret"] = webhook_secrets(bot.account)[0]
    holder, key = data.draw(st.sampled_from(places_in(post)))
    holder[key] = data.draw(anything)
    hear(bot, json.dumps(post).encode())


@each_bot
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 900_000,
        b'{"x":' + b"[" * 900_000,
        b'{"update_id": 1e400, "entry": [], "type": "x"}',
        b'{"secret": "\\ud800", "type": "message_new", "group_id": 77}',
        b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": "\\ud800"}}',
    ],
    ids=["deep", "deep-inside", "huge", "half-a-sign", "half-a-sign-in-words"],
)
def test_what_only_breaks_things(bot: Any, body: bytes) -> None:
    hear(bot, body)


@pytest.mark.parametrize("payload", ["[" * 500_000, '{"says": {"a": 1}}', '"x"', "null", "{"])
def test_a_payload_of_vk_may_hold_anything(payload: str) -> None:
    vk = next(it for it in BOTS if it.channel == "vk")
    secret = webhook_secrets(vk.account)[0]
    hear(vk, posts.as_posted(posts.vk_message("hello", payload=payload, secret=secret)))
