# SPDX-License-Identifier: EUPL-1.2
"""Deleting by rule what is known of movements: rows about people go, counts stay."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from tereze.core import audit
from tereze.core.database import change, run
from tereze.core.sql import load_queries
from tereze.permits import selectors
from tereze.permits.models import Appeal
from tereze.permits.services.deletions import record_deletion
from tereze.permits.services.partitions import drop_old_partitions

SQL = load_queries("tereze.permits", "retention.sql")

#: A code tells its day within a month and no permit lasts longer, so nothing in an older
#: partition can matter; whatever the orders said is deleted before that.
PARTITION_DAYS = 31


def delete_movement_rows(*, actor: str, now: datetime) -> None:
    """Count the days that are over, then delete rows whose time, set by their order, is over.

    Partitions are dropped in a transaction of their own. It locks whole tables, and whoever holds
    rows besides could wait for somebody who waits for it.
    """
    a_month_ago = now - timedelta(days=PARTITION_DAYS)
    _delete_rows(a_month_ago=a_month_ago, actor=actor, now=now)
    drop_old_partitions(
        before=a_month_ago.astimezone(UTC).date(),
        rule=f"after {PARTITION_DAYS} days",
        actor=actor,
        now=now,
    )


def count_days(*, before: date) -> None:
    """Bring the days before this one into the figures, which stay when rows are deleted."""
    ((counted,),) = run(SQL["read_counted"], {})
    for what in ("granted", "refused"):
        run(SQL[f"count_{what}"], {"day": before, "counted": counted})


@transaction.atomic(durable=True)
def _delete_rows(*, a_month_ago: datetime, actor: str, now: datetime) -> None:
    today = now.astimezone(UTC).date()
    midnight = datetime.combine(today, time(), tzinfo=UTC)
    count_days(before=today)
    orders = selectors.list_orders()
    appealed = list(
        Appeal.objects.filter(state=Appeal.State.OPEN).values_list("refusal_number", flat=True)
    )
    for order in orders:
        days = order.regime.retention.movement_days
        before = min(now - timedelta(days=days), midnight)
        for what in ("permits", "refusals"):
            record_deletion(
                what=what,
                since=order.starts_at,
                until=before,
                rows=change(
                    SQL[f"delete_{what}_of"],
                    {"order_id": order.id, "before": before, "day": today, "appealed": appealed},
                ),
                rule=f"order {order.id}: movement_days {days}",
                order_id=order.id,
                now=now,
            )
    month = {
        "appeals": change(SQL["delete_appeals"], {"day": a_month_ago.astimezone(UTC).date()}),
        "emergencies": change(SQL["delete_emergencies"], {"before": a_month_ago}),
    }
    for what, rows in month.items():
        record_deletion(
            what=what, until=a_month_ago, rows=rows, rule=f"after {PARTITION_DAYS} days", now=now
        )
    record_deletion(
        what="ledgers",
        until=now,
        rows=change(SQL["delete_ledgers"], {"now": now}),
        rule="when no rule needs them any more",
        now=now,
    )
    # An order may count over its whole time, which may be years.
    first = min([now, *(order.starts_at for order in orders if order.ends_at > now)])
    run(SQL["delete_tallies"], {"before": first - timedelta(days=PARTITION_DAYS)})
    audit.record(actor=actor, action="movement-rows-deleted", subject=f"until:{today}", at=now)
