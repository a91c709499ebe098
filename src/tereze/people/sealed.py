# SPDX-License-Identifier: EUPL-1.2
"""How a person lies in the database: sealed, and found again only by blind index.

No Django here: the gate opens residents with it on the hot path. Whoever changes a context or the
text under an index makes every stored resident unreadable or unfindable.
"""

from dataclasses import fields

import msgspec

from tereze.core.sealing import blind_index, blind_number, seal, unseal
from tereze.people.names import name_pairs, name_words
from tereze.people.types import PaperDocument, Person

_FIELDS = tuple(field.name for field in fields(Person))
_reader = msgspec.json.Decoder(Person)
_writer = msgspec.json.Encoder()


def seal_person(person: Person) -> bytes:
    """Seal all that is known of a person; what is not known takes no space."""
    known = {name: value for name in _FIELDS if (value := getattr(person, name))}
    return seal(_writer.encode(known), context="people.resident")


def open_person(sealed: bytes | memoryview) -> Person:
    """Open what `seal_person` closed."""
    return _reader.decode(unseal(bytes(sealed), context="people.resident"))


def seal_number(document: PaperDocument) -> bytes:
    """Seal the number of a document."""
    return seal(document.number.encode(), context="people.document")


def open_number(sealed: bytes | memoryview) -> str:
    """Open what `seal_number` closed."""
    return unseal(bytes(sealed), context="people.document").decode()


def index_document(document: PaperDocument) -> bytes:
    """What a document is found by. The number must be normalised and checked."""
    return blind_index(f"{document.type}:{document.number}", context="people.document")


def index_phone(phone: str) -> bytes:
    """What residents are found by who share a phone, given in E.164."""
    return blind_index(phone, context="people.phone")


def index_name(name: str) -> list[int]:
    """What somebody of this name is found by: one number for each two of its words."""
    return [blind_number(pair, context="people.name") for pair in name_pairs(name_words(name))]
