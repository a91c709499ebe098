# SPDX-License-Identifier: EUPL-1.2
"""Which permits stand in the list of a checkpoint, and what changed since a device last asked."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

from tereze.core.caching import RememberedEach
from tereze.core.database import run
from tereze.core.sql import Query, load_queries
from tereze.packs import selectors as packs
from tereze.permits import changes, day_digests, decisions, records, rules, selectors
from tereze.permits.checkpoints.offline_list import NO_DIGEST, Entry, ListHead, write_list
from tereze.permits.credential import CLOCK_TOLERANCE

SQL: Mapping[str, Query] = load_queries("tereze.permits.checkpoints", "lists.sql")

#: A list knows what will hold within so long, and is deleted after it.
LIST_LASTS = timedelta(hours=24)
#: Many devices at one place ask for the same: a list is at most so old when it is sent, and what
#: changed since it can be had at once.
LIST_SECONDS = 60.0
CHANGES_SECONDS = 5.0

_MOST_LISTS = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeList:
    """A list as it is sent."""

    content: bytes
    gzipped: bytes
    #: the same as long as nothing changed but the time
    tag: str


def get_list(*, place: str, since: str | None, now: datetime) -> MadeList:
    """The list of a place, or what changed in it since a cursor; some seconds old at most.

    A cursor that is no cursor, or older than a list lasts, gets everything.
    """
    start = changes.read_cursor(since, now, at_most=LIST_LASTS)
    cursor = since if start else None
    kept = _changes if cursor else _lists
    return kept.get((place, cursor), lambda: make_list(place=place, since=cursor, now=now))


def make_list(*, place: str, since: str | None, now: datetime) -> MadeList:
    """The list, or what changed, made now."""
    cursor = changes.new_cursor(now)
    places = _places_for(place, now)
    start = changes.read_cursor(since, now, at_most=LIST_LASTS)
    rows = _read_rows(places, now) if start is None else _read_changes(places, start, now)
    head = ListHead(
        place=place,
        covering=tuple(sorted(places)),
        made_at=now,
        until=now + LIST_LASTS,
        cursor=cursor,
        once=_purposes_for_once(),
        since=since if start else None,
    )
    content = write_list(head, _as_entries(rows), day_digests.salts_of)
    return MadeList(content=content, gzipped=gzip.compress(content, 5), tag=_tag(content))


_Lists: TypeAlias = RememberedEach[tuple[str, str | None], MadeList]
_lists: _Lists = RememberedEach(seconds=LIST_SECONDS, most=_MOST_LISTS)
_changes: _Lists = RememberedEach(seconds=CHANGES_SECONDS, most=_MOST_LISTS)


def _tag(content: bytes) -> str:
    line, records_ = content.split(b"\n", 1)
    head = json.loads(line)
    lasting = {name: head[name] for name in ("place", "covering", "since", "days", "purposes")}
    hashed = hashlib.blake2b(json.dumps(lasting).encode(), digest_size=12)
    hashed.update(records_)
    return hashed.hexdigest()


# --- rows -------------------------------------------------------------------------------------------


def _places_for(place: str, now: datetime) -> frozenset[str]:
    """Codes of all places for which a permit counts at a checkpoint of this one, as the maps of the
    orders have it under which there can be permits: one that was ended early has some left."""
    orders = selectors.list_orders()
    begun = (order for order in orders if order.starts_at < now + LIST_LASTS)
    maps = (rules.touching(order, place) for order in begun if now < order.ends_at + rules.LONGEST)
    return frozenset({place}).union(*maps)


def _window(places: frozenset[str], now: datetime) -> dict[str, Any]:
    return {"places": list(places), "ended": now - CLOCK_TOLERANCE, "until": now + LIST_LASTS}


def _read_rows(places: frozenset[str], now: datetime) -> list[tuple[Any, ...]]:
    return run(SQL["list_permits"], _window(places, now))


def _read_changes(places: frozenset[str], since: datetime, now: datetime) -> list[tuple[Any, ...]]:
    used: list[str] = []
    if once := _purposes_for_once():
        parameters = {"since": since, "purposes": list(once)}
        used = [code for (code,) in run(SQL["list_used_since"], parameters)]
    days = {kept.day for code in used for kept in decisions.kept_where(code, now)}
    window = _window(places, now) | {
        "since": since,
        "near": since + LIST_LASTS,
        "codes": used,
        "days": list(days),
    }
    return run(SQL["list_changed_permits"], window)


def _as_entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    entries, once, open_listed = [], [], records.listed_opener()
    for code, day, digest, purpose, kind, party, starts_at, ends_at, sealed, *taken_back in rows:
        is_revoked, is_replaced = taken_back
        listed = open_listed(sealed)
        plate = listed.request.plate
        if is_once := purpose in _once(digest):
            once.append(code)
        entries.append(
            Entry(
                code=code,
                day=day,
                starts_at=starts_at,
                ends_at=ends_at,
                purpose=purpose,
                kind=kind,
                initials=listed.initials,
                party=party,
                once=is_once,
                document_digest=listed.document_index or NO_DIGEST,
                plate_digest=(
                    day_digests.digest_plate(plate, day_digests.salt_of(day)) if plate else None
                ),
                withdrawn=is_revoked,
                replaced=is_replaced,
            )
        )
    return _with_passages(entries, once) if once else entries


def _with_passages(entries: list[Entry], once: list[str]) -> list[Entry]:
    """The same, where those that are good for once say in which directions they are used up."""
    passages = {code: used for code, *used in run(SQL["read_passages"], {"codes": once})}
    return [
        msgspec.structs.replace(entry, used_in=used[0], used_out=used[1])
        if (used := passages.get(entry.code))
        else entry
        for entry in entries
    ]


def _purposes_for_once() -> tuple[str, ...]:
    """All of them, under any order."""
    orders = selectors.list_orders()
    return tuple(sorted({purpose for order in orders for purpose in _once(order.digest)}))


@lru_cache(maxsize=64)
def _once(digest: str) -> frozenset[str]:
    """The purposes of a pack whose permits are good for one passage in each direction."""
    purposes = packs.get_pack(digest).regime.purposes
    return frozenset(purpose.id for purpose in purposes if purpose.crossings == "once")
