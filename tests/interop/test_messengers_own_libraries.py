# SPDX-License-Identifier: EUPL-1.2
"""What we read and write is what the libraries of these messengers know as theirs: aiogram
(Telegram), vkbottle (VK), pywa (WhatsApp). None is used by the product; docs/decisions tells why.
"""

import json
from typing import Any

import pytest
from aiogram import methods
from aiogram.types import BufferedInputFile, Update
from pywa import WhatsApp
from pywa import types as wa
from pywa.types import RawUpdate
from pywa.utils import webhook_updates_validator
from vkbottle import Keyboard, Text
from vkbottle_types.events.bot_events import MessageNew

import vendor_posts as posts
from tereze.messaging.channels import telegram, vk, whatsapp
from tereze.messaging.channels.graph import sign
from tereze.messaging.types import Choice, Reply

CHOICES = tuple(Choice(label=f"Purpose {n}", says=str(n)) for n in range(1, 5))

PYWA = WhatsApp(phone_id="3030", token="EAAG")
METHODS = {
    "sendMessage": methods.SendMessage,
    "sendPhoto": methods.SendPhoto,
    "answerCallbackQuery": methods.AnswerCallbackQuery,
}


@pytest.mark.parametrize(
    "post",
    [
        posts.telegram_message(text="2 AZE12345678"),
        posts.telegram_message(text="/start tok_1"),
        posts.telegram_photo("2 AZE12345678"),
        posts.telegram_contact(),
        posts.telegram_group("/start"),
        posts.telegram_press(),
    ],
)
def test_what_we_read_is_what_aiogram_reads(post: posts.Post) -> None:
    theirs: Any = Update.model_validate(post)
    message = theirs.message or theirs.callback_query.message
    update = telegram._update.decode(posts.as_posted(post))
    ours = telegram.read(update, account="city", now=message.date)
    if message.chat.type != "private":
        assert ours is None
        return
    assert ours is not None
    assert (ours.id, ours.sender) == (str(theirs.update_id), str(message.chat.id))
    if theirs.callback_query:
        assert ours.pressed == theirs.callback_query.data
    else:
        assert ours.text == (message.text or message.caption or "")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(text="Hello"),
        Reply(text="What for?", choices=CHOICES),
        Reply(text="Who are you?", asks_phone=True, choices=CHOICES),
        Reply(text="Go.", qr="TZ1:ABC", choices=CHOICES),
        Reply(text="слово " * 2000, qr="TZ1:ABC"),
    ],
)
def test_what_we_say_is_what_aiogram_would_say(reply: Reply) -> None:
    for call in telegram.write(reply, chat="271828"):
        photo = {"photo": BufferedInputFile(call.photo, "permit.png")} if call.photo else {}
        theirs = METHODS[call.method](**call.fields, **photo)
        said = theirs.model_dump(exclude_none=True, exclude_defaults=True, warnings=False)
        assert set(call.fields) <= set(said) | {"chat_id"}


def test_what_is_said_at_once_is_a_method_that_aiogram_knows() -> None:
    for post in (posts.telegram_press(), posts.telegram_group("/start")):
        call = telegram.courtesy(telegram._update.decode(posts.as_posted(post)))
        assert call is not None
        METHODS[call.method](**call.fields)


@pytest.mark.parametrize(
    "post",
    [
        posts.vk_message("2 AZE12345678"),
        posts.vk_message("Food", payload='{"says":"purpose:2"}'),
        posts.vk_message("hello", ref="tok_1"),
    ],
)
def test_what_we_read_is_what_vkbottle_reads(post: posts.Post) -> None:
    theirs = MessageNew.model_validate(post).object.message
    assert theirs is not None
    event = vk._event.decode(posts.as_posted(post))
    message = vk._new_message.decode(event.object).message
    assert (message.id, message.peer_id, message.text) == (theirs.id, theirs.peer_id, theirs.text)


def test_buttons_of_vk_are_those_that_vkbottle_makes() -> None:
    (message,) = vk.write(Reply(text="What for?", choices=CHOICES))
    theirs = Keyboard(inline=True)
    for choice in CHOICES:
        theirs.row().add(Text(choice.label, payload={"says": choice.says}))
    rows = [row for row in json.loads(theirs.get_json())["buttons"] if row]
    ours = json.loads(message["keyboard"])["buttons"]
    for (button,) in ours:  # VK takes it as text, too, and gives it back so
        button["action"]["payload"] = json.loads(button["action"]["payload"])
    assert ours == rows


def _raw(post: posts.Post) -> RawUpdate:
    return RawUpdate(posts.as_posted(post), hmac_header=None, update_hash="")


@pytest.mark.parametrize(
    "content",
    [
        {"type": "text", "text": {"body": "2 AZE12345678"}},
        {"type": "image", "image": {"id": "1", "caption": "2 A", "mime_type": "i", "sha256": "x"}},
    ],
)
def test_what_we_read_is_what_pywa_reads(content: posts.Post) -> None:
    post = posts.whatsapp(messages=[content])
    theirs: Any = wa.Message.from_update(PYWA, _raw(post))
    (change,) = whatsapp._notice.decode(posts.as_posted(post)).entry[0].changes
    ours = whatsapp.read(change.value.messages[0], account="wa", now=theirs.timestamp)
    assert ours is not None
    assert (ours.id, ours.sender, ours.text) == (
        theirs.id,
        theirs.from_user.wa_id,
        theirs.text or theirs.caption,
    )


def test_what_is_pressed_is_what_pywa_reads() -> None:
    reply = {"type": "button_reply", "button_reply": {"id": "purpose:2", "title": "Food"}}
    post = posts.whatsapp(
        messages=[
            {"type": "interactive", "interactive": reply, "context": {"id": "1", "from": "2"}}
        ]
    )
    theirs: Any = wa.CallbackButton.from_update(PYWA, _raw(post))
    (change,) = whatsapp._notice.decode(posts.as_posted(post)).entry[0].changes
    ours = whatsapp.read(change.value.messages[0], account="wa", now=theirs.timestamp)
    assert ours is not None
    assert ours.pressed == theirs.data


def test_signatures_are_those_that_pywa_takes() -> None:
    body = posts.as_posted(posts.whatsapp())
    assert webhook_updates_validator("of the app", body, sign(body, app_secret="of the app"))
    assert not webhook_updates_validator("another", body, sign(body, app_secret="of the app"))
