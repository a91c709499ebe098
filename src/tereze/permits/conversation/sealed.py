# SPDX-License-Identifier: EUPL-1.2
"""How talks and chats lie in the database: sealed, and found again only by blind index."""

import hashlib

import msgspec

from tereze.core.sealing import blind_index, blind_number, seal, unseal
from tereze.messaging.conversation.types import Talk

_TALK = "conversation.talk"
_PHONE = "conversation.phone"

_writer = msgspec.json.Encoder()
_reader = msgspec.json.Decoder(Talk)


def seal_talk(talk: Talk) -> bytes:
    """Seal where a talk stands; what has not been said takes no space."""
    return seal(_writer.encode(_without_defaults(talk)), context=_TALK)


def open_talk(sealed: bytes | memoryview) -> Talk:
    """Open what `seal_talk` closed."""
    return _reader.decode(unseal(bytes(sealed), context=_TALK))


def seal_phone(phone: str) -> bytes:
    """Seal the phone that a chat proved."""
    return seal(phone.encode(), context=_PHONE)


def open_phone(sealed: bytes | memoryview) -> str:
    """Open what `seal_phone` closed."""
    return unseal(bytes(sealed), context=_PHONE).decode()


def index_holder(holder: str) -> bytes:
    """What a talk or a chat is found by."""
    return blind_index(holder, context="conversation.holder")


def name_whom(resident_id: int) -> str:
    """What a button calls somebody: the same each time, and nothing that means anything elsewhere.

    >>> name_whom(1) == name_whom(1), name_whom(1) == name_whom(2)
    (True, False)
    """
    return f"{blind_number(str(resident_id), context='conversation.whom') & 0xFFFF_FFFF_FFFF:012x}"


def digest_ticket(ticket: str) -> bytes:
    """What is kept of a ticket. It has 128 random bits, so a plain digest can't be searched through."""
    return hashlib.sha256(ticket.encode()).digest()


def _without_defaults(talk: Talk) -> dict[str, object]:
    fresh = Talk()
    return {
        name: value
        for name in Talk.__slots__
        if (value := getattr(talk, name)) != getattr(fresh, name)
    }
