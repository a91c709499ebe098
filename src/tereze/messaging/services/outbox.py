# SPDX-License-Identifier: EUPL-1.2
"""Putting words for people into the outbox, and handing them to vendors.

Words are queued in the transaction of what they tell about: with it, or not at all. Sending has
three steps, each short: claim rows for some minutes (a lease), ask the vendor while no connection to
the database is held, write down what became of them. Whoever dies in between lets go of the rows
when the lease is over, and they are sent again: at least once, and hardly ever twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from tereze.core import database
from tereze.core.sql import load_queries
from tereze.messaging import rules, wake
from tereze.messaging.channels import find_account, open_wire, route
from tereze.messaging.channels.channel import Claimed, Outcome, Outgoing
from tereze.messaging.channels.sending import send_all
from tereze.messaging.models import OutboxMessage
from tereze.messaging.sealed import Words, key_of, open_words, seal_words, talker
from tereze.messaging.types import Channel, Reply, Report

#: A message is evidence of nothing once it arrived, and holds codes and names until then.
MESSAGES_ARE_KEPT = timedelta(days=1)
#: For so long whoever claimed messages has them to itself.
LEASE = timedelta(minutes=2)

State = OutboxMessage.State

SQL = load_queries("tereze.messaging", "outbox.sql")

logger = logging.getLogger(__name__)


def queue_message(*, to: str, text: str, channel: Channel, now: datetime) -> int:
    """Put words that answer nothing into the outbox, in the transaction of what they tell about.

    They go by the account whose numbers begin so. Where there is none they wait until they are
    deleted; a demonstration shows them.
    """
    account = route(channel, to)
    return queue_reply(
        to=to,
        channel=channel,
        account=account.name if account else "",
        reply=Reply(text=text),
        now=now,
    )


def queue_reply(
    *, to: str, channel: Channel, account: str, reply: Reply, now: datetime, closes: str = ""
) -> int:
    """Put words for somebody on one of our accounts into the outbox; the number of the message.

    What is queued for one person on one account goes out in that order. `closes`: the vendor's
    number of an earlier message, whose choices are over with this one.
    """
    row = {
        "channel": channel,
        "account": account,
        "talker": talker(account, to),
        "sealed": seal_words(Words(to=to, reply=reply, closes=closes)),
        "now": now,
    }
    ((number,),) = database.run_prepared(SQL["insert_message"], row)
    wake.for_sending(account)
    return int(number)


def claim_waiting(
    *, account: str, now: datetime, at_most: int = 100, lease: timedelta = LEASE
) -> list[Claimed]:
    """Messages of this account that are due, for the caller alone until the lease is over."""
    rows = database.run_prepared(
        SQL["claim_waiting"],
        {"account": account, "now": now, "limit": at_most, "lease_until": now + lease},
    )
    claimed = []
    for number, sealed, tries, created_at in sorted(rows):
        words = open_words(sealed)
        message = Outgoing(number=number, to=words.to, reply=words.reply, closes=words.closes)
        claimed.append(Claimed(message=message, tries=tries, created_at=created_at))
    return claimed


def settle(*, account: str, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of claimed messages: taken, to be tried again, or given up."""
    rows = [_settled(each, now) for each in outcomes]
    if not rows:
        return
    parts = [
        (each.claimed.message.number, number, key_of(account, vendor_id))
        for each in outcomes
        for number, vendor_id in enumerate(each.vendor_ids, start=1)
    ]
    names = ("ids", "states", "due", "sent", "awaited", "errors")
    database.run_prepared(
        SQL["settle"],
        {
            **dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)),
            "part_of": [message for message, _, _ in parts],
            "part_numbers": [number for _, number, _ in parts],
            "part_keys": [key for *_, key in parts],
        },
    )
    later = [due for _, state, due, *_ in rows if state == State.WAITING]
    if later:
        wake.for_sending(account, at=min(later))


def _settled(
    outcome: Outcome, now: datetime
) -> tuple[int, str, datetime, datetime | None, int, str]:
    claimed, refused = outcome.claimed, outcome.refused
    number = claimed.message.number
    if refused is None:
        return number, State.SENT, now, now, len(outcome.vendor_ids), ""
    again = rules.next_try(created_at=claimed.created_at, tries=claimed.tries, now=now)
    if refused.is_final or again is None:
        logger.warning("message %d was given up: %s", number, refused)
        return number, State.FAILED, now, None, 0, str(refused)[:80]
    if refused.retry_after:
        again = max(again, now + refused.retry_after)
    return number, State.WAITING, again, None, 0, str(refused)[:80]


def deliver_waiting(*, account: str, now: Callable[[], datetime]) -> int:
    """Hand the messages of this account that are due to its vendor; says how many were tried.

    No connection to the database is held while the vendor takes its time.
    """
    found = find_account(account)
    if found is None:
        logger.warning("messages wait for the account %r, which is not in the settings", account)
        return 0
    wire, tried = open_wire(found), 0
    while claimed := claim_waiting(account=account, now=now(), at_most=wire.batch):
        connection.close()
        outcomes = send_all(wire, claimed)
        settle(account=account, outcomes=outcomes, now=now())
        tried += len(claimed)
        if any(each.refused and each.refused.retry_after for each in outcomes):
            break  # the whole account is to be left alone; the rest is woken later
    return tried


def note_reports(
    *, account: str, reports: Sequence[tuple[str, Report]], now: datetime
) -> list[bool]:
    """Write down what a vendor reports of parts of messages; of each, whether we know it (yet).

    A message is delivered when all of its parts are, and undeliverable when one of them is.
    """
    keyed = [(key_of(account, vendor_id), report) for vendor_id, report in reports]
    return note_keyed_reports(reports=keyed, now=now)


def note_keyed_reports(*, reports: Sequence[tuple[bytes, Report]], now: datetime) -> list[bool]:
    """The same of parts by their keys, as `key_of` makes them: nobody reads a number in these."""
    keys = [key for key, _ in reports]
    rows = database.run_prepared(
        SQL["note_reports"],
        {
            "keys": keys,
            "arrived": [it.arrived for _, it in reports],
            "errors": [it.error[:80] for _, it in reports],
            "now": now,
        },
    )
    known = {bytes(key) for (key,) in rows}
    return [key in known for key in keys]


def note_report_of(*, number: int, account: str, report: Report, now: datetime) -> bool:
    """The same for a vendor that calls messages by our own numbers; also before it is settled."""
    row = {
        "number": number,
        "account": account,
        "state": State.DELIVERED if report.arrived else State.UNDELIVERABLE,
        "error": report.error[:80],
        "now": now,
    }
    return bool(database.run_prepared(SQL["note_report_of"], row))


@transaction.atomic
def delete_old_messages(now: datetime) -> int:
    """Delete messages that are older than a day, sent or not; says how many."""
    ((deleted,),) = database.run(SQL["delete_old"], {"before": now - MESSAGES_ARE_KEPT})
    return int(deleted)
