# SPDX-License-Identifier: EUPL-1.2
"""What messengers' servers post, in the form in which they do; `interop` shows it to their own
libraries, so that nobody tests against a form that does not exist.
"""

import hashlib
import hmac
import json
from typing import Any

from tereze.core import clock

Post = dict[str, Any]

TELEGRAM_USER = {
    "id": 271828,
    "is_bot": False,
    "first_name": "Айгүл",
    "username": "aigul",
    "language_code": "kk",
}
TELEGRAM_CHAT = {"id": 271828, "first_name": "Айгүл", "username": "aigul", "type": "private"}


def telegram_message(update: int = 900_001, **content: Any) -> Post:
    return {
        "update_id": update,
        "message": {
            "message_id": 17,
            "from": TELEGRAM_USER,
            "chat": TELEGRAM_CHAT,
            "date": 1585818000,
            **content,
        },
    }


def telegram_press(data: str = "purpose:2") -> Post:
    us = {"id": 123456, "is_bot": True, "first_name": "Рұқсат", "username": "ruqsat_bot"}
    return {
        "update_id": 900_002,
        "callback_query": {
            "id": "4382bfdwdsb323b2d9",
            "from": TELEGRAM_USER,
            "message": {
                "message_id": 18,
                "from": us,
                "chat": TELEGRAM_CHAT,
                "date": 1585818001,
                "text": "What for?",
                "reply_markup": {"inline_keyboard": [[{"text": "Food", "callback_data": data}]]},
            },
            "chat_instance": "-5342342342342",
            "data": data,
        },
    }


def telegram_contact(user: int = 271828, phone: str = "77011234567") -> Post:
    contact = {"phone_number": phone, "first_name": "Айгүл", "user_id": user}
    return telegram_message(contact=contact)


def telegram_photo(caption: str) -> Post:
    sizes = [{"file_id": "AgAC", "file_unique_id": "AQAD", "width": 90, "height": 67}]
    return telegram_message(photo=sizes, caption=caption)


def telegram_group(text: str) -> Post:
    post = telegram_message(text=text)
    post["message"]["chat"] = {"id": -100123, "title": "Көшеміз", "type": "supergroup"}
    return post


def vk_message(text: str = "", *, secret: str = "", number: int = 555, **more: Any) -> Post:
    return {
        "group_id": 77,
        "type": "message_new",
        "event_id": "7ae6d4f5c8c0b6a4e3f3",
        "v": "5.199",
        "object": {
            "message": {
                "date": 1585818000,
                "from_id": 31415,
                "id": number,
                "version": 10000123,
                "out": 0,
                "fwd_messages": [],
                "important": False,
                "is_hidden": False,
                "attachments": [],
                "conversation_message_id": 9,
                "text": text,
                "peer_id": 31415,
                "random_id": 0,
                **more,
            },
            "client_info": {
                "button_actions": ["text", "vkpay", "open_app", "location", "open_link"],
                "keyboard": True,
                "inline_keyboard": True,
                "carousel": True,
                "lang_id": 0,
            },
        },
        "secret": secret,
    }


def messenger(*happenings: Post, page: str = "1010") -> Post:
    sent = int(clock.now().timestamp())
    both = {"sender": {"id": "24601"}, "recipient": {"id": page}, "timestamp": sent * 1000 + 123}
    return {
        "object": "page",
        "entry": [
            {
                "id": page,
                "time": sent * 1000 + 456,
                "messaging": [{**both, **one} for one in happenings],
            }
        ],
    }


def whatsapp(*, messages: list[Post] | None = None, statuses: list[Post] | None = None) -> Post:
    value: Post = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "77270000000", "phone_number_id": "3030"},
    }
    if messages:
        contact = {"profile": {"name": "Айгүл"}, "wa_id": "77011234567", "user_id": "KZ.13579"}
        value["contacts"] = [contact]
        value["messages"] = [
            {
                "from": "77011234567",
                "from_user_id": "KZ.13579",
                "id": "wamid.HBgLNzcwMTEyMzQ1Njc",
                "timestamp": str(int(clock.now().timestamp())),
            }
            | each
            for each in messages
        ]
    if statuses:
        value["statuses"] = [
            {"timestamp": "1585818009", "recipient_id": "77011234567"} | each for each in statuses
        ]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "2020", "changes": [{"value": value, "field": "messages"}]}],
    }


def as_posted(post: Post) -> bytes:
    return json.dumps(post).encode()


def signed(body: bytes, app_secret: str) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
