# SPDX-License-Identifier: EUPL-1.2
"""Jobs of paper, run by the worker."""

from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits.paper import services


@app.periodic(cron="51 0 * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-sheets", pass_context=False)
def delete_old_sheets(timestamp: int) -> None:
    """Forget which sheets were typed in a month ago."""
    services.delete_old_sheets(now=clock.now())
