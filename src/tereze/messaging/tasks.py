# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `messaging`, run by the worker."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.messaging import services
from tereze.messaging.gateways import Undelivered

#: Seconds between two tries: the second comes at once, the others ever later.
_LATER = RetryStrategy(wait=3, linear_wait=20, retry_exceptions=[Undelivered])


@app.task(name=services.DELIVER, queue="messages", retry=_LATER)
def deliver_message(message_id: int) -> None:
    """Hand a message to the gateway."""
    services.deliver_message(message_id=message_id, now=clock.now())


@app.periodic(cron="29 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-messages", pass_context=False)
def delete_old_messages(timestamp: int) -> None:
    """Delete messages that nobody needs any more."""
    services.delete_old_messages(clock.now())
