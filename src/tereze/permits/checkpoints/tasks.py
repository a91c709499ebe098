# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the checkpoints, run by the worker."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits.checkpoints import services

ACTOR = "worker"

#: Both jobs give up a lock that does not come soon, so that nobody waits behind them.
_AGAIN = RetryStrategy(max_attempts=10, wait=60)


@app.periodic(cron="23 * * * *")
@app.task(
    queue="housekeeping", queueing_lock="keep-hours-of-crossings", pass_context=False, retry=_AGAIN
)
def keep_partitions(timestamp: int) -> None:
    """Make the partitions of the hours to come."""
    services.make_partitions_ahead(now=clock.now())


@app.periodic(cron="3 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-crossings", pass_context=False, retry=_AGAIN)
def delete_crossings(timestamp: int) -> None:
    """Delete who crossed where, once the hours that the order sets are over; counts stay."""
    services.delete_crossings(actor=ACTOR, now=clock.now())
