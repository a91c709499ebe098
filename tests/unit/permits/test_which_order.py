# SPDX-License-Identifier: EUPL-1.2
"""Of several orders the right one answers a request."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tereze.permits.decisions import choose_in_danger, choose_order
from tereze.permits.types import OrderInForce, Request
from unit.permits.regimes import EMERGENCY, NEEDS, make_order, make_regime

NOW = datetime(2020, 6, 26, 5, tzinfo=UTC)
MIDNIGHT = datetime(2020, 6, 27, tzinfo=UTC)
TOMORROW = datetime(2020, 6, 27, 5, tzinfo=UTC)

PRESENT = make_order(make_regime(purposes=[NEEDS, EMERGENCY]), id=1, ends_at=MIDNIGHT)
TO_COME = replace(PRESENT, id=2, starts_at=MIDNIGHT, ends_at=datetime(2021, 1, 1, tzinfo=UTC))


def choose(purpose: str, start: datetime | None, *orders: OrderInForce) -> OrderInForce | None:
    request = Request(purpose=purpose, door="web", starts_at=start)
    return choose_order(orders, request, "KZ-61", NOW)


def test_a_start_under_an_order_to_come_is_decided_by_that_order() -> None:
    assert choose("needs", TOMORROW, PRESENT, TO_COME) == TO_COME
    assert choose("needs", None, PRESENT, TO_COME) == PRESENT


@pytest.mark.parametrize("start", [None, TOMORROW])
def test_an_emergency_does_not_wait_for_an_order_to_come(start: datetime | None) -> None:
    assert choose("emergency", start, PRESENT, TO_COME) == PRESENT
    assert choose("emergency", TOMORROW, TO_COME) == TO_COME


def test_the_order_in_force_says_that_its_time_will_be_over() -> None:
    assert choose("needs", TOMORROW, PRESENT) == PRESENT
    assert choose("needs", None, TO_COME) is None


def test_where_nobody_knows_where_somebody_lives_all_orders_have_to_call_it_an_emergency() -> None:
    elsewhere = make_order(make_regime(), id=3)
    request = Request(purpose="emergency", door="web")

    assert choose_in_danger([PRESENT, TO_COME], request, NOW) == PRESENT
    assert choose_in_danger([PRESENT, elsewhere], request, NOW) is None
    assert choose_in_danger([TO_COME], request, NOW) is None
