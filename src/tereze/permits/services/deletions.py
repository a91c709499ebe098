# SPDX-License-Identifier: EUPL-1.2
"""Writing the public log of deletions, in the transaction of what is deleted."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import connection

from tereze.permits import selectors
from tereze.permits.deletions import NOTHING_BEFORE, DeletionFacts
from tereze.permits.models import Deletion


def record_deletion(
    *,
    what: str,
    since: datetime | None = None,
    until: datetime,
    rows: int,
    rule: str,
    order_id: int | None = None,
    now: datetime,
) -> None:
    """Say in public that rows were deleted; nothing, where there were none.

    Whoever else deletes waits until this transaction is over, so that the chain has one end.
    Refuses outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"a deletion of {what} would be told outside its transaction")
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE permits_deletion IN SHARE ROW EXCLUSIVE MODE")
    last = selectors.get_last_deletion()
    entry = DeletionFacts(
        number=last.number + 1 if last else 1,
        at=now.replace(microsecond=0),
        what=what,
        since=since.replace(microsecond=0) if since else None,
        until=until.replace(microsecond=0),
        rows=rows,
        rule=rule,
        order_id=order_id,
        previous=last.hash if last else NOTHING_BEFORE,
        hash="",
    )
    entry = replace(entry, hash=entry.own_hash)
    Deletion.objects.create(**asdict(entry))
