# SPDX-License-Identifier: EUPL-1.2
"""From what was read of a message to what the conversation hears."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from tereze.messaging.conversation.reading import ReadDocument, ReadRequest, Understood
from tereze.messaging.conversation.types import Command, Heard, Paper, Wish
from tereze.messaging.types import Incoming
from tereze.permits.types import OrderInForce

#: What apps write when a chat is opened, and what people write who want to see what there is.
_BEGIN: Final = frozenset({"/start", "start", "/help", "/menu", "menu"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """One message as it was heard."""

    heard: Heard
    #: what was read of its words; None: a choice was pressed
    understood: Understood | None = None

    @property
    def language(self) -> str | None:
        """In which it was written, as far as its words tell."""
        if self.understood is None:
            return None
        return self.understood.language_wanted or self.understood.language

    @property
    def in_danger(self) -> bool:
        """It says that somebody is in danger."""
        return self.heard.command == "emergency" or self.heard.says == "cmd:emergency"


def hear(incoming: Incoming, order: OrderInForce | None, understood: Understood) -> Hearing:
    """What a message says, to the conversation."""
    text = incoming.text.strip()
    if incoming.pressed:
        return Hearing(heard=Heard(says=incoming.pressed))
    if text.lower() in _BEGIN or text.startswith("/start "):
        return Hearing(heard=Heard(command="menu", text=text))
    zone = ZoneInfo(order.regime.timezone) if order else None
    now = incoming.at.astimezone(zone)
    command, yes = _command_of(understood)
    return Hearing(
        heard=Heard(
            text=text,
            says=f"language:{understood.language_wanted}" if understood.language_wanted else "",
            wishes=tuple(_wish(request, now) for request in understood.requests),
            part=_part(understood, now),
            in_doubt=bool(understood.doubts) and not understood.is_question,
            command=command,
            yes=yes,
        ),
        understood=understood,
    )


def _command_of(understood: Understood) -> tuple[Command | None, bool | None]:
    match understood.command:
        case "yes":
            return None, True
        case "no":
            return None, False
        case None:
            return None, None
        case command:
            return command, None


def _wish(request: ReadRequest, now: datetime) -> Wish:
    wish = _said(request.document, request.declared, now, request.starts, request.until)
    return replace(
        wish,
        purpose=request.purpose,
        plate=request.plate,
        place=request.place,
        minutes=request.minutes or wish.minutes,
    )


def _part(understood: Understood, now: datetime) -> Wish | None:
    wish = _said(understood.document, understood.declared, now, understood.starts, understood.until)
    wish = replace(
        wish,
        purpose=understood.purpose,
        plate=understood.plate,
        place=understood.place,
        minutes=understood.minutes or wish.minutes,
    )
    if wish == Wish():
        return None
    return replace(wish, chosen=True) if understood.is_question else wish


def _said(
    document: ReadDocument | None,
    declared: str,
    now: datetime,
    starts: time | None,
    until: time | None,
) -> Wish:
    """A clock time is today's, as on the page."""
    begin = datetime.combine(now, starts, tzinfo=now.tzinfo) if starts else None
    minutes = None
    if until:
        end = datetime.combine(now, until, tzinfo=now.tzinfo)
        minutes = max(1, round((end - (begin or now)).total_seconds() / 60))
    name, address = _name_and_address(declared)
    return Wish(
        document=_paper(document) if document else None,
        name=name,
        address=address,
        starts_at=begin,
        minutes=minutes,
    )


def _paper(document: ReadDocument) -> Paper:
    return Paper(type=document.type, number=document.number, also=document.also)


def _name_and_address(declared: str) -> tuple[str | None, str | None]:
    """Name and surname come first, one word each; the rest is where they live.

    >>> _name_and_address("Maria Papadopoulou Ermou 5, Athina")
    ('Maria Papadopoulou', 'Ermou 5, Athina')
    """
    words = declared.split()
    return " ".join(words[:2]) or None, " ".join(words[2:]) or None
