# SPDX-License-Identifier: EUPL-1.2
"""What a resident may do now: the state that their first page tells.

The rules that decide on a request are asked about every purpose at once, with what the person has
used; nothing is written. So the page promises what asking gives, unless somebody is quicker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tereze.packs.types import DoorKind
from tereze.people.types import ResidentFacts
from tereze.permits import decisions, rules, selectors
from tereze.permits.questions import SITE, own_door
from tereze.permits.types import OrderInForce, PermitFacts, QuotaLeft, Request


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """The state of one resident at one moment."""

    #: None: nothing is in force, so no permit is needed
    order: OrderInForce | None
    #: permits that hold or will hold, the first to begin first
    permits: tuple[PermitFacts, ...] = ()
    #: what can be asked for on the page, in the regime's order
    purposes: tuple[QuotaLeft, ...] = ()


def get_outlook(
    resident: ResidentFacts, *, now: datetime, doors: Sequence[DoorKind] = SITE
) -> Outlook:
    """What a resident may do at `now`, asking on the site or on a page that is another door."""
    permits = [
        permit
        for permit in selectors.list_permits(resident.id, since=now)
        if permit.state(now) in ("valid", "not-yet")
    ]
    permits.sort(key=lambda permit: permit.starts_at)
    order = selectors.get_order_in_force(resident.person.home, now)
    return Outlook(
        order=order,
        permits=tuple(permits),
        purposes=_purposes(resident, order, now, doors) if order else (),
    )


def _purposes(
    resident: ResidentFacts, order: OrderInForce, now: datetime, of_page: Sequence[DoorKind]
) -> tuple[QuotaLeft, ...]:
    # Emergencies are not asked for: whoever is in danger goes.
    doors = {
        purpose.id: None if purpose.emergency else own_door(order.regime, purpose, of_page)
        for purpose in order.regime.purposes
    }
    door = next((door for door in doors.values() if door), None)
    if door is None:
        return ()
    document = next(iter(resident.documents), None)
    today = now.astimezone(rules.timezone(order)).date()
    holders = decisions.find_holders(resident, Request(purpose="", door=door))
    read = {row.holder: row.uses for row in selectors.read_ledgers(sorted(holders.values()))}
    quotas = rules.quotas_left(
        order,
        decisions.describe_applicant(resident, document, today),
        {kind: read.get(holder, ()) for kind, holder in holders.items()},
        now,
        door=door,
    )
    return tuple(quota for quota in quotas if doors[quota.purpose])
