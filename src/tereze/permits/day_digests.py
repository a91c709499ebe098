# SPDX-License-Identifier: EUPL-1.2
"""Short digests by which a checkpoint without a network finds a permit by document or plate.

An inspector's device holds the list of the permits that matter to it, and who has no phone shows a
card. The device must find the permit by the card's number, and a device that is lost must not tell
who was out. So the list holds, instead of a number, three bytes of an HMAC under a salt that is
another one each day: the numbers of two days cannot be compared, and what fits a digest by chance
is one in sixteen million.

A permit keeps the digest of the day on which it was asked for. One HMAC for each day in the list
(mostly one or two) finds a person, which is instant on a cheap phone.
"""

import hashlib
import hmac
from datetime import date
from functools import lru_cache

from tereze.core import sealing
from tereze.packs.document_checks import normalise_number
from tereze.people.types import PaperDocument

DIGEST_BYTES = 3
SALT_BYTES = 16

_SALTS = "day-digests"


def salt_of(day: date) -> bytes:
    """The salt under which a permit that is asked for on this UTC day keeps its digests."""
    return _salt(sealing.key_for(_SALTS), day)


def salts_of(day: date) -> tuple[bytes, ...]:
    """The salts of a day under each secret: permits keep theirs when the secret changes."""
    return tuple([_salt(key, day) for key in sealing.keys_for(_SALTS)])


def digest_document(document: PaperDocument, salt: bytes) -> bytes:
    """The digest of a document (its number normalised) under a day's salt.

    >>> digest_document(PaperDocument(type="kz-iin", number="850101150019"), b"salt of a day...").hex()
    '188795'
    """
    return _digest(f"document|{document.type}|{_in_latin(document.number)}", salt)


def digest_plate(plate: str, salt: bytes) -> bytes:
    """The digest of a plate (normalised) under a day's salt."""
    return _digest(f"plate|{_in_latin(plate)}", salt)


def _digest(text: str, salt: bytes) -> bytes:
    return hmac.digest(salt, text.encode(), hashlib.sha256)[:DIGEST_BYTES]


def _in_latin(number: str) -> str:
    # A device does not know the pattern of a document; so here even a number whose own letters are
    # Cyrillic is written with the Latin ones that look alike.
    return number if number.isascii() else normalise_number(number)


@lru_cache(maxsize=128)
def _salt(key: bytes, day: date) -> bytes:
    return hmac.digest(key, day.isoformat().encode(), hashlib.sha256)[:SALT_BYTES]
