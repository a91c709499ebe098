# SPDX-License-Identifier: EUPL-1.2
"""Values of the room `messaging`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

#: ask: for permits and other services; read: look permits up, however many codes are wrong;
#: revoke: what was granted
Scope: TypeAlias = Literal["ask", "read", "revoke"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

#: What kind of door the rules see. The same words as in the regime language; a test compares them.
DoorKind: TypeAlias = Literal[
    "web", "app", "sms", "desk", "telegram", "vk", "messenger", "employer", "kiosk", "api"
]
DOOR_KINDS: tuple[DoorKind, ...] = get_args(DoorKind)


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorFacts:
    """A way in for programs."""

    id: int
    name: str
    kind: str
    scopes: frozenset[str]
    added_at: datetime
    #: its key opens nothing from here on
    closed_at: datetime | None = None


#: A wire that words of people go over. A door is what the rules see; several wires may be one door.
Channel: TypeAlias = Literal["sms", "telegram", "vk", "messenger", "whatsapp"]
DOOR_OF_CHANNEL: Mapping[Channel, DoorKind] = {
    "sms": "sms",
    "telegram": "telegram",
    "vk": "vk",
    "messenger": "messenger",
    "whatsapp": "messenger",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """Words that somebody sent us, or a choice that they pressed. Personal data: do not keep it."""

    channel: Channel
    #: which of our accounts it came to: the name of a carrier or of a bot in the settings
    account: str
    #: the vendor's own number of it; the same one twice is the same message
    id: str
    #: where an answer goes: a phone number (E.164), or the vendor's number of a chat
    sender: str
    #: what was written; of a photo, its caption
    text: str = ""
    #: what a pressed choice says to us (`Choice.says`); empty: words
    pressed: str = ""
    #: the vendor's number of our message below which that choice stood, where it says so
    pressed_below: str = ""
    #: a phone number (E.164) that the channel itself vouches for: an SMS's sender, a shared contact
    phone: str | None = None
    #: language that the sender's app is set to, as a two-letter code
    language: str | None = None
    #: aware; when we got it
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a long short message: it says something only with the others."""

    #: the message as it would be if this were all of it, without its text
    incoming: Incoming
    #: the sender's number of the whole message
    reference: int
    #: from 1
    number: int
    of: int
    octets: bytes
    #: SMPP's number of the alphabet, and what stands for its default
    data_coding: int
    default_alphabet: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the answers that a reply offers: a button where there are buttons, else a line."""

    #: what a person reads, in their language; a channel cuts it to what its buttons hold
    label: str
    #: what pressing it says to us, at most 64 bytes; where there are no buttons, what to write
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """Words for somebody, as the conversation says them; a channel only translates."""

    text: str
    choices: tuple[Choice, ...] = ()
    #: ask the app to share the person's phone number, where it can
    asks_phone: bool = False
    #: what a QR code beside the text says (a credential); None: no picture
    qr: str | None = None
    #: the language of the text, for the few words that a channel adds; None: that of the instance
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a vendor says about a message that it took before."""

    #: it is on the phone; else it never will be
    arrived: bool
    #: why it did not arrive, in the vendor's own code
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxFacts:
    """A message on its way out, opened. Do not keep it: it holds codes and names."""

    id: int
    #: an address on the channel: a phone number, a chat
    to: str
    text: str
    channel: str
    #: by which of our accounts it goes; "": there is none
    account: str
    #: with its choices and its QR code
    reply: Reply
    state: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchanged:
    """One message of a talk, opened: what somebody wrote, or what they were told."""

    id: int
    at: datetime
    incoming: Incoming | None = None
    reply: Reply | None = None
