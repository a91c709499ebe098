# SPDX-License-Identifier: EUPL-1.2
"""Understanding what a request says: key, idempotency key, body, languages. Pure; no ASGI here,
so that the API's few addresses that Django answers read requests the same way.
"""

import re
from collections.abc import Collection
from typing import Protocol, TypeVar

import msgspec

from tereze.permits.gate.errors import BadIdempotencyKey, KeyMissing, Malformed, NotJson

T_co = TypeVar("T_co", covariant=True)

MAX_BODY = 16 * 1024

_BEARER = re.compile(r"bearer +([\x21-\x7e]{1,200}) *", re.IGNORECASE)
_IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,200}")
#: msgspec says where: "Expected `int`, got `str` - at `$.document.number`"
_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAMED = re.compile(r"(?:missing required|contains unknown) field `(?P<name>[^`]*)`")
_WEIGHTED = re.compile(r"\s*(?P<name>[^;\s]+)\s*(?:;\s*q=(?P<weight>[01](?:\.[0-9]{0,3})?))?\s*")


class Decoder(Protocol[T_co]):
    """What msgspec.json.Decoder is, for a type."""

    def decode(self, data: bytes, /) -> T_co:
        """The value that the JSON says, checked."""


def read_bearer(authorization: str | None) -> str:
    """The door's key. Raises KeyMissing."""
    found = _BEARER.fullmatch(authorization or "")
    if found is None:
        raise KeyMissing
    return found[1]


def read_idempotency_key(header: str | None) -> str | None:
    """The idempotency key; None when none was sent. Raises BadIdempotencyKey."""
    if header is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(header):
        raise BadIdempotencyKey
    return header


def check_content_type(content_type: str | None, content_encoding: str | None = None) -> None:
    """Raises NotJson."""
    kind, _, _ = (content_type or "").partition(";")
    if kind.strip().lower() != "application/json" or content_encoding not in (None, "", "identity"):
        raise NotJson


def read_body(body: bytes, decoder: Decoder[T_co]) -> T_co:
    """What the body says. Raises Malformed, which names the field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise Malformed(_sentence(str(error)), field=_field(str(error))) from None
    except (ValueError, RecursionError):
        # Not JSON, not UTF-8, half a surrogate pair, nested without end.
        raise Malformed("The body is not JSON in UTF-8.") from None


def choose_language(accepted: str | None, available: Collection[str], default: str) -> str:
    """The language that somebody likes best among those that there are.

    >>> choose_language("kk-KZ, ru;q=0.8, *;q=0.1", ["ru", "kk", "en"], "en")
    'kk'
    >>> choose_language("de", ["ru", "kk"], "ru"), choose_language(None, ["kk"], "kk")
    ('ru', 'kk')
    """
    for wanted in by_preference(accepted):
        for candidate in (wanted, wanted.partition("-")[0]):
            if found := next((one for one in available if one.lower() == candidate), None):
                return found
    return default


def by_preference(header: str | None) -> list[str]:
    """The items of an Accept header in small letters, the most wanted first.

    >>> by_preference("application/json;q=0.5, application/cose-key-set, text/html;q=0")
    ['application/cose-key-set', 'application/json']
    """
    weighted = [
        (float(found["weight"] or 1), found["name"].lower())
        for item in (header or "").split(",")[:50]
        if (found := _WEIGHTED.fullmatch(item))
    ]
    return [name for weight, name in sorted(weighted, key=lambda one: -one[0]) if weight > 0]


def _field(message: str) -> str | None:
    place, named = _PLACE.search(message), _NAMED.search(message)
    parts = [place["path"] if place else "", named["name"] if named else ""]
    return ".".join(part for part in parts if part) or None


def _sentence(message: str) -> str:
    return _PLACE.sub("", message) + "."
