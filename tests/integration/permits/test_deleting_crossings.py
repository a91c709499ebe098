# SPDX-License-Identifier: EUPL-1.2
"""Who crossed where is deleted after the hours that the order sets; counts stay, and it is told."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from tereze.core.caching import forget_everything
from tereze.core.partitions import list_partitions
from tereze.permits import selectors
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.models import Crossing, CrossingCount
from tereze.permits.checkpoints.services.partitions import CROSSINGS
from tereze.permits.deletions import find_break
from tereze.permits.models import Deletion
from town import NOON, add_checkpoint, turkistan

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
_nonces = itertools.count()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_everything()
    yield
    forget_everything()


def cross(checkpoint_id: int, at: datetime) -> Crossing:
    hour = at.replace(minute=0, second=0, microsecond=0)
    CrossingCount.objects.get_or_create(
        hour=hour,
        checkpoint_id=checkpoint_id,
        direction="in",
        verdict="valid",
        basis="permit",
        kind="entry",
        passed=True,
        defaults={"count": 1, "people": 1},
    )
    return Crossing.objects.create(
        device_id=1,
        hour=hour,
        nonce=f"nonce-{next(_nonces)}",
        checkpoint_id=checkpoint_id,
        lane=1,
        at=at,
        received_at=at,
        direction="in",
        verdict="valid",
        basis="permit",
        passed=True,
        code="N1J5M6QB",
        purpose="needs",
        kind="entry",
        people=1,
        offline=False,
    )


def delete(now: datetime) -> None:
    services.delete_crossings(actor="worker", now=now)


def test_partitions_of_hours_are_made_ahead_and_take_what_was_caught() -> None:
    cross(1, NOON)
    made = services.make_partitions(first=NOON - HOUR, hours=3)
    assert made == [
        f"{CROSSINGS.name}_{hour}" for hour in ("2026112006", "2026112007", "2026112008")
    ]
    assert services.make_partitions(first=NOON - HOUR, hours=3) == []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {CROSSINGS.name}_2026112007")  # noqa: S608
        assert cursor.fetchone() == (1,)


def test_an_hour_goes_as_a_whole_when_the_hours_of_the_order_are_over() -> None:
    turkistan(crossing_hours=24)
    here = add_checkpoint("KZ-61-TURKISTAN").id
    services.make_partitions(first=NOON, hours=2)
    cross(here, NOON + timedelta(minutes=10))
    cross(here, NOON + timedelta(minutes=70))

    delete(NOON + 25 * HOUR - timedelta(minutes=1))
    assert Crossing.objects.count() == 2
    delete(NOON + 25 * HOUR)

    assert Crossing.objects.get().at == NOON + timedelta(minutes=70)
    assert f"{CROSSINGS.name}_2026112007" not in list_partitions(CROSSINGS.name)
    assert CrossingCount.objects.count() == 2
    entry = Deletion.objects.get()
    assert (entry.what, entry.rows, entry.rule) == ("crossings", 1, "crossing_hours 24")
    assert (entry.since, entry.until) == (NOON, NOON + HOUR)


def test_a_place_whose_order_gives_less_time_is_forgotten_earlier() -> None:
    turkistan(crossing_hours=48)
    turkistan(places=["KZ-61-KENTAU"], crossing_hours=2, starts_at=NOON - HOUR)
    long = add_checkpoint("KZ-61-TURKISTAN").id
    short = add_checkpoint("KZ-61-KENTAU", name="South gate").id
    cross(long, NOON)
    cross(short, NOON)

    delete(NOON + 3 * HOUR)

    assert Crossing.objects.get().checkpoint_id == long
    assert [entry.rule for entry in selectors.list_deletions()] == ["crossing_hours 2"]


def test_after_the_sunset_the_last_crossings_go_and_the_order_tells() -> None:
    order = turkistan(ends_at=NOON + HOUR)
    cross(add_checkpoint("KZ-61-TURKISTAN").id, NOON)

    delete(NOON + timedelta(days=2))

    assert not Crossing.objects.exists()
    assert selectors.count_deleted(order.pk) == {"crossings": 1}
    assert find_break(selectors.list_deletions()) is None


def test_no_crossing_lives_longer_than_three_days_whatever_the_orders_say() -> None:
    turkistan(crossing_hours=72)
    here = add_checkpoint("KZ-61-TURKISTAN").id
    services.make_partitions(first=NOON, hours=1)
    cross(here, NOON)
    delete(NOON + 73 * HOUR)
    assert not Crossing.objects.exists()
