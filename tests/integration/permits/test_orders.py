# SPDX-License-Identifier: EUPL-1.2
"""Orders are prepared, hold, and end; nothing is granted outside them."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tereze.core.caching import forget_everything
from tereze.core.models import AuditEntry
from tereze.packs.services import install_pack
from tereze.permits import services
from tereze.permits.errors import BadOrder, OrderOver, ScenariosFail
from tereze.permits.models import Order, RefusalRecord
from tereze.permits.types import Answer, Granted, Refused, Request
from town import NOON, SMALL_TOWN, TURKISTAN, resident

pytestmark = pytest.mark.django_db


def prepare(folder: Path = TURKISTAN, **parts: Any) -> Order:
    pack = install_pack(folder=folder, actor="tests", now=NOON)
    values = {
        "title": "Quarantine",
        "digest": pack.digest,
        "places": ["KZ-61"],
        "starts_at": NOON,
        "ends_at": NOON + timedelta(days=10),
        "legal_basis": "Decree 7",
        "signed_by": "The mayor",
        "actor": "tests",
        "now": NOON,
    }
    order = services.prepare_order(**{**values, **parts})
    forget_everything()
    return order


def ask(*, days: float = 0) -> Answer:
    now = NOON + timedelta(days=days)
    request = Request(purpose="needs", door="web")
    return services.ask_permit(resident=resident(), request=request, door="web", now=now)


def refusal_of(answer: Answer) -> str:
    assert isinstance(answer, Refused), answer
    return answer.refusal.code


def test_an_order_holds_from_its_start_to_its_sunset() -> None:
    prepare(starts_at=NOON + timedelta(days=1))

    assert refusal_of(ask()) == "no-order"
    assert isinstance(ask(days=1), Granted)
    assert isinstance(ask(days=9.9), Granted)
    assert refusal_of(ask(days=10)) == "after-sunset"
    assert not RefusalRecord.objects.exists(), "where nothing is in force nothing is kept"


def test_an_order_that_is_ended_early_ends_at_once() -> None:
    order = prepare()

    services.end_order(order_id=order.pk, why="over", actor="staff:1", now=NOON + timedelta(days=2))
    forget_everything()

    assert isinstance(ask(days=1), Granted)
    assert refusal_of(ask(days=2)) == "after-sunset"
    assert AuditEntry.objects.get(action="order-ended").details == {"why": "over"}
    with pytest.raises(OrderOver):
        services.end_order(order_id=order.pk, why="", actor="tests", now=NOON + timedelta(days=3))


def test_a_later_order_replaces_an_earlier_one_where_both_hold() -> None:
    prepare()
    later = prepare(starts_at=NOON + timedelta(hours=1))

    answer = ask(days=1)

    assert isinstance(answer, Granted)
    assert answer.permit.order_id == later.pk


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"places": ["FR-75"]}, "places"),
        ({"places": []}, "places"),
        ({"places": ["KZ-61"] * 41}, "places"),
        ({"ends_at": NOON}, "ends_at"),
        ({"starts_at": NOON - timedelta(days=3), "ends_at": NOON - timedelta(days=1)}, "ends_at"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(BadOrder) as refused:
        prepare(**parts)
    assert refused.value.field == field


def test_a_pack_whose_scenarios_fail_is_not_put_in_force(tmp_path: Path) -> None:
    folder = copytree(SMALL_TOWN, tmp_path / "pack")
    scenarios = folder / "scenarios.yaml"
    scenarios.write_text(scenarios.read_text().replace("minutes: 120", "minutes: 90"))

    with pytest.raises(ScenariosFail, match="Somebody goes shopping"):
        prepare(folder)
    assert not Order.objects.exists()
