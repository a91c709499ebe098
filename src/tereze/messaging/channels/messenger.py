# SPDX-License-Identifier: EUPL-1.2
"""Facebook Messenger: messages to a page, by Meta's Send API.

Buttons are quick replies: they hang above the keyboard and go when somebody answers. Messenger has
no way to share a phone number that somebody vouches for, so it is not asked for here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from typing_extensions import override

from tereze.messaging.channels.bot import Heard, decode, unless_refused
from tereze.messaging.channels.channel import Finding, Outgoing, Undelivered
from tereze.messaging.channels.fitting import cut, divide, draw_qr
from tereze.messaging.channels.graph import GraphBot, earliest_answered
from tereze.messaging.channels.registry import register
from tereze.messaging.labels import shorten
from tereze.messaging.types import Choice, Incoming, Reply, Report

LONGEST_TEXT = 2000
MOST_BUTTONS = 13
LONGEST_LABEL = 20


# What Meta sends, as far as we read it.


class Somebody(msgspec.Struct):
    id: str


class QuickReply(msgspec.Struct):
    payload: str = ""


class Message(msgspec.Struct):
    mid: str
    text: str = ""
    quick_reply: QuickReply | None = None
    is_echo: bool = False


class Referral(msgspec.Struct):
    ref: str = ""


class Postback(msgspec.Struct):
    mid: str = ""
    payload: str = ""
    referral: Referral | None = None


class Delivery(msgspec.Struct):
    mids: Sequence[str] = ()


class Happening(msgspec.Struct):
    sender: Somebody
    timestamp: int = 0
    message: Message | None = None
    postback: Postback | None = None
    referral: Referral | None = None
    delivery: Delivery | None = None


class Entry(msgspec.Struct):
    id: str
    messaging: Sequence[Happening] = ()


class Notice(msgspec.Struct):
    entry: Sequence[Entry]


_notice = msgspec.json.Decoder(Notice)


def read(happening: Happening, *, account: str, now: datetime) -> Incoming | None:
    """What a person wrote, pressed or came with; None: nothing of the kind, or too late to be
    answered."""
    said = _said(happening)
    # Thousandths of seconds; 0: it does not say.
    if said is None or 0 < happening.timestamp < earliest_answered(now) * 1000:
        return None
    number, text, pressed = said
    return Incoming(
        channel="messenger",
        account=account,
        id=number,
        sender=happening.sender.id,
        text=text,
        pressed=pressed,
        at=now,
    )


def _said(happening: Happening) -> tuple[str, str, str] | None:
    """Meta's number of it, what was written, what was pressed."""
    message, postback = happening.message, happening.postback
    # Following a link and pressing "start" have no number of their own everywhere.
    own_number = f"{happening.sender.id} {happening.timestamp}"
    if message and not message.is_echo:
        pressed = message.quick_reply.payload if message.quick_reply else ""
        return message.mid, "" if pressed else message.text, pressed
    if postback and (postback.referral is None or not postback.referral.ref):
        return postback.mid or own_number, "/start", ""
    referral = happening.referral or (postback and postback.referral)
    if referral and referral.ref:
        return own_number, f"/start {referral.ref}", ""
    return None


def write(reply: Reply) -> tuple[Mapping[str, Any], ...]:
    """The messages that say this, without the picture. The last has the buttons."""
    text, buttons = divide(reply, MOST_BUTTONS)
    messages: list[dict[str, Any]] = [{"text": part} for part in cut(text, LONGEST_TEXT)]
    if buttons:
        messages[-1]["quick_replies"] = [_button(choice) for choice in buttons]
    return tuple(messages)


def _button(choice: Choice) -> Mapping[str, str]:
    title = shorten(choice.label, LONGEST_LABEL)
    return {"content_type": "text", "title": title, "payload": choice.says}


@register("messenger", "messenger+http")
class MessengerBot(GraphBot):
    """A page that takes messages: `messenger://PAGE:TOKEN#app_secret=…`."""

    channel = "messenger"
    app = "Messenger"
    pace = 100
    subscriptions = "messages, messaging_postbacks, messaging_referrals, message_deliveries"

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        sent = []
        # The picture first: buttons go as soon as something stands below them.
        if message.reply.qr:
            picture = draw_qr(message.reply.qr)
            if taken := unless_refused(lambda: self._send_picture(message.to, picture)):
                sent.append(taken)
        for words in write(message.reply):
            said = {"recipient": {"id": message.to}, "messaging_type": "RESPONSE", "message": words}
            sent.append(str(self.ask(f"{self.us.name}/messages", json=said)["message_id"]))
        return sent

    def _send_picture(self, to: str, picture: bytes) -> str:
        attachment = {"attachment": {"type": "image", "payload": {"is_reusable": False}}}
        form = {
            "recipient": json.dumps({"id": to}),
            "messaging_type": "RESPONSE",
            "message": json.dumps(attachment),
        }
        file = ("permit.png", picture, "image/png")
        sent = self.ask(f"{self.us.name}/messages", form=form, files={"filedata": file})
        return str(sent["message_id"])

    @override
    def understand(self, body: bytes, *, now: datetime) -> Heard:
        notice = decode(_notice, body)
        ours = [it for entry in notice.entry if entry.id == self.us.name for it in entry.messaging]
        incoming = (read(each, account=self.account.name, now=now) for each in ours)
        return Heard(
            incoming=tuple(filter(None, incoming)),
            reports=tuple(
                (mid, Report(arrived=True))
                for each in ours
                if each.delivery
                for mid in each.delivery.mids
            ),
        )

    @override
    def check(self, url: str) -> Iterator[Finding]:
        try:
            page = self.ask(self.us.name, method="GET")
        except Undelivered as error:
            yield Finding(is_good=False, word=f"Messenger: {error}")
            return
        yield Finding(is_good=True, word=f"Messenger knows us as {page.get('name', self.us.name)}.")

    @override
    def link(self, token: str) -> str | None:
        return f"https://m.me/{self.us.name}?{urlencode({'ref': token})}"
