# SPDX-License-Identifier: EUPL-1.2
"""Deciding again: one permit on its stored inputs, or the requests of some days under other rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from tereze.packs import selectors as packs
from tereze.permits import records, rules, selectors
from tereze.permits.models import Order, Permit, RefusalRecord
from tereze.permits.simulation import PastRequest, Simulation, simulate
from tereze.permits.types import OrderInForce

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """What a decision was, and what it is when it is made again."""

    then: dict[str, Any]
    again: dict[str, Any]

    @property
    def same(self) -> bool:
        """Whether the same facts gave the same outcome."""
        return self.then == self.again


def replay_permit(code: str, now: datetime) -> Replay:
    """Decide again on the stored inputs of a permit, by the rules that were in force for it.

    Raises NoSuchPermit.
    """
    permit = selectors.get_permit(code, now)
    decided = selectors.get_decided(permit)
    order = _as_it_was(permit.order_id)
    if permit.basis == "appeal":
        outcome = rules.overrule(order, decided.applicant, decided.request, decided.now)
        return Replay(then=decided.outcome, again=records.plain(outcome))
    outcome_again = rules.propose(
        order, decided.applicant, decided.request, decided.ledgers, decided.now
    )
    return Replay(then=decided.outcome, again=records.plain(outcome_again))


def simulate_pack(
    *, digest: str, since: datetime, now: datetime, most: int | None = None
) -> Simulation:
    """What an installed pack would have answered to the requests that came since then; with `most`,
    to the latest ones only.

    It is taken to be in force for the places of the orders that were, as far as it knows them.
    """
    pack = packs.get_pack(digest)
    known = {place.code for place in pack.regime.places} | {zone.code for zone in pack.regime.zones}
    ordered = {place for order in selectors.list_orders() for place in order.places}
    order = OrderInForce(
        id=0,
        regime_name=pack.info.pack,
        version=pack.info.version,
        digest=digest,
        regime=pack.regime,
        places=tuple(sorted(known & ordered or known)),
        starts_at=since - _DAY,
        ends_at=now + 30 * _DAY,
        legal_basis=pack.regime.legal_basis.title,
    )
    asked = sorted(_past_requests(since, most), key=attrgetter("now"))
    return simulate(order, asked if most is None else asked[-most:])


def _past_requests(since: datetime, most: int | None) -> Iterator[PastRequest]:
    for table, was_granted in ((Permit, True), (RefusalRecord, False)):
        latest = table.objects.filter(asked_at__gte=since).order_by("-asked_at")[:most]
        for row in latest.values_list("sealed", flat=True).iterator():
            decided = records.open_decided(row)
            yield PastRequest(
                applicant=decided.applicant,
                request=decided.request,
                holders=decided.holders,
                now=decided.now,
                was_granted=was_granted,
            )


def _as_it_was(order_id: int) -> OrderInForce:
    """The order as it was when the decision was made: an end that came later was not known."""
    order = Order.objects.get(pk=order_id)
    order.ended_at = None
    return selectors.as_order_in_force(order)
