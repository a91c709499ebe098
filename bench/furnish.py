# SPDX-License-Identifier: EUPL-1.2
"""Put rules in force in an instance and open a door: `python -m bench.with_django bench.furnish PACK@VERSION`
prints its key.
"""

import sys
from datetime import timedelta

from tereze.core import clock
from tereze.messaging import services as messaging
from tereze.messaging.models import Door
from tereze.packs import selectors as packs
from tereze.permits import selectors, services

ACTOR = "bench"


def furnish(pack: str) -> str:
    """Make sure of an order and a door; the door's key."""
    _ensure_order(pack)
    return _open_door()


def _ensure_order(pack: str) -> None:
    now = clock.now()
    if any(order.ends_at > now + timedelta(days=1) for order in selectors.list_orders()):
        return
    name, _, version = pack.partition("@")
    found = next(p for p in packs.list_packs() if (p.pack, p.version) == (name, version))
    regime = packs.get_pack(found.digest).regime
    services.prepare_order(
        title="Quarantine, for measuring",
        digest=found.digest,
        places=[place.code for place in regime.places if place.within is None],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=60),
        legal_basis=regime.legal_basis.title,
        signed_by="Nobody",
        actor=ACTOR,
        now=now,
    )


def _open_door() -> str:
    name = "bench"
    if Door.objects.filter(name=name).exists():
        return messaging.rotate_door_key(name=name, actor=ACTOR, now=clock.now())
    return messaging.add_door(
        name=name, kind="app", scopes=("ask", "read"), actor=ACTOR, now=clock.now()
    )


if __name__ == "__main__":
    sys.stdout.write(furnish(sys.argv[1]))
