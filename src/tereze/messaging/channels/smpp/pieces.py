# SPDX-License-Identifier: EUPL-1.2
"""Long messages arrive in pieces: each says in a header which of how many it is.

The header is in the message itself (UDH, as phones write it) or in parameters beside it (SAR).
"""

from dataclasses import dataclass

#: information elements of a UDH that number the pieces of a message
_SHORT_REFERENCE, _LONG_REFERENCE = 0x00, 0x08


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """Which piece of which message one is."""

    #: the sender's number of the whole message; comes round again after 256 or 65536
    reference: int
    #: from 1
    number: int
    of: int


def header_for(piece: Numbering) -> bytes:
    """The header that a piece begins with.

    >>> header_for(Numbering(reference=7, number=1, of=3)).hex()
    '050003070301'
    """
    return bytes((5, _SHORT_REFERENCE, 3, piece.reference & 0xFF, piece.of, piece.number))


def take_header(octets: bytes) -> tuple[Numbering | None, bytes]:
    """The piece that a message with a header is, and what follows the header.

    >>> take_header(bytes.fromhex("050003070301") + b"Salam")
    (Numbering(reference=7, number=1, of=3), b'Salam')
    >>> take_header(b"\\x09broken")
    (None, b'')
    """
    if not octets:
        return None, b""
    header, rest = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    piece, at = None, 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if kind == _SHORT_REFERENCE and len(value) == 3:
            piece = _numbering(value[0], value[1], value[2])
        elif kind == _LONG_REFERENCE and len(value) == 4:
            piece = _numbering(int.from_bytes(value[:2]), value[2], value[3])
        at += 2 + length
    return piece, rest


def beside(reference: int | None, number: int | None, of: int | None) -> Numbering | None:
    """The piece that parameters beside a message say it is."""
    if reference is None or number is None or of is None:
        return None
    return _numbering(reference, of, number)


def _numbering(reference: int, of: int, number: int) -> Numbering | None:
    """None: it is no piece of anything (one of one), or makes no sense."""
    return Numbering(reference=reference, number=number, of=of) if 1 <= number <= of > 1 else None
