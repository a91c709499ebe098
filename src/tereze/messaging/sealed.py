# SPDX-License-Identifier: EUPL-1.2
"""How messages lie in inbox and outbox: sealed, because they hold codes, names and phones.

Even a vendor's number of a message may hold a phone number, so it is kept as a blind index.
"""

import msgspec

from tereze.core.sealing import blind_index, blind_number, seal, unseal
from tereze.messaging.types import Incoming, Piece, Reply

_INBOX = "messaging.inbox"
_OUTBOX = "messaging.outbox"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, and where."""

    to: str
    reply: Reply
    #: as in `Outgoing`
    closes: str = ""


_words = msgspec.json.Decoder(Words)
_piece = msgspec.json.Decoder(Piece)
_incoming = msgspec.json.Decoder(Incoming)
_writer = msgspec.json.Encoder()


def seal_words(words: Words) -> bytes:
    """Seal a message on its way out."""
    return seal(_writer.encode(words), context=_OUTBOX)


def open_words(sealed: bytes | memoryview) -> Words:
    """Open what `seal_words` closed."""
    return _words.decode(unseal(bytes(sealed), context=_OUTBOX))


def seal_incoming(incoming: Incoming) -> bytes:
    """Seal what somebody wrote."""
    return seal(_writer.encode(incoming), context=_INBOX)


def open_incoming(sealed: bytes | memoryview) -> Incoming:
    """Open what `seal_incoming` closed."""
    return _incoming.decode(unseal(bytes(sealed), context=_INBOX))


def seal_piece(piece: Piece) -> bytes:
    """Seal a part of what somebody wrote."""
    return seal(_writer.encode(piece), context=_INBOX)


def open_piece(sealed: bytes | memoryview) -> Piece:
    """Open what `seal_piece` closed."""
    return _piece.decode(unseal(bytes(sealed), context=_INBOX))


def key_of(account: str, vendor_id: str) -> bytes:
    """What a message is known by again: the vendor's number of it, at one of our accounts."""
    return blind_index(f"{account}:{vendor_id}", context="messaging.vendor")


def talker(account: str, address: str) -> int:
    """Whose turn it is: one person on one account."""
    return blind_number(f"{account}:{address}", context="messaging.talker")
