# SPDX-License-Identifier: EUPL-1.2
"""What messengers post is understood; what anybody else posts is not even read."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import vendor_posts as posts
from tereze.core import clock
from tereze.messaging.channels.bot import (
    Bot,
    Heard,
    NotUnderstood,
    Posted,
    webhook_secrets,
)
from tereze.messaging.channels.channel import Account
from tereze.messaging.channels.messenger import MessengerBot
from tereze.messaging.channels.telegram import SECRET_HEADER, TelegramBot
from tereze.messaging.channels.vk import VkBot
from tereze.messaging.channels.whatsapp import WhatsAppBot
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.services.inbox import INCOMING_IS_KEPT
from tereze.messaging.types import Incoming, Report

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)
APP_SECRET = "of the app"

TELEGRAM = TelegramBot(Account(name="city", url="telegram://123456:AAH-x"))
VK = VkBot(Account(name="vkcity", url="vk://77:vk1.a.x"))
META = {"app_secret": APP_SECRET}
MESSENGER = MessengerBot(Account(name="page", url="messenger://1010:EAAG", options=META))
WHATSAPP = WhatsAppBot(Account(name="wa", url="whatsapp://3030:EAAG", options=META))


def secret_of(bot: Bot) -> str:
    return webhook_secrets(bot.account)[0]


def hear(bot: Bot, post: posts.Post) -> Heard:
    body = posts.as_posted(post | {"secret": secret_of(bot)} if bot is VK else post)
    headers = {
        SECRET_HEADER: secret_of(bot),
        "x-hub-signature-256": posts.signed(body, APP_SECRET),
    }
    return bot.hear(Posted(body=body, headers=headers), now=NOW)


def heard(bot: Bot, post: posts.Post) -> Incoming:
    (incoming,) = hear(bot, post).incoming
    return incoming


def wa(**content: Any) -> Incoming:
    return heard(WHATSAPP, posts.whatsapp(messages=[content]))


def test_telegram_words_have_sender_language_and_number() -> None:
    assert heard(TELEGRAM, posts.telegram_message(text="2 AZE12345678")) == Incoming(
        channel="telegram",
        account="city",
        id="900001",
        sender="271828",
        text="2 AZE12345678",
        language="kk",
        at=NOW,
    )


def test_telegram_captions_edits_and_links_are_words() -> None:
    assert heard(TELEGRAM, posts.telegram_photo("2 AZE12345678")).text == "2 AZE12345678"
    assert heard(TELEGRAM, posts.telegram_message(text="/start tok_1")).text == "/start tok_1"
    edited = posts.telegram_message(text="2 AZE12345678", edit_date=1585818060)
    edited["edited_message"] = edited.pop("message")
    assert heard(TELEGRAM, edited).text == "2 AZE12345678"


def test_what_has_no_words_is_heard_too_so_that_nobody_is_left_without_an_answer() -> None:
    sticker = posts.telegram_message(sticker={"file_id": "x", "file_unique_id": "y"})
    assert heard(TELEGRAM, sticker).text == ""
    assert wa(type="audio", audio={"id": "1", "mime_type": "audio/ogg"}).text == ""


def test_a_press_in_telegram_is_noticed_in_the_answer_itself() -> None:
    told = hear(TELEGRAM, posts.telegram_press("purpose:2"))
    (incoming,) = told.incoming
    assert (incoming.pressed, incoming.text) == ("purpose:2", "")
    assert incoming.pressed_below == "18"
    assert json.loads(told.answer) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "4382bfdwdsb323b2d9",
    }


def test_only_the_senders_own_contact_is_their_phone() -> None:
    assert heard(TELEGRAM, posts.telegram_contact()).phone == "+77011234567"
    spaced = posts.telegram_contact(phone="+7 701 123-45-67")
    assert heard(TELEGRAM, spaced).phone == "+77011234567"
    assert heard(TELEGRAM, posts.telegram_contact(user=31415)).phone is None
    nobodys = posts.telegram_contact()
    del nobodys["message"]["contact"]["user_id"]
    assert heard(TELEGRAM, nobodys).phone is None


def test_a_group_is_told_where_to_write_and_nothing_it_says_is_kept() -> None:
    called = hear(TELEGRAM, posts.telegram_group("/start"))
    assert not called.incoming
    said = json.loads(called.answer)
    assert (said["method"], said["chat_id"]) == ("sendMessage", -100123)
    talk = hear(TELEGRAM, posts.telegram_group("salem bәrine"))
    assert (talk.incoming, talk.answer) == ((), b"")


def test_telegram_bots_and_news_about_others_are_not_answered() -> None:
    post = posts.telegram_message(text="hello")
    post["message"]["from"] = posts.TELEGRAM_USER | {"is_bot": True}
    assert not hear(TELEGRAM, post).incoming
    assert not hear(TELEGRAM, {"update_id": 1, "poll": {"id": "1"}}).incoming


def test_vk_words_presses_links_and_the_first_button() -> None:
    words = heard(VK, posts.vk_message("2 AZE12345678"))
    assert (words.sender, words.text, words.id, words.language) == (
        "31415",
        "2 AZE12345678",
        "555",
        "ru",
    )
    pressed = heard(VK, posts.vk_message("Food", payload='{"says": "purpose:2"}'))
    assert (pressed.pressed, pressed.text) == ("purpose:2", "")
    assert heard(VK, posts.vk_message("Начать", payload='{"command":"start"}')).text == "/start"
    assert heard(VK, posts.vk_message("hello", ref="tok_1")).text == "/start tok_1"
    assert heard(VK, posts.vk_message("hello", payload="[1]")).text == "hello"
    assert hear(VK, posts.vk_message("hello")).answer == b"ok"


def test_vk_groups_and_other_events_are_not_answered() -> None:
    assert not hear(VK, posts.vk_message("hello", peer_id=2_000_000_001)).incoming
    typing = {"type": "message_typing_state", "group_id": 77, "object": {"from_id": 31415}}
    assert hear(VK, typing) == Heard(answer=b"ok")


def test_messenger_words_presses_and_links() -> None:
    def read(**content: Any) -> tuple[str, str]:
        incoming = heard(MESSENGER, posts.messenger(content))
        assert incoming.sender == "24601"
        return incoming.text, incoming.pressed

    assert read(message={"mid": "m_1", "text": "2 AZE1"}) == ("2 AZE1", "")
    quick = {"mid": "m_2", "text": "Food", "quick_reply": {"payload": "purpose:2"}}
    assert read(message=quick) == ("", "purpose:2")
    assert read(postback={"mid": "m_3", "title": "Start", "payload": "start"}) == ("/start", "")
    came = {"ref": "tok_1", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    assert read(postback={"mid": "m_4", "title": "Start", "referral": came}) == ("/start tok_1", "")
    assert read(referral=came) == ("/start tok_1", "")


def test_messenger_tells_what_arrived_and_our_own_words_are_no_news() -> None:
    told = hear(
        MESSENGER,
        posts.messenger(
            {"delivery": {"mids": ["m_7", "m_8"], "watermark": 1585818000}},
            {"message": {"mid": "m_9", "text": "ours", "is_echo": True}},
            {"read": {"watermark": 1585818000}},
        ),
    )
    assert not told.incoming
    assert told.reports == (("m_7", Report(arrived=True)), ("m_8", Report(arrived=True)))
    elsewhere = posts.messenger({"message": {"mid": "m_1", "text": "hello"}}, page="another")
    assert hear(MESSENGER, elsewhere) == Heard()


def test_whatsapp_words_captions_and_presses_come_from_a_phone() -> None:
    words = wa(type="text", text={"body": "2 AZE1"})
    assert (words.text, words.sender, words.phone) == ("2 AZE1", "77011234567", "+77011234567")
    assert wa(type="image", image={"id": "1", "caption": "2 AZE1"}).text == "2 AZE1"
    button = {"type": "button_reply", "button_reply": {"id": "purpose:2", "title": "Food"}}
    row = {"type": "list_reply", "list_reply": {"id": "purpose:3", "title": "Doctor"}}
    assert wa(type="interactive", interactive=button).pressed == "purpose:2"
    assert wa(type="interactive", interactive=row).pressed == "purpose:3"
    reaction = {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}}
    assert not hear(WHATSAPP, posts.whatsapp(messages=[reaction])).incoming


@pytest.mark.parametrize(
    ("bot", "post"),
    [
        (WHATSAPP, posts.whatsapp(messages=[{"type": "text", "text": {"body": "2"}}])),
        (MESSENGER, posts.messenger({"message": {"mid": "m_1", "text": "2"}})),
    ],
    ids=["whatsapp", "messenger"],
)
def test_what_meta_posts_again_after_a_day_is_not_heard(bot: Bot, post: posts.Post) -> None:
    body = posts.as_posted(post)
    posted = Posted(body=body, headers={"x-hub-signature-256": posts.signed(body, APP_SECRET)})
    now = clock.now()
    # A server that was away for the night hears it all the same.
    assert bot.hear(posted, now=now + timedelta(hours=22)).incoming
    assert not bot.hear(posted, now=now + INCOMING_IS_KEPT).incoming


def test_who_hides_their_number_in_whatsapp_is_answered_too() -> None:
    hidden = wa(type="text", text={"body": "hello"}, **{"from": ""})
    assert (hidden.sender, hidden.phone) == ("KZ.13579", None)


def test_words_written_anew_in_whatsapp_are_words_and_those_of_a_group_are_not() -> None:
    again = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "2 A"}}}
    assert wa(type="edit", edit=again).text == "2 A"
    group = {"type": "text", "text": {"body": "hello"}, "group_id": "g"}
    assert not hear(WHATSAPP, posts.whatsapp(messages=[group])).incoming


def test_whatsapp_tells_what_became_of_messages() -> None:
    failed = {"id": "wamid.3", "status": "failed", "errors": [{"code": 131026, "title": "no"}]}
    told = hear(
        WHATSAPP,
        posts.whatsapp(
            statuses=[
                {"id": "wamid.1", "status": "sent"},
                {"id": "wamid.2", "status": "delivered"},
                failed,
            ]
        ),
    )
    assert told.reports == (
        ("wamid.2", Report(arrived=True)),
        ("wamid.3", Report(arrived=False, error="131026")),
    )


def test_a_number_of_the_same_app_that_is_not_ours_is_left_to_others() -> None:
    post = posts.whatsapp(messages=[{"type": "text", "text": {"body": "hello"}}])
    post["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "4040"
    assert hear(WHATSAPP, post) == Heard()


@pytest.mark.parametrize("bot", [TELEGRAM, VK, MESSENGER, WHATSAPP], ids=lambda it: it.channel)
def test_without_a_right_proof_nothing_is_heard(bot: Bot) -> None:
    body = posts.as_posted({"update_id": 1, "group_id": 77, "type": "message_new", "entry": []})
    for shown in ("", "wrong", "sha256=", "ключ"):
        headers = {SECRET_HEADER: shown, "x-hub-signature-256": shown}
        with pytest.raises(NotFromVendor):
            bot.hear(Posted(body=body, headers=headers), now=NOW)


GARBAGE = [b"", b"[]", b"{", b"\xff", b'{"update_id": "x"}', b"null"]


@pytest.mark.parametrize("bot", [TELEGRAM, MESSENGER, WHATSAPP], ids=lambda it: it.channel)
@pytest.mark.parametrize("body", GARBAGE)
def test_garbage_with_a_right_proof_is_said_to_be_none(bot: Bot, body: bytes) -> None:
    headers = {SECRET_HEADER: secret_of(bot), "x-hub-signature-256": posts.signed(body, APP_SECRET)}
    with pytest.raises(NotUnderstood):
        bot.hear(Posted(body=body, headers=headers), now=NOW)


@pytest.mark.parametrize("body", GARBAGE)
def test_in_vk_the_proof_is_inside_so_garbage_has_none(body: bytes) -> None:
    with pytest.raises(NotFromVendor):
        VK.hear(Posted(body=body, headers={}), now=NOW)
    with pytest.raises(NotUnderstood):
        hear(
            VK,
            {"type": "message_new", "group_id": 77, "object": {"message": body.decode("latin1")}},
        )


def test_meta_is_shown_that_an_address_is_ours_for_our_word_only() -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    right = asked | {"hub.verify_token": secret_of(WHATSAPP)}
    assert WHATSAPP.confirm(right) == "1158201444"
    for wrong in (asked, right | {"hub.mode": "x"}, right | {"hub.verify_token": "wrong"}):
        with pytest.raises(NotFromVendor):
            WHATSAPP.confirm(wrong)
    with pytest.raises(NotFromVendor):
        TELEGRAM.confirm(right)


def test_no_two_bots_have_one_secret() -> None:
    assert len({secret_of(bot) for bot in (TELEGRAM, VK, MESSENGER, WHATSAPP)}) == 4
