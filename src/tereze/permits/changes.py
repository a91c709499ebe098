# SPDX-License-Identifier: EUPL-1.2
"""Telling what changed since somebody last asked, without losing anything in between.

A cursor is a moment, and moments are treacherous: a permit has the time at which it was asked for,
and is seen only when its transaction commits, perhaps after somebody was told "this is everything
until now". So a cursor never lies after the beginning of a transaction that is still running, and a
minute before that, for the time between somebody's look at the clock and the first statement, on
whichever machine. What was told already comes again, and does no harm.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tereze.core.database import run
from tereze.core.sql import Query, load_queries

SQL: Mapping[str, Query] = load_queries("tereze.permits", "changes.sql")

#: From the look at the clock to the first statement, and between the clocks of machines.
OVERLAP = timedelta(seconds=60)

_CURSOR = re.compile(r"[0-9]{1,14}")


def new_cursor(now: datetime) -> str:
    """The cursor for what is read after this call, at `now`.

    It has to be taken first: a transaction that ends between the two was running when we looked.
    """
    return str(int((now - oldest_transaction() - OVERLAP).timestamp() * 1000))


def read_cursor(cursor: str | None, now: datetime, *, at_most: timedelta) -> datetime | None:
    """The moment of a cursor; None when it is none, or older than changes are told from."""
    if cursor is None or not _CURSOR.fullmatch(cursor):
        return None
    moment = datetime.fromtimestamp(int(cursor) / 1000, UTC)
    return moment if now - at_most < moment <= now else None


def oldest_transaction() -> timedelta:
    """For how long the oldest transaction that may still write has been running."""
    ((seconds,),) = run(SQL["read_oldest_transaction"], {})
    return timedelta(seconds=seconds)
