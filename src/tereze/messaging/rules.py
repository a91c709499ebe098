# SPDX-License-Identifier: EUPL-1.2
"""When what failed is tried again."""

from datetime import datetime, timedelta

#: A code for signing in is worth nothing after ten minutes, other news are for hours.
MESSAGES_ARE_TRIED = timedelta(hours=1)
#: so often an answer is tried that goes wrong on our side
ANSWERS_ARE_TRIED = 4

_FIRST_WAIT = timedelta(seconds=3)
_LONGEST_WAIT = timedelta(minutes=5)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: the double each time, up to five minutes.

    >>> [wait_after(tries).total_seconds() for tries in (1, 2, 3, 8, 100)]
    [3.0, 6.0, 12.0, 300.0, 300.0]
    """
    return min(_FIRST_WAIT * 2.0 ** min(tries - 1, 10), _LONGEST_WAIT)


def next_try(*, created_at: datetime, tries: int, now: datetime) -> datetime | None:
    """When to send a message again that was not taken; None: give it up.

    >>> from datetime import UTC
    >>> noon = datetime(2020, 4, 2, 12, tzinfo=UTC)
    >>> next_try(created_at=noon, tries=1, now=noon) - noon
    datetime.timedelta(seconds=3)
    >>> next_try(created_at=noon, tries=15, now=noon + MESSAGES_ARE_TRIED) is None
    True
    """
    return now + wait_after(tries) if now < created_at + MESSAGES_ARE_TRIED else None
