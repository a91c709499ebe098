# SPDX-License-Identifier: EUPL-1.2
"""What the public is told of withdrawn permits: signed lists for standing ones, codes for the others."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tereze.core.caching import RememberedEach
from tereze.core.database import run
from tereze.core.errors import NotFound
from tereze.permits import changes, rules, selectors
from tereze.permits.changes import SQL
from tereze.permits.credential import CLOCK_TOLERANCE
from tereze.permits.status.places import PLACES, day_of_list, list_address, list_number
from tereze.permits.status.token_list import INVALID, StatusClaims, StatusList, sign_list

#: Anybody may keep a list so long before asking for a newer one; we make one as often.
TTL = timedelta(minutes=2)
#: Without a connection a list may be relied on so long.
LIST_LASTS = timedelta(hours=24)
WITHDRAWALS_SECONDS = 30.0
#: Changes are told from this far back; whoever comes later gets everything.
CHANGES_LAST = timedelta(hours=24)

_MOST_LISTS = 64
_MOST_WITHDRAWALS = 64


class NoSuchList(NotFound):
    """There is no status list of this number: its day is to come, or so long ago that all permits in
    it have ended.
    """

    code = "no-such-list"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedList:
    """A status list as it is sent."""

    token: bytes
    #: the same as long as it says the same and has some time left
    tag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """A permit that was taken back before its end."""

    code: str
    at: datetime
    #: when it would have ended
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawals:
    """Permits that were taken back, and from where to ask on."""

    withdrawals: Sequence[Withdrawal]
    cursor: str


def get_status_list(number: int, *, url: str, now: datetime) -> SignedList:
    """The list of a number, two minutes old at most. Raises NoSuchList."""
    newest = list_number(now)
    # Clocks differ, so a permit of a day that has just begun elsewhere may be shown already.
    last_end = rules.LONGEST + CLOCK_TOLERANCE
    if not newest - last_end.days - 1 <= number <= newest:
        raise NoSuchList
    return _lists.get((number, url), lambda: _make_list(number, url, now))


def get_withdrawals(*, since: str | None, now: datetime) -> Withdrawals:
    """What was withdrawn since a cursor, or all that would not have ended yet; thirty seconds old at
    most."""
    start = changes.read_cursor(since, now, at_most=CHANGES_LAST)
    return _withdrawals.get(since if start else None, lambda: _read_withdrawals(start, now))


_lists: RememberedEach[tuple[int, str], SignedList] = RememberedEach(
    seconds=TTL.total_seconds(), most=_MOST_LISTS
)
_withdrawals: RememberedEach[str | None, Withdrawals] = RememberedEach(
    seconds=WITHDRAWALS_SECONDS, most=_MOST_WITHDRAWALS
)


def _make_list(number: int, url: str, now: datetime) -> SignedList:
    places = run(SQL["list_withdrawn_places"], {"day": day_of_list(number)})
    claims = StatusClaims(
        address=list_address(url, number),
        issued_at=now,
        expires_at=now + LIST_LASTS,
        ttl=TTL,
        statuses=StatusList.of({place: INVALID for (place,) in places}, places=PLACES),
    )
    # A cache that asks by tag keeps the token that it has, so at some time there must be a new one.
    lasting = f"{claims.address} {claims.issued_at:%Y%m%d%H}".encode() + claims.statuses.data
    return SignedList(
        token=sign_list(claims, selectors.get_key_ring().active),
        tag=hashlib.blake2b(lasting, digest_size=12).hexdigest(),
    )


def _read_withdrawals(start: datetime | None, now: datetime) -> Withdrawals:
    cursor = changes.new_cursor(now)
    since = start or datetime.min.replace(tzinfo=UTC)
    rows = run(SQL["list_withdrawn"], {"since": since, "now": now - CLOCK_TOLERANCE})
    return Withdrawals(
        withdrawals=[Withdrawal(code=code, at=at, until=until) for code, at, until in rows],
        cursor=cursor,
    )
