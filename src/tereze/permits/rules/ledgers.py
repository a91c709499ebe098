# SPDX-License-Identifier: EUPL-1.2
"""Writing a granted permit into the ledgers, and leaving out what no rule needs any more.

A ledger is what a holder moved lately, so it forgets as soon as it may: a permit leaves it when no
counter and no cooldown of its regime can count it, and two days after its end at the earliest,
because until then its idempotency key has to be answered with the same permit.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from tereze.permits.rules.compiling import ruleset_of
from tereze.permits.rules.local_time import DAY
from tereze.permits.types import OrderInForce, Use

#: Of another regime's permits nothing is known here, so they stay as long as any regime may keep
#: what people did.
_LONGEST_RETENTION = 31 * DAY


def charge(
    order: OrderInForce, uses: Iterable[Use], use: Use, now: datetime
) -> tuple[tuple[Use, ...], datetime]:
    """A ledger with one more permit in it, without those that are no longer needed; and the instant
    from which the ledger as a whole is no longer needed."""
    kept = (*(old for old in uses if keep_until(order, old) > now), use)
    return kept, max(keep_until(order, entry) for entry in kept)


def keep_until(order: OrderInForce, use: Use) -> datetime:
    """The instant from which no rule needs a permit any more."""
    if use.regime != order.regime_name:
        return (use.ends_at + _LONGEST_RETENTION).astimezone(UTC)
    ruleset = ruleset_of(order)
    until = use.ends_at + ruleset.horizon
    if ruleset.counts_per_order:
        until = max(until, order.ends_at)
    return until.astimezone(UTC)
