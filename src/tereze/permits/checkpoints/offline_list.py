# SPDX-License-Identifier: EUPL-1.2
"""The list that an inspector's device checks by when there is no network: values in, bytes out.

It holds the permits that hold at one checkpoint's place now or within a day: enough to find one by
code, document or plate and to judge it, and nothing that names a person. A line of JSON comes
first, then one record of 32 bytes for each permit, sorted by code, so that the device looks things
up in the bytes as they came. `docs/internals/offline-list.md` has the format; its reader is
`static/checkpoints/js/list.js`, and both are held to `tests/vectors/offline_list.json`.
"""

import base64
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from struct import Struct
from typing import Generic, TypeVar

import msgspec

from tereze.packs.types import Kind
from tereze.permits import codes

FORMAT = "tereze-list-1"

#: code, document, plate, starts, ends, purpose, day, kind and flags, party, initials
RECORD = Struct(">5s3s3sIIHBBB8s")

_KIND_NUMBERS: Mapping[Kind, int] = {"movement": 1, "entry": 2, "exit": 3}
_WITHDRAWN, _REPLACED, _USED_IN, _USED_OUT, _HAS_PLATE = 4, 8, 16, 32, 64
#: of a permit that was granted before lists were made, or without a plate
NO_DIGEST = bytes(3)
_MOST_PARTY = 255

V = TypeVar("V", bound=Hashable)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the list says of one permit. The digests are those of `day_digests`.

    Many thousands are made at once, so it is a struct, and times are what the record has.
    """

    code: str
    #: the UTC day on which it was asked for, whose salt its digests have
    day: date
    #: seconds since 1970
    starts_at: int
    ends_at: int
    purpose: str
    kind: Kind
    #: initials of the holder, as the credential has them: "А. С. Н."
    initials: str
    party: int = 1
    #: good for one passage in each direction
    once: bool = False
    document_digest: bytes = NO_DIGEST
    plate_digest: bytes | None = None
    withdrawn: bool = False
    #: withdrawn because another permit took its place
    replaced: bool = False
    #: somebody passed with it, inwards and outwards; told of permits that are good for once
    used_in: bool = False
    used_out: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ListHead:
    """What the list says of itself."""

    #: code of the checkpoint's place
    place: str
    #: the place and all that hold it: a permit for any of these holds here
    covering: tuple[str, ...]
    made_at: datetime
    #: the device deletes the list then
    until: datetime
    #: what to send as `since` to get what changed after this
    cursor: str
    #: purposes whose permits are good for one passage: told also when none of them is in the list,
    #: for a permit that is newer than it
    once: tuple[str, ...] = ()
    #: the cursor that this answers, when the list holds only what changed; None: it holds all
    since: str | None = None


def write_list(
    head: ListHead, entries: Iterable[Entry], salts: Callable[[date], tuple[bytes, ...]]
) -> bytes:
    """The list as the device reads it. `salts` gives the salts of a day."""
    days: _Numbered[date] = _Numbered()
    purposes: _Numbered[tuple[str, bool]] = _Numbered()
    purposes.update({(purpose, True): number for number, purpose in enumerate(head.once)})
    records = sorted([_record(entry, days, purposes) for entry in entries])
    line = {
        "format": FORMAT,
        "place": head.place,
        "covering": head.covering,
        "made_at": int(head.made_at.timestamp()),
        "until": int(head.until.timestamp()),
        "cursor": head.cursor,
        "since": head.since,
        "count": len(records),
        "days": [
            {"day": day.isoformat(), "salts": [_base64url(salt) for salt in salts(day)]}
            for day in days
        ],
        "purposes": [{"id": id, "once": once} for id, once in purposes],
    }
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return b"".join([text.encode(), b"\n", *records])


class _Numbered(dict[V, int], Generic[V]):
    """Numbers for values, in the order in which they are first met."""

    def __missing__(self, value: V) -> int:
        self[value] = number = len(self)
        return number


def _record(entry: Entry, days: _Numbered[date], purposes: _Numbered[tuple[str, bool]]) -> bytes:
    flags = (
        _KIND_NUMBERS[entry.kind]
        | _WITHDRAWN * entry.withdrawn
        | _REPLACED * entry.replaced
        | _USED_IN * entry.used_in
        | _USED_OUT * entry.used_out
        | _HAS_PLATE * (entry.plate_digest is not None)
    )
    return RECORD.pack(
        codes.to_bytes(entry.code),
        entry.document_digest,
        entry.plate_digest or NO_DIGEST,
        entry.starts_at,
        entry.ends_at,
        purposes[entry.purpose, entry.once],
        days[entry.day],
        flags,
        min(entry.party, _MOST_PARTY),
        _initials(entry.initials),
    )


def _initials(initials: str) -> bytes:
    """Four letters at most, two bytes each; a rare letter that needs four takes two places."""
    letters = [letter for letter in initials if letter not in ". "][:4]
    while len(written := "".join(letters).encode("utf-16-be")) > 8:
        letters.pop()
    return written


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
