# SPDX-License-Identifier: EUPL-1.2
"""Small regimes for tests of the rules, and asking under them.

A test says only what matters to it: `world(purpose={"hours": …}).ask(at="2020-06-26 10:00")`.
Times in tests are local to the regime's zone, as in a pack's scenarios.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tereze.packs.types import Regime
from tereze.permits import rules
from tereze.permits.types import (
    Applicant,
    HolderKind,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    Use,
)

PLACES = [
    {"code": "KZ-61", "latitude": "43.30", "longitude": "68.25"},
    {"code": "KZ-61-KENTAU", "within": "KZ-61", "latitude": "43.52", "longitude": "68.51"},
    {"code": "KZ-61-SAYRAM", "within": "KZ-61", "latitude": "42.30", "longitude": "69.77"},
    {"code": "KZ-79"},
]
NEEDS: Mapping[str, Any] = {"id": "needs", "duration": {"minutes": 120}}
EMERGENCY: Mapping[str, Any] = {
    "id": "emergency",
    "emergency": True,
    "duration": {"minutes": 180},
}


def make_regime(**parts: Any) -> Regime:
    """A regime with one purpose, and what is given on top."""
    return Regime.model_validate(
        {
            "timezone": "Asia/Almaty",
            "legal_basis": {"title": "Decree"},
            "doors": ["web", "sms"],
            "places": PLACES,
            "purposes": [NEEDS],
            **parts,
        }
    )


def make_order(regime: Regime, **parts: Any) -> OrderInForce:
    """An order over 2020 and 2021 for everywhere; its digest is that of the regime's content."""
    order = OrderInForce(
        id=1,
        regime_name="test",
        version="1.0",
        digest=hashlib.sha256(regime.model_dump_json().encode()).hexdigest(),
        regime=regime,
        places=tuple(place.code for place in regime.places if place.within is None),
        starts_at=datetime(2020, 1, 1, tzinfo=UTC),
        ends_at=datetime(2022, 1, 1, tzinfo=UTC),
        legal_basis="Order",
    )
    return replace(order, **parts)


@dataclass
class World:
    """One person under one order, with the ledgers that their asking writes."""

    order: OrderInForce
    applicant: Applicant = field(default_factory=lambda: Applicant(home="KZ-61"))
    ledgers: dict[HolderKind, tuple[Use, ...]] = field(default_factory=lambda: {"resident": ()})

    def instant(self, local: str) -> datetime:
        """A local time, as a pack would write it."""
        zone = ZoneInfo(self.order.regime.timezone)
        return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)

    def clock(self, instant: datetime | None) -> str | None:
        """An instant as a local time."""
        if instant is None:
            return None
        local = instant.astimezone(ZoneInfo(self.order.regime.timezone)).replace(tzinfo=None)
        return local.isoformat(" ", "minutes")

    def ask(self, at: str, purpose: str = "needs", **said: Any) -> Proposal | Refusal:
        """What the rules say; nothing is written."""
        return rules.propose(
            self.order,
            self.applicant,
            self.request(purpose, **said),
            self.ledgers,
            self.instant(at),
        )

    def request(self, purpose: str = "needs", **said: Any) -> Request:
        """A request; `starts_at` may be a local time."""
        if isinstance(said.get("starts_at"), str):
            said["starts_at"] = self.instant(said["starts_at"])
        return Request(**{"purpose": purpose, "door": "web", **said})

    def granted(self, at: str, purpose: str = "needs", **said: Any) -> str:
        """From–until of a permit that has to be granted; nothing is written."""
        outcome = self.ask(at, purpose, **said)
        assert isinstance(outcome, Proposal), outcome
        return f"{self.clock(outcome.starts_at)} – {self.clock(outcome.ends_at)}"

    def refused(self, at: str, purpose: str = "needs", **said: Any) -> tuple[str, str, str | None]:
        """Code, rule and next eligible time of a refusal that has to come."""
        outcome = self.ask(at, purpose, **said)
        assert isinstance(outcome, Refusal), outcome
        return outcome.code, outcome.rule, self.clock(outcome.next_eligible)

    def take(self, at: str, purpose: str = "needs", **said: Any) -> str:
        """Ask, and go: the permit is charged to the ledgers."""
        period = self.granted(at, purpose, **said)
        outcome = self.ask(at, purpose, **said)
        assert isinstance(outcome, Proposal)
        self.charge(outcome, self.instant(at))
        return period

    def charge(self, proposal: Proposal, now: datetime) -> None:
        """Write a proposal into the ledgers that it names."""
        use = use_of(proposal, self.order.regime_name)
        for holder in proposal.holders:
            self.ledgers[holder], _ = rules.charge(
                self.order, self.ledgers.get(holder, ()), use, now
            )

    def used(self, starts_at: str, minutes: int = 120, **said: Any) -> Use:
        """A permit from before."""
        start = self.instant(starts_at)
        values = {"code": "BEFORE01", "purpose": "needs", "regime": "test", **said}
        return Use(starts_at=start, ends_at=start + timedelta(minutes=minutes), **values)


def use_of(proposal: Proposal, regime_name: str) -> Use:
    """The ledger entry of a granted permit."""
    return Use(
        code="TEST0001",
        purpose=proposal.purpose,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        party=proposal.party,
        regime=regime_name,
        free=proposal.free,
    )


def world(
    purpose: Mapping[str, Any] | None = None,
    *,
    purposes: Iterable[Mapping[str, Any]] = (),
    applicant: Applicant | None = None,
    order: Mapping[str, Any] | None = None,
    ledgers: Mapping[HolderKind, tuple[Use, ...]] | None = None,
    **regime: Any,
) -> World:
    """A person under a regime of one purpose `needs`, with these changes, and further purposes."""
    regime["purposes"] = [{**NEEDS, **(purpose or {})}, *purposes]
    made = World(make_order(make_regime(**regime), **(order or {})))
    if applicant:
        made.applicant = applicant
    if ledgers:
        made.ledgers.update(ledgers)
    return made
