# SPDX-License-Identifier: EUPL-1.2
"""Writing base45 (RFC 9285), all pairs of bytes at once.

Base45 writes two bytes as one number with three digits, 256·a + b = c + 45·d + 45²·e. Done pair by
pair it takes as long as half a signature, for each permit, and a table of all pairs falls out of the
processor's cache. But all first bytes together are one long integer, and all second bytes another:
adding these two adds every pair at once. No sum here exceeds a byte, so nothing is carried from one
pair into the next. What depends on one byte alone is looked up with `bytes.translate`.
"""

import base45

_LETTERS = base45.BASE45_CHARSET

#: 256·a as c + 45·d + 45²·e, for each byte a
_A_C = bytes([256 * a % 45 for a in range(256)])
_A_D = bytes([256 * a // 45 % 45 for a in range(256)])
_A_E = bytes([256 * a // 2025 for a in range(256)])
#: b as c + 45·d, for each byte b
_B_C = bytes([b % 45 for b in range(256)])
_B_D = bytes([b // 45 for b in range(256)])
#: what a sum of digits carries into the next one, and the letter of what stays
_CARRY = bytes([n // 45 for n in range(256)])
_LETTER = bytes([ord(_LETTERS[n % 45]) for n in range(256)])


def write_base45(data: bytes) -> str:
    """Bytes in base45.

    >>> write_base45(b"Hello!!"), write_base45(b"ietf!"), write_base45(b"")
    ('%69 VD92EX0', 'QED8WEX0', '')
    """
    last = len(data) & 1
    a, b = data[0 : len(data) - last : 2], data[1::2]
    c = _add(a.translate(_A_C), b.translate(_B_C))
    d = _add(_add(a.translate(_A_D), b.translate(_B_D)), c.translate(_CARRY))
    e = _add(a.translate(_A_E), d.translate(_CARRY))
    letters = bytearray(3 * len(a))
    for place, digits in enumerate((c, d, e)):
        letters[place::3] = digits.translate(_LETTER)
    if last:
        d_of_last, c_of_last = divmod(data[-1], 45)
        letters += bytes((_LETTER[c_of_last], _LETTER[d_of_last]))
    return letters.decode()


def _add(first: bytes, second: bytes) -> bytes:
    """Byte by byte."""
    return (int.from_bytes(first, "big") + int.from_bytes(second, "big")).to_bytes(
        len(first), "big"
    )
