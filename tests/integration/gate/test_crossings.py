# SPDX-License-Identifier: EUPL-1.2
"""Devices tell what they saw: each crossing is written once, and counted once."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from gate_client import Answer
from tereze.permits import services as permits
from tereze.permits.checkpoints.models import Checkpoint, Crossing, CrossingCount
from tereze.permits.checkpoints.services import close_device, open_device
from tereze.permits.gate import crossings
from town import NOON, Town

_nonces = itertools.count()


@pytest.fixture(autouse=True, params=[False, True], ids=["at once", "spelled out"])
def spelled_out(town: Town, request: pytest.FixtureRequest) -> None:
    """Crossings are written as where one machine keeps them, and as where many do."""
    town.spelled_out = request.param


@pytest.fixture
def checkpoint(town: Town) -> Checkpoint:
    return Checkpoint.objects.create(
        name="North", place=town.order.places[0], lanes=2, added_at=NOON, added_by="tests"
    )


@pytest.fixture
def key(checkpoint: Checkpoint) -> str:
    return open_at(checkpoint)


@pytest.fixture(autouse=True)
def obeyed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices are read with every request."""
    monkeypatch.setattr(crossings, "DEVICES_SECONDS", 0.0)


def open_at(checkpoint: Checkpoint) -> str:
    _, key = open_device(checkpoint_id=checkpoint.pk, lane=1, actor="staff:1", now=NOON)
    return key


def crossing(**parts: Any) -> dict[str, Any]:
    return {
        "nonce": f"nonce-{next(_nonces):08}",
        "at": NOON.isoformat(),
        "direction": "in",
        "verdict": "valid",
        "basis": "permit",
        "passed": True,
        "code": "N1J5M6QB",
        "purpose": "needs",
        "kind": "entry",
        **parts,
    }


def send(town: Town, key: str, *seen: dict[str, Any], **parts: Any) -> Answer:
    body = {"crossings": list(seen), **parts}
    return town.gate.post("/api/v1/crossings", body, Authorization=f"Bearer {key}")


def counted() -> dict[tuple[str, str], tuple[int, int]]:
    rows = CrossingCount.objects.values_list("direction", "verdict", "count", "people")
    return {(direction, verdict): (count, people) for direction, verdict, count, people in rows}


def test_crossings_are_written_with_their_counts(town: Town, key: str) -> None:
    answer = send(
        town,
        key,
        crossing(people=3),
        crossing(people=2),
        crossing(direction="out", verdict="none", basis="none", code=None, purpose=None, kind=None),
    )

    assert answer.status == 200
    assert (answer.json["received"], answer.json["again"]) == (3, 0)
    assert Crossing.objects.count() == 3
    assert counted() == {("in", "valid"): (2, 5), ("out", "none"): (1, 1)}


def test_the_same_crossings_again_change_nothing(town: Town, key: str) -> None:
    first, second = crossing(), crossing()
    send(town, key, first)

    answer = send(town, key, first, second, second)

    assert (answer.json["received"], answer.json["again"]) == (1, 2)
    assert counted() == {("in", "valid"): (2, 2)}


def test_two_devices_may_draw_the_same_nonce(town: Town, checkpoint: Checkpoint, key: str) -> None:
    seen = crossing()
    send(town, key, seen)
    assert send(town, open_at(checkpoint), seen).json["received"] == 1


def test_one_of_a_wrong_time_does_not_hold_up_the_others(town: Town, key: str) -> None:
    early = crossing(at=(NOON + timedelta(minutes=3)).isoformat())
    late = crossing(at=(NOON - timedelta(hours=25)).isoformat())

    answer = send(town, key, early, crossing(), late)

    assert answer.json["received"] == 1
    assert answer.json["refused"] == [
        {"nonce": early["nonce"], "why": "future"},
        {"nonce": late["nonce"], "why": "too-old"},
    ]


def test_an_order_says_how_old_a_crossing_may_be(town: Town, key: str) -> None:
    town.order.crossing_hours = 2
    town.order.save()
    answer = send(town, key, crossing(at=(NOON - timedelta(hours=3)).isoformat()))
    assert [one["why"] for one in answer.json["refused"]] == ["too-old"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"nonce": "short"}, "crossings[0].nonce"),
        ({"nonce": "x" * 65}, "crossings[0].nonce"),
        ({"nonce": "nul\x00nul-nul"}, "crossings[0].nonce"),
        ({"at": "2026-11-20T12:00:00"}, "crossings[0].at"),
        ({"direction": "up"}, "crossings[0].direction"),
        ({"verdict": "fine"}, "crossings[0].verdict"),
        ({"people": -1}, "crossings[0].people"),
        ({"people": 10**9}, "crossings[0].people"),
        ({"code": "N1J5M6QBX"}, "crossings[0].code"),
        ({"purpose": "A Purpose"}, "crossings[0].purpose"),
        ({"name": "Aina"}, "crossings[0].name"),
    ],
)
def test_what_makes_no_sense_is_named(
    town: Town, key: str, parts: dict[str, Any], field: str
) -> None:
    answer = send(town, key, crossing(**parts))
    assert (answer.status, answer.json["field"]) == (400, field)
    assert not Crossing.objects.exists()


def test_more_than_a_thousand_are_too_many(town: Town, key: str) -> None:
    answer = send(town, key, *(crossing() for _ in range(1001)))
    assert (answer.status, answer.json["field"]) == (400, "crossings")


def test_a_key_of_a_door_tells_no_crossings(town: Town) -> None:
    answer = send(town, town.key, crossing())
    assert (answer.status, answer.json["code"]) == (401, "device-over")
    assert "www-authenticate" in answer.headers


def test_a_device_that_was_closed_tells_nothing(town: Town, checkpoint: Checkpoint) -> None:
    device, key = open_device(checkpoint_id=checkpoint.pk, lane=1, actor="staff:1", now=NOON)
    close_device(device_id=device.id, actor="staff:1", now=NOON)
    assert send(town, key, crossing()).status == 401


def test_after_the_shift_a_device_tells_what_it_saw_and_reads_nothing(town: Town, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    assert town.gate.get("/api/v1/checkpoint", **headers).status == 200

    town.now = NOON + timedelta(hours=13)

    assert town.gate.get("/api/v1/checkpoint", **headers).status == 401
    assert send(town, key, crossing()).json["received"] == 1
    town.now = NOON + timedelta(hours=24)
    assert send(town, key, crossing()).status == 401


def test_a_device_learns_where_it_is(town: Town, checkpoint: Checkpoint, key: str) -> None:
    answer = town.gate.get("/api/v1/checkpoint", Authorization=f"Bearer {key}").json
    assert answer["checkpoint"]["name"] == "North"
    assert answer["crossing_hours"] == 24
    assert answer["sampling"] == {"check_one_in": 1, "why": "no-report", "minutes": None}


def test_how_many_wait_says_how_many_to_check(town: Town, checkpoint: Checkpoint, key: str) -> None:
    waiting = {"at": NOON.isoformat(), "vehicles": 200}

    answer = send(town, key, waiting=waiting)

    assert answer.json["sampling"] == {"check_one_in": 4, "why": "queue", "minutes": 14}
    checkpoint.refresh_from_db()
    assert (checkpoint.waiting, checkpoint.check_one_in) == (200, 4)
    earlier = {"at": (NOON - timedelta(minutes=5)).isoformat(), "vehicles": 1}
    send(town, key, waiting=earlier)
    checkpoint.refresh_from_db()
    assert checkpoint.waiting == 200, "what was seen earlier says nothing any more"


def test_what_a_check_takes_is_measured(town: Town, checkpoint: Checkpoint, key: str) -> None:
    every_ten_seconds = [NOON - timedelta(seconds=10 * number) for number in range(20)]
    send(town, key, *(crossing(at=at.isoformat()) for at in every_ten_seconds))

    answer = send(town, key, waiting={"at": NOON.isoformat(), "vehicles": 200})

    checkpoint.refresh_from_db()
    assert checkpoint.seconds_per_check == 10
    assert answer.json["sampling"]["check_one_in"] == 2


def test_a_code_that_a_device_did_not_know_is_looked_up_among_emergency_passes(
    town: Town, key: str
) -> None:
    taken = permits.take_emergency_pass(now=town.now).code
    typed = {"verdict": "unknown", "basis": "emergency", "purpose": None, "kind": None}
    send(town, key, crossing(code=taken, **typed), crossing(code="7K3M9QXA", **typed))

    said = dict(Crossing.objects.values_list("code", "verdict"))
    assert said == {taken: "emergency", "7K3M9QXA": "unknown"}
    assert counted() == {("in", "emergency"): (1, 1), ("in", "unknown"): (1, 1)}
