# SPDX-License-Identifier: EUPL-1.2
"""WhatsApp, by Meta's Cloud API.

Who writes is known by a phone number, which WhatsApp vouches for, or, where somebody hides it, by a
number that only we know them by. Up to three choices with short labels are buttons, up to ten a list
to unfold, whose rows have room for a long label below the title; more are lines. What became of a
message is told afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from django.utils.translation import gettext
from django.utils.translation import override as speaking
from typing_extensions import override

from tereze.messaging.channels.bot import Heard, decode, unless_refused
from tereze.messaging.channels.channel import Finding, Outgoing, Undelivered
from tereze.messaging.channels.fitting import cut, divide, draw_qr
from tereze.messaging.channels.graph import GraphBot, earliest_answered
from tereze.messaging.channels.registry import register
from tereze.messaging.labels import shorten
from tereze.messaging.types import Choice, Incoming, Reply, Report

LONGEST_TEXT = 4096
#: of a text that has buttons or a list
LONGEST_BODY = 1024
LONGEST_CAPTION = 1024
MOST_BUTTONS, LONGEST_LABEL = 3, 20
MOST_ROWS, LONGEST_ROW, LONGEST_DESCRIPTION = 10, 24, 72


# What Meta sends, as far as we read it.


class Text(msgspec.Struct):
    body: str = ""


class Media(msgspec.Struct):
    caption: str = ""


class Pressed(msgspec.Struct):
    id: str = ""


class Interactive(msgspec.Struct):
    button_reply: Pressed | None = None
    list_reply: Pressed | None = None


class Content(msgspec.Struct):
    type: str = ""
    text: Text | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None
    interactive: Interactive | None = None


class Edit(msgspec.Struct):
    message: Content


class Message(Content, kw_only=True):
    id: str
    #: seconds, in words
    timestamp: str = ""
    #: a phone number without its +; "": it is hidden
    phone: str = msgspec.field(name="from", default="")
    from_user_id: str = ""
    group_id: str = ""
    edit: Edit | None = None


class Error(msgspec.Struct):
    code: int = 0


class Status(msgspec.Struct):
    id: str
    status: str
    errors: Sequence[Error] = ()


class Metadata(msgspec.Struct):
    phone_number_id: str


class Value(msgspec.Struct):
    metadata: Metadata | None = None
    messages: Sequence[Message] = ()
    statuses: Sequence[Status] = ()


class Change(msgspec.Struct):
    value: Value


class Entry(msgspec.Struct):
    changes: Sequence[Change] = ()


class Notice(msgspec.Struct):
    entry: Sequence[Entry]


_notice = msgspec.json.Decoder(Notice)


def read(message: Message, *, account: str, now: datetime) -> Incoming | None:
    """What a person wrote, wrote anew or pressed; None: a reaction, news about their number, words
    that were taken back, a group, or what comes too late to be answered."""
    sender = message.phone or message.from_user_id
    if message.timestamp.isdecimal() and float(message.timestamp) < earliest_answered(now):
        return None
    if not sender or message.group_id or message.type in {"reaction", "system", "revoke"}:
        return None
    content: Content = message.edit.message if message.edit else message
    spoken = content.image or content.video or content.document
    press = content.interactive
    pressed = (press.button_reply or press.list_reply) if press else None
    return Incoming(
        channel="whatsapp",
        account=account,
        id=message.id,
        sender=sender,
        text=content.text.body if content.text else spoken.caption if spoken else "",
        pressed=pressed.id if pressed else "",
        phone=f"+{message.phone}" if message.phone else None,
        at=now,
    )


def report(status: Status) -> Report | None:
    """What became of a message; None: nothing yet that matters."""
    if status.status == "failed":
        return Report(arrived=False, error=str(status.errors[0].code) if status.errors else "")
    return Report(arrived=True) if status.status in {"delivered", "read"} else None


def write(reply: Reply, *, to: str, picture: str | None = None) -> tuple[Mapping[str, Any], ...]:
    """The messages that say this. `picture`: WhatsApp's number of the QR code's picture."""
    text, choices = divide(reply, MOST_ROWS)
    messages: list[Mapping[str, Any]] = []
    if picture and not choices and len(text) <= LONGEST_CAPTION:
        messages.append(_image(picture, caption=text))
    else:
        *parts, last = cut(text, LONGEST_BODY if choices else LONGEST_TEXT)
        messages += [_image(picture)] if picture else []
        messages += map(_text, parts)
        messages.append(_interactive(last, choices, reply.language) if choices else _text(last))
    whom = {"to" if to.isdecimal() else "recipient": to}
    head = {"messaging_product": "whatsapp", "recipient_type": "individual", **whom}
    return tuple({**head, **message} for message in messages)


def _text(text: str) -> Mapping[str, Any]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _image(number: str, *, caption: str = "") -> Mapping[str, Any]:
    return {"type": "image", "image": {"id": number, **({"caption": caption} if caption else {})}}


def _interactive(text: str, choices: tuple[Choice, ...], language: str | None) -> Mapping[str, Any]:
    if len(choices) <= MOST_BUTTONS and all(len(it.label) <= LONGEST_LABEL for it in choices):
        replies = [{"id": it.says, "title": it.label} for it in choices]
        kind = "button"
        action: Mapping[str, Any] = {
            "buttons": [{"type": "reply", "reply": each} for each in replies]
        }
    else:
        with speaking(language):
            unfold = shorten(gettext("Choose"), LONGEST_LABEL)
        rows = list(map(_row, choices))
        kind = "list"
        action = {"button": unfold, "sections": [{"rows": rows}]}
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": text}, "action": action},
    }


def _row(choice: Choice) -> Mapping[str, str]:
    """A row of a list. What does not fit its title is told below it as a whole."""
    title = shorten(choice.label, LONGEST_ROW)
    if title == choice.label:
        return {"id": choice.says, "title": title}
    whole = shorten(choice.label, LONGEST_DESCRIPTION)
    return {"id": choice.says, "title": title, "description": whole}


@register("whatsapp", "whatsapp+http")
class WhatsAppBot(GraphBot):
    """A business's number: `whatsapp://PHONE-ID:TOKEN#app_secret=…&number=+7…`."""

    channel = "whatsapp"
    app = "WhatsApp"
    pace = 70
    subscriptions = "messages"

    @override
    def send(self, message: Outgoing) -> Sequence[str]:
        qr = message.reply.qr
        picture = unless_refused(lambda: self._upload(draw_qr(qr))) if qr else None
        return [
            str(self.ask(f"{self.us.name}/messages", json=said)["messages"][0]["id"])
            for said in write(message.reply, to=message.to, picture=picture)
        ]

    def _upload(self, picture: bytes) -> str:
        form = {"messaging_product": "whatsapp", "type": "image/png"}
        file = ("permit.png", picture, "image/png")
        answer = self.ask(f"{self.us.name}/media", form=form, files={"file": file})
        if not answer.get("id"):
            raise Undelivered("it did not take the picture")
        return str(answer["id"])

    @override
    def understand(self, body: bytes, *, now: datetime) -> Heard:
        notice = decode(_notice, body)
        values = [
            change.value
            for entry in notice.entry
            for change in entry.changes
            # An app may have several numbers; others' are not ours to answer.
            if change.value.metadata and change.value.metadata.phone_number_id == self.us.name
        ]
        incoming = (
            read(message, account=self.account.name, now=now)
            for value in values
            for message in value.messages
        )
        reports = ((it.id, report(it)) for value in values for it in value.statuses)
        return Heard(
            incoming=tuple(filter(None, incoming)),
            reports=tuple((number, told) for number, told in reports if told),
        )

    @override
    def check(self, url: str) -> Iterator[Finding]:
        try:
            us = self.ask(self.us.name, method="GET")
        except Undelivered as error:
            yield Finding(is_good=False, word=f"WhatsApp: {error}")
            return
        number = us.get("display_phone_number", self.us.name)
        yield Finding(is_good=True, word=f"WhatsApp knows us as {number}.")
        if not self.account.options.get("number"):
            yield Finding(
                is_good=False,
                word="Add &number=+… to the address, or pages can't lead people to the bot.",
            )

    @override
    def link(self, token: str) -> str | None:
        number = self.account.options.get("number", "").lstrip("+")
        return f"https://wa.me/{number}?text={quote(f'/start {token}')}" if number else None
