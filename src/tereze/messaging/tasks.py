# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `messaging`, run by the worker."""

from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.messaging import services


@app.periodic(cron="29 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-messages", pass_context=False)
def delete_old_messages(timestamp: int) -> None:
    """Delete messages that nobody needs any more."""
    services.delete_old_messages(clock.now())
