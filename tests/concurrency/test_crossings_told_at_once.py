# SPDX-License-Identifier: EUPL-1.2
"""Devices tell at the same moment: nothing is written twice, nothing is lost, nobody waits for ever."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tereze.core.partitions import list_partitions
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.models import Crossing, CrossingCount
from tereze.permits.checkpoints.services.partitions import CROSSINGS
from town import NOON, Town, add_checkpoint

ADDRESS = "/api/v1/crossings"


@pytest.fixture
def checkpoint(town: Town) -> int:
    return add_checkpoint(town.order.places[0]).id


def open_device(checkpoint: int) -> dict[str, str]:
    _, key = services.open_device(checkpoint_id=checkpoint, lane=1, actor="tests", now=NOON)
    return {"Authorization": f"Bearer {key}"}


def crossing(number: int) -> dict[str, Any]:
    return {
        "nonce": f"nonce-{number:06}",
        "at": (NOON - timedelta(minutes=number % 150)).isoformat(),
        "direction": ("in", "out")[number % 2],
        "verdict": ("valid", "ended", "none")[number % 3],
        "basis": "permit",
        "passed": bool(number % 3 == 0),
        "kind": ("entry", "exit", "movement")[number % 3],
    }


def test_the_same_batch_from_one_device_many_times_at_once_is_written_once(
    town: Town, checkpoint: int
) -> None:
    device = open_device(checkpoint)
    seen = [crossing(number) for number in range(200)]
    shuffled = [random.Random(seed).sample(seen, len(seen)) for seed in range(12)]

    answers = town.gate.post_together(
        ADDRESS, [({"crossings": batch}, device) for batch in shuffled]
    )

    assert {answer.status for answer in answers} == {200}
    assert sum(answer.json["received"] for answer in answers) == 200
    assert Crossing.objects.count() == sum(CrossingCount.objects.values_list("count", flat=True))
    assert Crossing.objects.count() == 200


def test_many_devices_that_count_the_same_at_once_lose_no_count(
    town: Town, checkpoint: int
) -> None:
    devices = [open_device(checkpoint) for _ in range(6)]
    batches = [
        ({"crossings": random.Random(seed).sample(list(map(crossing, range(90))), 90)}, device)
        for seed, device in enumerate(devices)
    ]

    answers = town.gate.post_together(ADDRESS, batches * 2)

    assert {answer.status for answer in answers} == {200}
    assert Crossing.objects.count() == 6 * 90
    assert sum(CrossingCount.objects.values_list("count", flat=True)) == 6 * 90


def test_partitions_are_made_between_crossings(town: Town, checkpoint: int) -> None:
    device = open_device(checkpoint)
    for start in range(0, 200, 50):
        seen = [crossing(number) for number in range(start, start + 50)]
        town.gate.post(ADDRESS, {"crossings": seen}, **device)
        services.make_partitions(first=NOON - timedelta(hours=start // 50), hours=1)
    try:
        assert Crossing.objects.count() == 200
    finally:
        with connection.cursor() as cursor:
            for name in list_partitions(CROSSINGS.name):
                if not name.endswith("_default"):
                    cursor.execute(f"DROP TABLE {name}")
