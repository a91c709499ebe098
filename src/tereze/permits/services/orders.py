# SPDX-License-Identifier: EUPL-1.2
"""Orders: the legal acts that put a pack version in force."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.packs import selectors as packs
from tereze.packs.types import Pack, Regime
from tereze.permits import scenarios, selectors
from tereze.permits.errors import BadOrder, OrderOver, ScenariosFail
from tereze.permits.models import Order
from tereze.permits.types import MOST_CROSSING_HOURS

#: A permit for anywhere names all places of its order, and has to fit into a QR code that a phone
#: reads from another phone's screen.
MOST_PLACES = 40


@transaction.atomic(durable=True)
def prepare_order(
    *,
    title: str,
    digest: str,
    places: Sequence[str],
    starts_at: datetime,
    ends_at: datetime,
    legal_basis: str,
    signed_by: str,
    crossing_hours: int | None = None,
    actor: str,
    now: datetime,
) -> Order:
    """Put an installed pack version in force for places, from–until. It may start in the future.

    `crossing_hours` after which it is deleted who crossed are the pack's where none are given.
    Raises ScenariosFail when the pack's own scenarios fail, BadOrder when the times or places make
    no sense.
    """
    pack = packs.get_pack(digest)
    _check_places(pack.regime, places)
    if ends_at <= max(starts_at, now):
        raise BadOrder("The sunset has to lie after the start, and ahead.", field="ends_at")
    hours = pack.regime.retention.crossing_hours if crossing_hours is None else crossing_hours
    if not 1 <= hours <= MOST_CROSSING_HOURS:
        raise BadOrder(
            f"Who crossed where is deleted after 1 to {MOST_CROSSING_HOURS} hours.",
            field="crossing_hours",
        )
    _check_scenarios(pack)
    order = Order.objects.create(
        title=title,
        legal_basis=legal_basis,
        signed_by=signed_by,
        pack=pack.info.pack,
        version=pack.info.version,
        digest=digest,
        places=list(dict.fromkeys(places)),
        starts_at=starts_at,
        ends_at=ends_at,
        crossing_hours=hours,
        prepared_at=now,
        prepared_by=actor,
    )
    audit.record(
        actor=actor,
        action="order-prepared",
        subject=f"order:{order.pk}",
        at=now,
        pack=f"{order.pack} {order.version}",
    )
    transaction.on_commit(selectors.list_orders.forget)
    return order


@transaction.atomic(durable=True)
def end_order(*, order_id: int, why: str, actor: str, now: datetime) -> Order:
    """End an order before its sunset, now. Permits granted under it keep their time.

    Raises OrderOver when it has ended already.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    if min(order.ends_at, order.ended_at or order.ends_at) <= now:
        raise OrderOver
    order.ended_at = now
    order.save(update_fields=["ended_at"])
    audit.record(actor=actor, action="order-ended", subject=f"order:{order.pk}", at=now, why=why)
    transaction.on_commit(selectors.list_orders.forget)
    return order


def _check_places(regime: Regime, places: Sequence[str]) -> None:
    known = {place.code for place in regime.places} | {zone.code for zone in regime.zones}
    if unknown := [place for place in places if place not in known]:
        raise BadOrder(
            f"{', '.join(unknown)}: not in the pack. It knows {', '.join(sorted(known))}.",
            field="places",
        )
    if not places:
        raise BadOrder("An order needs one place at least.", field="places")
    if len(places) > MOST_PLACES:
        raise BadOrder(
            f"An order names {MOST_PLACES} places at most, because permits repeat them. Name the "
            "larger places that hold these, or a zone of the pack.",
            field="places",
        )


def _check_scenarios(pack: Pack) -> None:
    failed = [result for result in scenarios.run_scenarios(pack) if not result.passed]
    if failed:
        raise ScenariosFail(
            f"{len(failed)} of the pack's scenarios fail, so it can't be put in force: "
            f"“{failed[0].name}” and others. Run `tereze pack test`."
        )
