# SPDX-License-Identifier: EUPL-1.2
"""How a message lies in the outbox: sealed, because it holds codes, names and phones."""

import msgspec

from tereze.core.sealing import seal, unseal

_CONTEXT = "messaging.outbox"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, and where."""

    to: str
    text: str


_reader = msgspec.json.Decoder(Words)


def seal_words(words: Words) -> bytes:
    """Seal a message on its way out."""
    return seal(msgspec.json.encode(words), context=_CONTEXT)


def open_words(sealed: bytes | memoryview) -> Words:
    """Open what `seal_words` closed."""
    return _reader.decode(unseal(bytes(sealed), context=_CONTEXT))
