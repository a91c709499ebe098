# SPDX-License-Identifier: EUPL-1.2
"""VKontakte: messages to a community.

What people write is posted to our address (the Callback API) with a secret, or asked for (long
poll). VK asks once whether the address is ours and wants a word that it gave the community.

Who asks gets only what comes from then on. So whoever begins to ask looks first which talks wait for
an answer: what was written while nobody asked is not lost.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import msgspec
from typing_extensions import override

from tereze.messaging.channels.asking import Answer, Vendor
from tereze.messaging.channels.bot import (
    Heard,
    NotUnderstood,
    PollingBot,
    Posted,
    decode,
    identity_of,
    is_one_of,
    unless_refused,
    webhook_secrets,
)
from tereze.messaging.channels.channel import Account, Finding, Outgoing, Undelivered
from tereze.messaging.channels.fitting import cut, divide, draw_qr
from tereze.messaging.channels.registry import register
from tereze.messaging.errors import NotFromVendor
from tereze.messaging.labels import shorten
from tereze.messaging.types import Choice, Incoming, Reply

HOME = "https://api.vk.ru/method"
API_VERSION = "5.199"
LONGEST_TEXT = 4096
#: buttons below a message, their rows, and the longest of their words
MOST_BUTTONS, MOST_ROWS = 10, 6
LONGEST_LABEL = 40
#: groups' chats have numbers from here on
_FIRST_CHAT = 2_000_000_000
POLL_SECONDS = 25
#: how VK shows our address among those of the community
_TITLE = "tereze"
#: what waits for longer was seen by somebody, or is of no use any more
WAITING_IS_ANSWERED = timedelta(hours=12)

_LANGUAGES = {0: "ru", 1: "uk", 2: "be", 3: "en"}

#: numbers of errors: too many in a second, too many alike, too many in all
_TOO_MANY = {6, 9, 29}
#: that trying again may help against: unknown, broken, captcha
_PASSING = {1, 10, 14, *_TOO_MANY}
_TOKEN_IS_WRONG = {5, 15, 27, 28}
_WORDS = {
    900: "the person has blocked the community",
    901: "the person does not allow messages from the community",
    902: "the person's settings do not allow messages",
}


# What VK sends, as far as we read it.


class Message(msgspec.Struct):
    id: int
    date: int
    peer_id: int
    from_id: int
    text: str = ""
    #: JSON, as we wrote it on a button
    payload: str = ""
    #: what a link to the community carried
    ref: str = ""


class ClientInfo(msgspec.Struct):
    #: -1: it is not known
    lang_id: int = -1


class NewMessage(msgspec.Struct):
    message: Message
    client_info: ClientInfo = msgspec.field(default_factory=ClientInfo)


class Event(msgspec.Struct):
    type: str
    group_id: int = 0
    secret: str = ""
    object: msgspec.Raw = msgspec.Raw(b"{}")


_event = msgspec.json.Decoder(Event)
_new_message = msgspec.json.Decoder(NewMessage)


def read(told: NewMessage, *, account: str, now: datetime) -> Incoming | None:
    """What a person wrote or pressed; None: a group's chat, where the community has no word."""
    message = told.message
    if message.peer_id != message.from_id or not 0 < message.from_id < _FIRST_CHAT:
        return None
    pressed = str(_payload(message).get("says", ""))
    return Incoming(
        channel="vk",
        account=account,
        id=str(message.id),
        sender=str(message.peer_id),
        text="" if pressed else _words(message),
        pressed=pressed,
        language=_LANGUAGES.get(told.client_info.lang_id),
        at=now,
    )


def _payload(message: Message) -> Mapping[str, Any]:
    try:
        said = json.loads(message.payload or "{}")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _words(message: Message) -> str:
    """A link's token comes along with whatever is written first, and is what counts then."""
    if message.ref:
        return f"/start {message.ref}"
    return "/start" if _payload(message).get("command") == "start" else message.text


def write(reply: Reply) -> tuple[Mapping[str, str], ...]:
    """Fields of the messages that say this, without the picture. The last has the buttons."""
    text, choices = divide(reply, MOST_BUTTONS)
    messages = [{"message": part} for part in cut(text, LONGEST_TEXT)]
    buttons = [_button(choice) for choice in choices]
    wide = 1 if len(buttons) <= MOST_ROWS else 2
    rows = [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
    messages[-1]["keyboard"] = json.dumps({"inline": True, "buttons": rows}) if rows else ""
    return tuple(messages)


def _button(choice: Choice) -> Mapping[str, Any]:
    label = shorten(choice.label, LONGEST_LABEL)
    payload = json.dumps({"says": choice.says}, ensure_ascii=False)
    return {"action": {"type": "text", "label": label, "payload": payload}}


@register("vk", "vk+http")
class VkBot(PollingBot):
    """A community that takes messages: `vk://GROUP:TOKEN#polling=1`."""

    channel = "vk"
    app = "VK"
    pace = 18

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._us = identity_of(account, home=HOME)
        self._vendor = Vendor(self._us.base_url)

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        messages = [dict(fields) for fields in write(message.reply)]
        if message.reply.qr:
            picture = draw_qr(message.reply.qr)
            if taken := unless_refused(lambda: self._upload(message.to, picture)):
                messages[-1]["attachment"] = taken
        sent = []
        for place, fields in enumerate(messages):
            # VK drops what it saw under the same number before: nothing comes twice.
            number = (message.number * 10 + place) % 2**31
            given = self._do("messages.send", peer_id=message.to, random_id=number, **fields)
            sent.append(str(given))
        return sent

    def _upload(self, peer: str, picture: bytes) -> str:
        server = self._do("photos.getMessagesUploadServer", peer_id=peer)
        file = ("permit.png", picture, "image/png")
        status, put = self._vendor.ask(server["upload_url"], files={"photo": file})
        if not put.get("photo"):
            raise Undelivered(f"it did not take the picture: {status}")
        (photo,) = self._do(
            "photos.saveMessagesPhoto", server=put["server"], photo=put["photo"], hash=put["hash"]
        )
        name = f"photo{photo['owner_id']}_{photo['id']}"
        return f"{name}_{photo['access_key']}" if photo.get("access_key") else name

    @override
    def hear(self, posted: Posted, *, now: datetime) -> Heard:
        try:
            event = decode(_event, posted.body)
        except NotUnderstood:  # and so it holds no secret
            raise NotFromVendor from None
        if str(event.group_id) != self._us.name:
            raise NotFromVendor
        if event.type == "confirmation":
            # It need not show the secret yet, and what it gets is worth nothing to others.
            return Heard(answer=self._confirmation.encode())
        if not is_one_of(event.secret, webhook_secrets(self.account)):
            raise NotFromVendor
        return replace(self._heard(event, now=now), answer=b"ok")

    @cached_property
    def _confirmation(self) -> str:
        return str(self._do("groups.getCallbackConfirmationCode", group_id=self._us.name)["code"])

    def _heard(self, event: Event, *, now: datetime) -> Heard:
        if event.type != "message_new":
            return Heard()
        told = decode(_new_message, event.object)
        incoming = read(told, account=self.account.name, now=now)
        return Heard(incoming=(incoming,) if incoming else ())

    @override
    def poll(self, *, now: Callable[[], datetime]) -> Iterator[Heard]:
        while True:
            server = self._do("groups.getLongPollServer", group_id=self._us.name)
            yield from self._unanswered(now())
            yield from self._news(server, now)

    def _unanswered(self, now: datetime) -> Iterator[Heard]:
        """The last words of talks that wait. Some are known already; the inbox notices."""
        waiting = self._do(
            "messages.getConversations", group_id=self._us.name, filter="unanswered", count=200
        )
        since = (now - WAITING_IS_ANSWERED).timestamp()
        for talk in waiting["items"]:
            with suppress(msgspec.ValidationError):
                message = msgspec.convert(talk["last_message"], Message)
                told = NewMessage(message=message)
                incoming = read(told, account=self.account.name, now=now)
                if incoming and message.date > since:
                    yield Heard(incoming=(incoming,))

    def _news(self, server: Answer, now: Callable[[], datetime]) -> Iterator[Heard]:
        """What is new, until VK wants to be asked elsewhere."""
        since = server["ts"]
        while True:
            asked = {"act": "a_check", "key": server["key"], "ts": since, "wait": POLL_SECONDS}
            form = {name: str(value) for name, value in asked.items()}
            _, answer = self._vendor.ask(server["server"], form=form, seconds=POLL_SECONDS + 5)
            if "updates" not in answer:
                return
            for raw in answer["updates"]:
                with suppress(NotUnderstood):  # something new of VK's
                    event = Event(
                        type=raw["type"], object=msgspec.Raw(msgspec.json.encode(raw["object"]))
                    )
                    yield self._heard(event, now=now())
            yield Heard()
            since = answer["ts"]

    @override
    def check(self, url: str) -> Iterator[Finding]:
        try:
            groups = self._do("groups.getById", group_id=self._us.name)["groups"]
        except Undelivered as error:
            yield Finding(is_good=False, word=f"VK: {error}")
            return
        yield Finding(is_good=True, word=f"VK knows us as {groups[0]['name']}.")
        if not url:
            return
        servers = self._do("groups.getCallbackServers", group_id=self._us.name)["items"]
        ours = next((each for each in servers if each["url"] == url), None)
        if ours is None:
            yield Finding(
                is_good=False,
                word=f"VK does not post to {url}. Run: tereze bot webhook {self.account.name}",
            )
        elif ours["status"] != "ok":
            yield Finding(is_good=False, word=f"VK could not confirm {url}: {ours['status']}.")
        else:
            yield Finding(is_good=True, word=f"VK posts what people write to {url}.")

    @override
    def set_webhook(self, url: str) -> str:
        group = self._us.name
        for server in self._do("groups.getCallbackServers", group_id=group)["items"]:
            if server["title"] == _TITLE:
                self._do("groups.deleteCallbackServer", group_id=group, server_id=server["id"])
        if not url:
            self._do("groups.setLongPollSettings", group_id=group, enabled=1, message_new=1)
            return "VK now waits to be asked: tereze up, or tereze serve --polling."
        (secret, *_) = webhook_secrets(self.account)
        added = self._do(
            "groups.addCallbackServer", group_id=group, url=url, title=_TITLE, secret_key=secret
        )
        settings = {"server_id": added["server_id"], "api_version": API_VERSION, "message_new": 1}
        self._do("groups.setCallbackSettings", group_id=group, **settings)
        return f"VK now posts what people write to {url}."

    @override
    def link(self, token: str) -> str | None:
        return f"https://vk.me/club{self._us.name}?{urlencode({'ref': token})}"

    def _do(self, method: str, **fields: object) -> Any:
        form = {name: str(value) for name, value in fields.items()}
        form |= {"access_token": self._us.token, "v": API_VERSION}
        status, answer = self._vendor.ask(method, form=form)
        if "response" in answer:
            return answer["response"]
        code = answer.get("error", {}).get("error_code", status)
        if code in _TOKEN_IS_WRONG:
            raise Undelivered("it does not accept our token")
        # VK repeats in its own words what was sent; they are not for the log.
        why = _WORDS.get(code, f"it answered error {code}")
        wait = timedelta(seconds=1) if code in _TOO_MANY else None
        raise Undelivered(why, is_final=code not in _PASSING, retry_after=wait)
