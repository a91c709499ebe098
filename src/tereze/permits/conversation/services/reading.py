# SPDX-License-Identifier: EUPL-1.2
"""Reading a message by the grammar of the order: codes and documents with spaces between them."""

from collections.abc import Iterator
from contextlib import suppress

from tereze.messaging.conversation.reading import (
    Command,
    ReadDocument,
    ReadRequest,
    Understood,
)
from tereze.messaging.types import Incoming
from tereze.packs.document_checks import check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.permits.conversation.hearing import Hearing, hear
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words

_COMMANDS: dict[str, Command] = {
    "help": "help",
    "kömək": "help",
    "помощь": "help",
    "status": "status",
    "ləğv": "cancel",
    "limit": "quota",
    "dil": "language",
    "şikayət": "appeal",
    "sos": "emergency",
    "stop": "stop",
    "bəli": "yes",
    "yox": "no",
}


def listen(incoming: Incoming, order: OrderInForce | None) -> Hearing:
    """What a message says."""
    return hear(incoming, order, _read(incoming.text, order))


def ask_back(understood: Understood, order: OrderInForce, words: Words) -> str:
    """What was understood, and what is missing."""
    return ""


def _read(text: str, order: OrderInForce | None) -> Understood:
    word = text.strip().lower()
    if word in _COMMANDS:
        return Understood(command=_COMMANDS[word], language="ru" if word == "помощь" else None)
    if word == "english":
        return Understood(language_wanted="en")
    lines = [_read_line(line, order) for line in text.splitlines() if order]
    if len(lines) == 1:
        return lines[0]
    return Understood(requests=tuple(one for line in lines for one in line.requests))


def _read_line(line: str, order: OrderInForce | None) -> Understood:
    if order is None:
        return Understood()
    pieces = line.split()
    purposes = [one.id for one in order.regime.purposes if set(one.sms) & set(pieces)]
    documents = list(_documents(pieces, order))
    purpose = purposes[0] if len(purposes) == 1 else None
    document = documents[0] if documents else None
    whole = (ReadRequest(purpose=purpose, document=document),) if purpose and document else ()
    return Understood(requests=whole, purpose=purpose, document=document)


def _documents(pieces: list[str], order: OrderInForce) -> Iterator[ReadDocument]:
    for piece in pieces:
        for name, definition in order.regime.documents.items():
            if any(map(str.isdigit, piece)):
                with suppress(DocumentNumberWrong):
                    yield ReadDocument(
                        type=name, number=check_number(definition, piece), written=piece
                    )
