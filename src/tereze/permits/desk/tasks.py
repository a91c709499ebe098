# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the desk, run by the worker."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits.desk import services


@app.periodic(cron="13 2 * * *")
@app.task(
    queue="housekeeping",
    queueing_lock="delete-old-calls",
    pass_context=False,
    retry=RetryStrategy(max_attempts=10, wait=60),
)
def delete_old_calls(timestamp: int) -> None:
    """Delete calls whose month is over."""
    services.delete_old_calls(now=clock.now())
