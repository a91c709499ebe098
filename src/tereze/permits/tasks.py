# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `permits`, run by the worker."""

from datetime import UTC, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits import services

#: Partitions are kept made for so many days ahead.
DAYS_AHEAD = 40

ACTOR = "worker"

#: Both jobs give up a lock that does not come soon, so that nobody waits behind them.
_AGAIN = RetryStrategy(max_attempts=10, wait=60)


@app.periodic(cron="17 0 * * *")
@app.task(queue="housekeeping", queueing_lock="keep-partitions", pass_context=False, retry=_AGAIN)
def keep_partitions(timestamp: int) -> None:
    """Make the partitions of the days to come."""
    yesterday = clock.now().astimezone(UTC).date() - timedelta(days=1)
    services.make_partitions(first=yesterday, days=DAYS_AHEAD)


@app.periodic(cron="43 0 * * *")
@app.task(
    queue="housekeeping", queueing_lock="delete-movement-rows", pass_context=False, retry=_AGAIN
)
def delete_movement_rows(timestamp: int) -> None:
    """Delete by rule what is known of movements whose time is over; counts stay."""
    services.delete_movement_rows(actor=ACTOR, now=clock.now())
