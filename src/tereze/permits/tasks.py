# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `permits`, run by the worker."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits import services

ACTOR = "worker"

#: These jobs give up a lock that does not come soon, so that nobody waits behind them.
_AGAIN = RetryStrategy(max_attempts=10, wait=60)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="forget-full-buckets", pass_context=False)
def forget_full_buckets(timestamp: int) -> None:
    """Delete what limits nobody any more who guessed codes or took passes."""
    services.forget_full_buckets()


@app.periodic(cron="17 0 * * *")
@app.task(queue="housekeeping", queueing_lock="keep-partitions", pass_context=False, retry=_AGAIN)
def keep_partitions(timestamp: int) -> None:
    """Make the partitions of the days to come."""
    services.make_partitions_ahead(now=clock.now())


@app.periodic(cron="43 0 * * *")
@app.task(
    queue="housekeeping", queueing_lock="delete-movement-rows", pass_context=False, retry=_AGAIN
)
def delete_movement_rows(timestamp: int) -> None:
    """Delete by rule what is known of movements whose time is over; counts stay."""
    services.delete_movement_rows(actor=ACTOR, now=clock.now())
