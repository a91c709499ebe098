# SPDX-License-Identifier: EUPL-1.2
"""How a caller's number and an operator's note lie in the database."""

from tereze.core.sealing import blind_index, seal, unseal

_PHONE = "desk.phone"
_NOTE = "desk.note"


def seal_phone(phone: str) -> bytes:
    """Seal a number, given in E.164."""
    return seal(phone.encode(), context=_PHONE)


def open_phone(sealed: bytes | memoryview | None) -> str | None:
    """Open it; None where the number was withheld."""
    return None if sealed is None else unseal(bytes(sealed), context=_PHONE).decode()


def index_phone(phone: str) -> bytes:
    """What calls of one number are found by."""
    return blind_index(phone, context=_PHONE)


def seal_note(note: str) -> bytes | None:
    """Seal a note; nothing where there is none."""
    return seal(note.encode(), context=_NOTE) if note else None


def open_note(sealed: bytes | memoryview | None) -> str:
    """Open it."""
    return "" if sealed is None else unseal(bytes(sealed), context=_NOTE).decode()
