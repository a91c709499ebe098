# SPDX-License-Identifier: EUPL-1.2
"""Reads the few kinds of CBOR that a permit is made of, and refuses all others.

A credential is read before its signature can be checked, so whatever reads it faces anybody who
can draw a QR code. A general CBOR library answers such bytes with dates, regular expressions,
big numbers and shared references; a permit needs integers, bytes, text, arrays and maps. This
reader knows just these, in the one encoding that RFC 8949 prefers (definite lengths, shortest
integers, no key twice, nothing left over), so that two verifiers cannot read one permit in two
ways. `credential.js` reads by the same rules.

Writing is left to cbor2: what we write is ours.
"""

from collections.abc import Mapping
from typing import TypeAlias

Value: TypeAlias = int | bytes | str | tuple["Value", ...] | Mapping["int | str", "Value"]

#: the claims are three levels deep; one more leaves room for claims that we do not know yet
MAX_DEPTH = 4
#: JavaScript counts exactly up to here; both readers stop at the same number
MAX_ARGUMENT = 2**53 - 1

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
#: below this number, an argument of 1, 2, 4 or 8 bytes would have fitted a shorter form
_SHORTEST = (24, 2**8, 2**16, 2**32)


class MalformedCbor(ValueError):
    """These bytes are not CBOR of the form that permits are written in."""


def loads(data: bytes) -> Value:
    """The one value that `data` holds.

    >>> loads(bytes.fromhex("a2 01 26 04 48 0102030405060708"))
    {1: -7, 4: b'\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08'}
    >>> loads(bytes.fromhex("18 07"))
    Traceback (most recent call last):
        ...
    tereze.permits.credential.strict_cbor.MalformedCbor: not in its shortest form, at byte 0
    """
    value, end = _read_item(data, 0, MAX_DEPTH)
    if end != len(data):
        raise MalformedCbor(f"something follows, at byte {end}")
    return value


def _read_item(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth == 0:
        raise MalformedCbor(f"too deep, at byte {at}")
    major, argument, at = _read_head(data, at)
    if major == _UNSIGNED:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major == _ARRAY:
        return _read_array(data, at, argument, depth - 1)
    if major == _MAP:
        return _read_map(data, at, argument, depth - 1)
    end = at + argument
    if end > len(data):
        raise MalformedCbor(f"cut off, at byte {at}")
    if major == _BYTES:
        return data[at:end], end
    try:
        return data[at:end].decode(), end
    except UnicodeDecodeError as error:
        raise MalformedCbor(f"text is not UTF-8, at byte {at}") from error


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """The major type, its argument, and where the content begins."""
    if at >= len(data):
        raise MalformedCbor(f"cut off, at byte {at}")
    major, info = data[at] >> 5, data[at] & 31
    if major > _MAP:
        raise MalformedCbor(f"a tag, float or simple value, at byte {at}")
    if info < 24:
        return major, info, at + 1
    if info > 27:
        raise MalformedCbor(f"of indefinite length, at byte {at}")
    end = at + 1 + (1 << (info - 24))
    if end > len(data):
        raise MalformedCbor(f"cut off, at byte {at}")
    argument = int.from_bytes(data[at + 1 : end], "big")
    if argument < _SHORTEST[info - 24]:
        raise MalformedCbor(f"not in its shortest form, at byte {at}")
    if argument > MAX_ARGUMENT:
        raise MalformedCbor(f"too large a number, at byte {at}")
    return major, argument, end


# A hostile count cannot make these loops long: each turn reads a byte at least, or refuses.


def _read_array(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    for _ in range(count):
        item, at = _read_item(data, at, depth)
        items.append(item)
    return tuple(items), at


def _read_map(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    entries: dict[int | str, Value] = {}
    for _ in range(count):
        start = at
        key, at = _read_item(data, at, depth)
        if not isinstance(key, int | str) or key in entries:
            raise MalformedCbor(f"a key twice, or neither number nor text, at byte {start}")
        entries[key], at = _read_item(data, at, depth)
    return entries, at
