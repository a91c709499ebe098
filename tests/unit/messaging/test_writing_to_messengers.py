# SPDX-License-Identifier: EUPL-1.2
"""A reply becomes what each messenger can show: buttons as far as it has them, then lines."""

import json
from typing import Any

import pytest

from tereze.messaging.channels import messenger, telegram, vk, whatsapp
from tereze.messaging.types import Choice, Reply


def choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(label=f"Purpose {n}", says=str(n)) for n in range(1, count + 1))


def buttons(call: telegram.Call) -> Any:
    return call.fields["reply_markup"]


def test_telegram_shows_choices_as_buttons_below_the_words() -> None:
    (call,) = telegram.write(Reply(text="What for?", choices=choices(2)), chat="1")
    assert (call.method, call.fields["text"]) == ("sendMessage", "What for?")
    assert buttons(call) == {
        "inline_keyboard": [
            [{"text": "Purpose 1", "callback_data": "1"}],
            [{"text": "Purpose 2", "callback_data": "2"}],
        ]
    }


def test_telegram_asks_for_the_phone_in_the_language_of_the_reply() -> None:
    reply = Reply(text="Who are you?", asks_phone=True, choices=choices(1), language="ru")
    (call,) = telegram.write(reply, chat="1")
    share, other = buttons(call)["keyboard"]
    assert share == [{"text": "Поделиться номером телефона", "request_contact": True}]
    assert other == [{"text": "Purpose 1"}]
    (next_call,) = telegram.write(Reply(text="Thank you."), chat="1")
    assert buttons(next_call) == {"remove_keyboard": True}


def test_telegram_shows_a_permit_as_a_picture_with_its_words() -> None:
    (call,) = telegram.write(Reply(text="Go.", qr="TZ1:ABC", choices=choices(1)), chat="1")
    assert (call.method, call.fields["caption"]) == ("sendPhoto", "Go.")
    assert call.photo is not None
    assert call.photo.startswith(b"\x89PNG")
    assert "inline_keyboard" in buttons(call)


def test_telegram_says_long_words_in_parts_and_buttons_follow_the_last() -> None:
    long = "слово " * 1500
    first, *_, last = telegram.write(Reply(text=long, choices=choices(1)), chat="1")
    assert "reply_markup" not in first.fields
    assert "inline_keyboard" in buttons(last)
    *words, picture = telegram.write(Reply(text=long, qr="TZ1:ABC"), chat="1")
    assert all(call.method == "sendMessage" for call in words)
    assert (picture.method, "caption" in picture.fields) == ("sendPhoto", False)
    said = "".join(call.fields["text"] for call in words)
    assert said.replace(" ", "") == long.replace(" ", "")


@pytest.mark.parametrize("sign", ["a", "👋", "слово ", "строка\n"])
def test_no_part_is_longer_than_telegram_takes(sign: str) -> None:
    for call in telegram.write(Reply(text=sign * 5000), chat="1"):
        assert 0 < len(call.fields["text"].encode("utf-16-le")) <= 2 * telegram.LONGEST_TEXT


def test_vk_shows_some_choices_as_buttons_and_the_rest_as_lines() -> None:
    (message,) = vk.write(Reply(text="What for?", choices=choices(12)))
    assert message["message"] == "What for?\n– Purpose 10\n– Purpose 11"
    rows = json.loads(message["keyboard"])["buttons"]
    assert [len(row) for row in rows] == [2] * 5
    action = rows[0][0]["action"]
    assert (action["label"], json.loads(action["payload"])) == ("Purpose 1", {"says": "1"})
    assert rows[-1][-1]["action"]["label"] == "Purpose 12"


def test_vk_labels_fit_a_button() -> None:
    (message,) = vk.write(Reply(text="?", choices=(Choice(label="Қ" * 50, says="1"),)))
    label = json.loads(message["keyboard"])["buttons"][0][0]["action"]["label"]
    assert len(label) == vk.LONGEST_LABEL


def test_messenger_shows_choices_as_quick_replies() -> None:
    (message,) = messenger.write(Reply(text="What for?", choices=choices(14)))
    assert message["text"] == "What for?\n– Purpose 13"
    assert len(message["quick_replies"]) == messenger.MOST_BUTTONS
    first = message["quick_replies"][0]
    assert first == {"content_type": "text", "title": "Purpose 1", "payload": "1"}


def whatsapp_said(reply: Reply, **more: Any) -> tuple[dict[str, Any], ...]:
    return tuple(dict(it) for it in whatsapp.write(reply, to="77011234567", **more))


def test_whatsapp_has_three_buttons_or_a_list_of_ten_and_lines() -> None:
    (few,) = whatsapp_said(Reply(text="What for?", choices=choices(3)))
    assert few["interactive"]["type"] == "button"
    assert [it["reply"]["id"] for it in few["interactive"]["action"]["buttons"]] == ["1", "2", "3"]
    (more,) = whatsapp_said(Reply(text="What for?", choices=choices(4), language="kk"))
    assert more["interactive"]["type"] == "list"
    assert more["interactive"]["action"]["button"] == "Таңдау"
    assert len(more["interactive"]["action"]["sections"][0]["rows"]) == 4
    (many,) = whatsapp_said(Reply(text="What for?", choices=choices(11)))
    assert many["interactive"]["body"]["text"] == "What for?\n– Purpose 10"
    assert len(many["interactive"]["action"]["sections"][0]["rows"]) == 10


def test_whatsapp_says_a_long_label_below_the_title_of_its_row() -> None:
    whole = "Funeral or ceremony, or children of separated parents"
    long = (Choice(label=whole, says="5"), Choice(label="Doctor", says="1"))
    (said,) = whatsapp_said(Reply(text="What for?", choices=long))
    rows = said["interactive"]["action"]["sections"][0]["rows"]
    assert rows == [
        {"id": "5", "title": "Funeral or ceremony", "description": whole},
        {"id": "1", "title": "Doctor"},
    ]


def test_whatsapp_says_the_words_below_the_picture() -> None:
    (one,) = whatsapp_said(Reply(text="Go.", qr="TZ1:ABC"), picture="99")
    assert one["image"] == {"id": "99", "caption": "Go."}
    picture, words = whatsapp_said(Reply(text="Go.", choices=choices(1)), picture="99")
    assert (picture["image"], words["type"]) == ({"id": "99"}, "interactive")
    picture, *parts = whatsapp_said(Reply(text="слово " * 900), picture="99")
    assert picture["image"] == {"id": "99"}
    assert [part["type"] for part in parts] == ["text", "text"]


def test_whatsapp_finds_also_who_hides_their_number() -> None:
    (said,) = whatsapp.write(Reply(text="Hello"), to="KZ.13579")
    assert (said["recipient"], "to" in said) == ("KZ.13579", False)
