# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the room `messaging`, run by the worker."""

from procrastinate.contrib.django import app

from tereze.core import clock
from tereze.messaging import selectors, services, wake
from tereze.messaging.types import Report


@app.task(name=wake.DELIVER, queue="messages")
def deliver_messages(account: str) -> None:
    """Send what waits on an account, until there is no more."""
    services.deliver_waiting(account=account, now=clock.now)


@app.task(name=wake.ANSWER, queue="messages")
def answer_messages() -> None:
    """Answer what people wrote, until there is no more."""
    services.answer_waiting(now=clock.now())


@app.task(name=wake.REPORT, queue="messages")
def note_early_reports(reports: list[tuple[str, bool, str]]) -> None:
    """Write down what was reported before we had written down what it is about. What still fits nothing
    is about no message of ours: others may write from the same page, too."""
    keyed = [
        (bytes.fromhex(key), Report(arrived=arrived, error=error))
        for key, arrived, error in reports
    ]
    services.note_keyed_reports(reports=keyed, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="look-round", pass_context=False)
def look_round(timestamp: int) -> None:
    """Wake whoever has something to do and was not told so; ask whose message came in part."""
    now = clock.now()
    services.give_up_pieces(now)
    for account in selectors.list_accounts_with_work(now):
        wake.for_sending(account)
    services.answer_waiting(now=now)


@app.periodic(cron="29 * * * *")
@app.task(queue="housekeeping", queueing_lock="delete-old-messages", pass_context=False)
def delete_old_messages(timestamp: int) -> None:
    """Delete messages that nobody needs any more."""
    now = clock.now()
    services.delete_old_messages(now)
    services.delete_old_incoming(now)
