# SPDX-License-Identifier: EUPL-1.2
"""Where a standing permit has its bit: in the list of the day on which it was asked for.

Its place there is drawn by lot among four million, so neither a permit nor the list tells how many
there are. No counter is kept and nothing is asked of the database: a place that is taken hurts the
table's constraint, and the decision goes its round again with another one, as with a code that is
taken. A list is over a month later, when the last permit in it has ended.

The constraint sees one shard only. So each shard draws from places of its own: those that leave the
same as the resident's number when they are divided by 32.
"""

import secrets
from datetime import UTC, date, datetime, timedelta

from tereze.permits.shards import SHARDS

#: A permit for longer than this is a standing one. Shorter ones are over before lists go round.
STANDING = timedelta(hours=24)
#: Places in a day's list. Half a megabyte of bits, mostly zeros: some hundred bytes on the wire.
PLACES = 1 << 22

_EPOCH = date(1970, 1, 1)


def draw_place(*, starts_at: datetime, ends_at: datetime, resident_id: int) -> int | None:
    """A place in its day's list for a standing permit; None for any other."""
    if ends_at - starts_at <= STANDING:
        return None
    return secrets.randbelow(PLACES // SHARDS) * SHARDS + resident_id % SHARDS


def list_number(asked_at: datetime) -> int:
    """The number of the list of a moment's UTC day.

    >>> list_number(datetime(2026, 11, 21, 23, 59, tzinfo=UTC))
    20778
    """
    return (asked_at.astimezone(UTC).date() - _EPOCH).days


def day_of_list(number: int) -> date:
    """The day whose permits a list holds.

    >>> day_of_list(20778)
    datetime.date(2026, 11, 21)
    """
    return _EPOCH + timedelta(days=number)


def list_address(url: str, number: int) -> str:
    """Where a list is found; it names itself so, too. `url` is where this instance is reached."""
    return f"{url.rstrip('/')}/api/v1/status/{number}"
