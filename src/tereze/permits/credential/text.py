# SPDX-License-Identifier: EUPL-1.2
"""How a permit's bytes are written on paper, on a screen and in a link.

``TZ1:`` and base45 (RFC 9285) for the QR code, because QR codes store its 45 letters in five and a
half bits each; base64url in the fragment of a link, because any phone's camera opens a link, and
browsers keep the fragment to themselves.
"""

import base64
import re
import zlib

import base45

from tereze.permits.credential.base45_writing import write_base45
from tereze.permits.credential.errors import NotOurs, TooLarge

PREFIX = "TZ1:"
#: of the receipt that is given while nothing can be decided
RECEIPT_PREFIX = "TZR1:"
#: a permit takes 150 to 250 bytes; what is longer than this is not read, inflated or not
MAX_BYTES = 4096
#: base45 writes three characters for two bytes, and a link has an address before it
_MAX_TEXT = 2 * MAX_BYTES

_LINK = re.compile(r"https?://[^#]*#(?P<fragment>.*)", re.IGNORECASE | re.DOTALL)
_WHITESPACE = re.compile(r"\s+")
_LINE_BREAKS = re.compile(r"[\r\n\t]+")


def to_text(cose: bytes, prefix: str = PREFIX) -> str:
    """The text in the QR code.

    >>> to_text(b"Hello!!")
    'TZ1:%69 VD92EX0'
    """
    return prefix + write_base45(cose)


def to_link(cose: bytes, url: str) -> str:
    """The address that a phone's own camera opens: the verifier there reads its fragment.

    `url` is where the instance is reached, "https://permits.example.kz" or, for trying it out,
    "http://localhost:8000".
    """
    return f"{url.rstrip('/')}/v#{base64.urlsafe_b64encode(cose).rstrip(b'=').decode()}"


def from_text(text: str) -> bytes:
    """The bytes in what was scanned or pasted.

    Three forms are read: the text of the QR code, the link, and the bare base64url of the link.
    The link's host is ignored: a stranger's host must not change how a permit is checked.
    Line breaks from mail and messengers are forgiven, and so are small letters after ``tz1:``.
    A message compressed with zlib is inflated; we do not write it so, because it gets longer.
    """
    text = text.strip()
    if len(text) > _MAX_TEXT:
        raise TooLarge(f"{len(text)} characters")
    try:
        if text[: len(PREFIX)].upper() == PREFIX:
            body = _from_base45(text[len(PREFIX) :])
        else:
            link = _LINK.fullmatch(text)
            letters = _WHITESPACE.sub("", link["fragment"] if link else text).rstrip("=")
            padding = "=" * (-len(letters) % 4)
            body = base64.b64decode(letters + padding, altchars=b"-_", validate=True)
    except ValueError as error:
        raise NotOurs("neither base45 nor base64url") from error
    return within_limit(_inflate(body) if body[:1] == b"\x78" else body)


def from_receipt_text(text: str) -> bytes:
    """The bytes of a receipt, which has one written form only. Raises NotOurs, TooLarge."""
    text = text.strip()
    if len(text) > _MAX_TEXT:
        raise TooLarge(f"{len(text)} characters")
    if text[: len(RECEIPT_PREFIX)].upper() != RECEIPT_PREFIX:
        raise NotOurs("no receipt")
    try:
        return within_limit(_from_base45(text[len(RECEIPT_PREFIX) :]))
    except ValueError as error:
        raise NotOurs("not base45") from error


def _from_base45(letters: str) -> bytes:
    # The space is a letter of base45; only line breaks may go. It is never the last letter (that
    # stands for at most 32), so a text that was stripped lost nothing.
    data: bytes = base45.b45decode(_LINE_BREAKS.sub("", letters).upper())
    return data


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise NotOurs("damaged zlib") from error
    if (not inflater.eof and len(data) <= MAX_BYTES) or inflater.unused_data:
        raise NotOurs("damaged zlib")
    return data


def within_limit(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES} bytes")
    return data
