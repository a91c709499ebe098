# SPDX-License-Identifier: EUPL-1.2
"""Deleting by rule what is known of movements: rows about people go, counts stay."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from tereze.core import audit
from tereze.core.database import run
from tereze.core.sql import load_queries
from tereze.permits import selectors
from tereze.permits.services.partitions import drop_old_partitions

SQL = load_queries("tereze.permits", "retention.sql")

#: A code tells its day within a month and no permit lasts longer, so nothing in an older
#: partition can matter; whatever the orders said is deleted before that.
PARTITION_DAYS = 31

#: Shared amounts are kept while an order that counts over its whole time may be in force.
TALLY_DAYS = 400


@transaction.atomic(durable=True)
def delete_movement_rows(*, actor: str, now: datetime) -> None:
    """Count the days that are over, then delete rows whose time, set by their order, is over."""
    today = now.astimezone(UTC).date()
    run(SQL["count_until"], {"day": today})
    for order in selectors.list_orders():
        before = now - timedelta(days=order.regime.retention.movement_days)
        parameters = {"order_id": order.id, "before": before, "day": today}
        run(SQL["delete_permits_of"], parameters)
        run(SQL["delete_refusals_of"], parameters)
    a_month_ago = now - timedelta(days=PARTITION_DAYS)
    run(SQL["delete_appeals"], {"before": a_month_ago})
    run(SQL["delete_emergencies"], {"before": a_month_ago})
    run(SQL["delete_ledgers"], {"now": now})
    run(SQL["delete_tallies"], {"before": now - timedelta(days=TALLY_DAYS)})
    drop_old_partitions(before=a_month_ago.astimezone(UTC).date(), now=now, actor=actor)
    audit.record(actor=actor, action="movement-rows-deleted", subject=f"until:{today}", at=now)
