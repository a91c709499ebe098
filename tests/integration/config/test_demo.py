# SPDX-License-Identifier: EUPL-1.2
"""A demonstration has all its parts, whichever version of Tereze began it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tereze.config import demo, demo_baku
from tereze.core import clock
from tereze.packs.services import install_pack
from tereze.people.models import Organisation, Representative, Resident
from tereze.permits.desk.models import Call
from tereze.permits.models import Order
from tereze.permits.services import end_order, ensure_signing_key
from town import NOON, TURKISTAN

pytestmark = pytest.mark.django_db(transaction=True)

SUNSET = NOON + timedelta(days=demo.ORDER_DAYS)


def seed() -> list[str]:
    """Seed, and give what the operator was told."""
    said: list[str] = []
    demo.seed(said.append)
    return said


def count() -> dict[str, int]:
    tables = (Order, Resident, Organisation, Representative, Call)
    return {table.__name__: table.objects.count() for table in tables}


def titles_in_force(now: datetime) -> list[str]:
    orders = Order.objects.filter(starts_at__lte=now, ends_at__gt=now).order_by("starts_at")
    return list(orders.values_list("title", flat=True))


@pytest.fixture(autouse=True)
def town(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ensure_signing_key(actor="tests", now=NOON)
    install_pack(folder=TURKISTAN, actor="tests", now=NOON)


def test_the_second_start_makes_nothing() -> None:
    assert seed()
    made = count()
    assert seed() == []
    assert count() == made


def test_an_older_demonstration_gets_what_came_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PARTS", demo.PARTS[:2])
    seed()
    assert titles_in_force(NOON) == [demo.TITLE]
    monkeypatch.undo()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=5))
    seed()
    # Pages that are nobody's in particular still show Turkistan's.
    assert titles_in_force(clock.now()) == [demo_baku.TITLE, demo.TITLE]
    assert count() == {"Order": 2, "Resident": 6, "Organisation": 1, "Representative": 2, "Call": 2}


def test_after_the_sunset_new_orders_are_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    seed()
    monkeypatch.setattr(clock, "now", lambda: SUNSET)
    assert titles_in_force(SUNSET) == []
    seed()
    assert titles_in_force(SUNSET) == [demo_baku.TITLE, demo.TITLE]
    assert count()["Resident"] == 6


def test_an_order_that_somebody_ended_stays_ended() -> None:
    seed()
    order = Order.objects.get(title=demo.TITLE)
    end_order(order_id=order.pk, why="It is over.", actor="administrator", now=NOON)
    assert seed() == []
