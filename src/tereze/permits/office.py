# SPDX-License-Identifier: EUPL-1.2
"""What the office reads that puts rules in force: orders as acts, and the packs behind them.

Here are acts, rules and counts, and nobody's name: preparing an order needs no personal data.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tereze.core.errors import NotFound
from tereze.packs import selectors as packs
from tereze.packs.selectors import PackSummary
from tereze.packs.types import Pack
from tereze.permits.models import Order

OrderState: TypeAlias = Literal["in-force", "prepared", "over", "ended"]


class UnknownOrder(NotFound):
    """There is no order with this number."""

    code = "unknown-order"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderAct:
    """An order as the act that it is."""

    id: int
    title: str
    legal_basis: str
    signed_by: str
    pack: str
    version: str
    digest: str
    places: tuple[str, ...]
    starts_at: datetime
    #: its sunset, as the act says it
    ends_at: datetime
    #: when it was ended before its sunset; None: it was not
    ended_at: datetime | None
    #: after so many hours it is deleted who crossed at its places
    crossing_hours: int
    prepared_at: datetime

    def state(self, now: datetime) -> OrderState:
        """What the order is worth at `now`."""
        if self.ended_at is not None and self.ended_at < self.ends_at:
            return "ended"
        if now >= self.ends_at:
            return "over"
        return "in-force" if now >= self.starts_at else "prepared"

    def can_be_ended(self, now: datetime) -> bool:
        """It is not over yet."""
        return self.state(now) in ("in-force", "prepared")


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalledVersion:
    """An installed pack version with what it says."""

    summary: PackSummary
    pack: Pack


def list_acts() -> tuple[OrderAct, ...]:
    """All orders, the one that begins last first."""
    return tuple(map(_act, Order.objects.order_by("-starts_at", "-pk")))


def get_act(order_id: int) -> OrderAct:
    """An order by its number. Raises UnknownOrder."""
    row = Order.objects.filter(pk=order_id).first()
    if row is None:
        raise UnknownOrder
    return _act(row)


def list_versions() -> tuple[InstalledVersion, ...]:
    """All installed pack versions by name, the latest version of each first."""
    summaries = sorted(packs.list_packs(), key=lambda one: one.version, reverse=True)
    summaries.sort(key=lambda one: one.pack)
    return tuple(map(_version, summaries))


def get_version(digest: str) -> InstalledVersion:
    """An installed pack version by its digest. Raises PackNotInstalled."""
    pack = packs.get_pack(digest)
    return _version(next(one for one in packs.list_packs() if one.digest == pack.digest))


def _version(summary: PackSummary) -> InstalledVersion:
    return InstalledVersion(summary=summary, pack=packs.get_pack(summary.digest))


def _act(row: Order) -> OrderAct:
    return OrderAct(
        id=row.pk,
        title=row.title,
        legal_basis=row.legal_basis,
        signed_by=row.signed_by,
        pack=row.pack,
        version=row.version,
        digest=row.digest,
        places=tuple(row.places),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        crossing_hours=row.crossing_hours,
        prepared_at=row.prepared_at,
    )
