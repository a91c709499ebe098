# SPDX-License-Identifier: EUPL-1.2
"""Telegram, by its Bot API.

What people write is posted to our address with a secret that we chose, or asked for (getUpdates)
where Telegram can't reach us. A press of a button waits for a word that it was noticed: a webhook
says that in its very answer, so nobody has to be asked for it. Once it is answered the buttons are
taken away, so that nobody presses again what is over.

A bot is alone with one person. In a group everybody would read whose permit it is, so there it
only says where to write to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext
from django.utils.translation import override as speaking
from typing_extensions import override

from tereze.messaging.channels.asking import Answer, Vendor
from tereze.messaging.channels.bot import (
    Heard,
    Identity,
    PollingBot,
    Posted,
    decode,
    identity_of,
    is_one_of,
    unless_refused,
    webhook_secrets,
)
from tereze.messaging.channels.channel import Account, Finding, Outgoing, Undelivered
from tereze.messaging.channels.fitting import cut, draw_qr, utf16_length
from tereze.messaging.channels.registry import register
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.types import Choice, Incoming, Reply

HOME = "https://api.telegram.org"
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 (its name)
#: all that we want to hear of
UPDATES = ("message", "edited_message", "callback_query")
#: how long Telegram keeps us waiting for something new
POLL_SECONDS = 25
#: how long words wait for buttons to be taken away: briefly, for they are the smaller thing
CLOSING_SECONDS = 3

#: refusals that are about one person or one message: trying again is no help
_FINAL = {400, 403}
_WORDS = {
    400: "it does not take this message",
    403: "the person has blocked the bot",
    409: "somebody else asks for this bot's messages, or they are posted to an address",
}
_TOKEN_IS_WRONG = {401, 404}


# What Telegram sends, as far as we read it.


class User(msgspec.Struct):
    id: int
    is_bot: bool = False
    language_code: str = ""


class Chat(msgspec.Struct):
    id: int
    type: str


class Contact(msgspec.Struct):
    phone_number: str
    user_id: int | None = None


class Message(msgspec.Struct):
    message_id: int
    chat: Chat
    sender: User | None = msgspec.field(name="from", default=None)
    text: str = ""
    caption: str = ""
    contact: Contact | None = None


class CallbackQuery(msgspec.Struct):
    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class Update(msgspec.Struct):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None


_update = msgspec.json.Decoder(Update)


def read(update: Update, *, account: str, now: datetime) -> Incoming | None:
    """What a person said, wrote anew or pressed; None: nothing that is for us."""
    press = update.callback_query
    message = press.message if press else update.message or update.edited_message
    sender = press.sender if press else message.sender if message else None
    if message is None or sender is None or sender.is_bot or message.chat.type != "private":
        return None
    return Incoming(
        channel="telegram",
        account=account,
        id=str(update.update_id),
        sender=str(message.chat.id),
        text="" if press else message.text or message.caption,
        pressed=press.data if press else "",
        pressed_below=str(message.message_id) if press else "",
        phone=None if press else _own_phone(message, sender),
        language=sender.language_code[:2].lower() or None,
        at=now,
    )


def _own_phone(message: Message, sender: User) -> str | None:
    """Anybody's contact can be passed on; only the sender's own says who writes."""
    contact = message.contact
    if contact is None or contact.user_id != sender.id:
        return None
    return "+" + "".join(filter(str.isdecimal, contact.phone_number))


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One method of the Bot API, with what it is given."""

    method: str
    fields: Mapping[str, Any]
    #: goes along as a file
    photo: bytes | None = None


def courtesy(update: Update) -> Call | None:
    """What has to be said at once, whatever the conversation will say."""
    press, message = update.callback_query, update.message
    if press is not None:
        return Call(method="answerCallbackQuery", fields={"callback_query_id": press.id})
    if message is None or message.chat.type == "private" or not message.text.startswith("/"):
        return None  # in groups only who calls a bot is answered
    with speaking((message.sender and message.sender.language_code[:2]) or None):
        text = gettext("Others read along here. Write to me in a chat between the two of us.")
    return Call(method="sendMessage", fields={"chat_id": message.chat.id, "text": text})


def write(reply: Reply, *, chat: str) -> tuple[Call, ...]:
    """The calls that say this. What follows the words (buttons) hangs on the last."""
    if reply.qr is None:
        parts = cut(reply.text, LONGEST_TEXT, length=utf16_length)
        last = _words(chat, parts[-1])
    else:
        fits = utf16_length(reply.text) <= LONGEST_CAPTION
        parts = ("",) if fits else (*cut(reply.text, LONGEST_TEXT, length=utf16_length), "")
        caption = {"caption": reply.text} if fits and reply.text else {}
        last = Call(
            method="sendPhoto", fields={"chat_id": chat, **caption}, photo=draw_qr(reply.qr)
        )
    fields = {**last.fields, "reply_markup": _buttons(reply)}
    return (
        *(_words(chat, part) for part in parts[:-1]),
        Call(method=last.method, fields=fields, photo=last.photo),
    )


def _words(chat: str, text: str) -> Call:
    # A preview would have Telegram open our links, and some of them hold a permit.
    no_preview = {"is_disabled": True}
    return Call(
        method="sendMessage",
        fields={"chat_id": chat, "text": text, "link_preview_options": no_preview},
    )


def _buttons(reply: Reply) -> Mapping[str, Any]:
    if reply.asks_phone:
        # Telegram has no such button below a message, and no two kinds of buttons at once.
        with speaking(reply.language):
            share = {"text": gettext("Share my phone number"), "request_contact": True}
        rows = [[share], *([{"text": choice.label}] for choice in reply.choices)]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    if reply.choices:
        return {"inline_keyboard": [[_button(choice)] for choice in reply.choices]}
    return {"remove_keyboard": True}


def _button(choice: Choice) -> Mapping[str, str]:
    return {"text": choice.label, "callback_data": choice.says}


def close(message: str, *, chat: str) -> Call:
    """The call that takes the buttons of an earlier message away."""
    return Call(method="editMessageReplyMarkup", fields={"chat_id": chat, "message_id": message})


@register("telegram", "telegram+http")
class TelegramBot(PollingBot):
    """A bot that BotFather made: `telegram://TOKEN#name=its_name&polling=1`."""

    channel = "telegram"
    app = "Telegram"
    pace = 25

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._us: Identity = identity_of(account, home=HOME)
        self._vendor = Vendor(f"{self._us.base_url}/bot{self._us.name}:{self._us.token}")

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        if message.closes:
            with suppress(Undelivered):  # gone, or too old; the words are what matters
                self._do(close(message.closes, chat=message.to), seconds=CLOSING_SECONDS)
        *first, last = write(message.reply, chat=message.to)
        answers = [self._do(call) for call in first]
        answers += self._say_or_show(last, message.reply)
        return [str(answer["message_id"]) for answer in answers]

    def _say_or_show(self, last: Call, reply: Reply) -> Sequence[Answer]:
        """The last call; where its picture is refused, the words that would have stood below it."""
        if last.photo is None:
            return [self._do(last)]
        if answer := unless_refused(lambda: self._do(last)):
            return [answer]
        without = write(replace(reply, qr=None), chat=str(last.fields["chat_id"]))
        return [self._do(call) for call in without] if "caption" in last.fields else []

    @override
    def hear(self, posted: Posted, *, now: datetime) -> Heard:
        if not is_one_of(posted.headers.get(SECRET_HEADER, ""), webhook_secrets(self.account)):
            raise NotFromVendor
        update = decode(_update, posted.body)
        heard = self._heard(update, now=now)
        call = courtesy(update)
        if call is None:
            return heard
        answer = msgspec.json.encode({"method": call.method, **call.fields})
        return Heard(incoming=heard.incoming, answer=answer, content_type="application/json")

    def _heard(self, update: Update, *, now: datetime) -> Heard:
        incoming = read(update, account=self.account.name, now=now)
        return Heard(incoming=(incoming,) if incoming else ())

    @override
    def poll(self, *, now: Callable[[], datetime]) -> Iterator[Heard]:
        fields: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": UPDATES}
        while True:
            for raw in self._do(Call(method="getUpdates", fields=fields), seconds=POLL_SECONDS + 5):
                fields["offset"] = int(raw["update_id"]) + 1
                try:
                    update = msgspec.convert(raw, Update)
                except msgspec.ValidationError:
                    continue  # something new of Telegram's; asking for it again would not help
                yield self._heard(update, now=now())
                if call := courtesy(update):
                    with suppress(Undelivered):  # too late for that; what was said is kept
                        self._do(call)
            yield Heard()

    @override
    def check(self, url: str) -> Iterator[Finding]:
        try:
            us = self._do(Call(method="getMe", fields={}))
        except Undelivered as error:
            yield Finding(is_good=False, word=f"Telegram: {error}")
            return
        yield Finding(is_good=True, word=f"Telegram knows us as @{us['username']}.")
        if self.account.options.get("name") != us["username"]:
            yield Finding(
                is_good=False,
                word=f"Add #name={us['username']} to the address, or pages can't lead to the bot.",
            )
        yield from self._check_webhook(self._do(Call(method="getWebhookInfo", fields={})), url)

    def _check_webhook(self, info: Answer, url: str) -> Iterator[Finding]:
        if info.get("url", "") != url:
            wanted = (
                f"posts what people write to {url}" if url else "is asked for what people write"
            )
            yield Finding(
                is_good=False,
                word=f"Telegram posts to {info.get('url') or 'nowhere'}, but it {wanted} as the "
                f"settings say. Run: tereze bot webhook {self.account.name}",
            )
        elif info.get("last_error_message"):
            yield Finding(
                is_good=False,
                word=f"Telegram could not post lately: {info['last_error_message']}. "
                f"{info.get('pending_update_count', 0)} messages wait there.",
            )
        else:
            way = f"posts what people write to {url}" if url else "waits to be asked (polling)"
            yield Finding(is_good=True, word=f"Telegram {way}.")

    @override
    def set_webhook(self, url: str) -> str:
        if not url:
            self._do(Call(method="deleteWebhook", fields={}))
            return "Telegram now waits to be asked: tereze up, or tereze serve --polling."
        (secret, *_) = webhook_secrets(self.account)
        fields = {"url": url, "secret_token": secret, "allowed_updates": UPDATES}
        self._do(Call(method="setWebhook", fields=fields))
        return f"Telegram now posts what people write to {url}."

    @override
    def link(self, token: str) -> str | None:
        name = self.account.options.get("name")
        return f"https://t.me/{name}?{urlencode({'start': token})}" if name else None

    def _do(self, call: Call, *, seconds: float = 10) -> Any:
        if call.photo is None:
            status, answer = self._vendor.ask(call.method, json=call.fields, seconds=seconds)
        else:
            form = {key: _plain(value) for key, value in call.fields.items()}
            picture = ("permit.png", call.photo, "image/png")
            status, answer = self._vendor.ask(call.method, form=form, files={"photo": picture})
        if answer.get("ok"):
            return answer["result"]
        if status in _TOKEN_IS_WRONG:
            raise Undelivered("it does not know our token")
        # Its own words are about what we sent; they are not for the log.
        raise Undelivered(_WORDS.get(status, f"it answered {status}"), is_final=status in _FINAL)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
