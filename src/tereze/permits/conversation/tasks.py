# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the conversation, run by the worker."""

from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.permits.conversation import services


@app.periodic(cron="43 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-talks", pass_context=False)
def delete_old_talks(timestamp: int) -> None:
    """Forget talks that nobody goes on with."""
    services.delete_old_talks(now=clock.now())
