# SPDX-License-Identifier: EUPL-1.2
"""How a device fetches its list: with its key, gzipped, and only when it is another one."""

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tereze.permits import services as permits
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.keys import SHIFT
from tereze.permits.types import Granted, Request
from town import BORDER_TOWN, NOON, Town, add_checkpoint

LIST = "/api/v1/checkpoint/list"

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = Town.found(BORDER_TOWN, places=["KZ"])
    request = Request(purpose="errand", door="desk", place="KZ-61")
    who = town.add_resident().facts
    answer = permits.ask_permit(resident=who, request=request, door="front", now=NOON)
    assert isinstance(answer, Granted)
    return town


@pytest.fixture
def checkpoint(town: Town) -> int:
    return add_checkpoint("KZ-61", name="Highway").id


@pytest.fixture
def key(checkpoint: int) -> str:
    _, key = services.open_device(checkpoint_id=checkpoint, lane=1, actor="tests", now=NOON)
    return key


@pytest.fixture(autouse=True)
def clock_at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def fetch(client: Client, key: str, query: str = "", **headers: str):
    return client.get(LIST + query, headers={"Authorization": f"Bearer {key}", **headers})


def test_a_device_gets_the_list_of_its_place(client: Client, key: str) -> None:
    answer = fetch(client, key)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert answer.content.startswith(b'{"format":"tereze-list-1","place":"KZ-61",')
    assert b'"count":1' in answer.content


def test_no_browser_keeps_it(client: Client, key: str) -> None:
    assert fetch(client, key)["Cache-Control"] == "no-store"


def test_it_comes_gzipped_to_who_understands_that(client: Client, key: str) -> None:
    plain, gzipped = fetch(client, key), fetch(client, key, **{"Accept-Encoding": "br, gzip"})

    assert gzipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(gzipped.content) == plain.content
    assert {answer["Vary"].split(",")[0] for answer in (plain, gzipped)} == {"Accept-Encoding"}


def test_it_is_not_sent_twice(client: Client, key: str) -> None:
    first = fetch(client, key)
    again = fetch(client, key, **{"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert fetch(client, key, **{"If-None-Match": '"another"'}).status_code == 200


def test_later_only_what_changed_is_sent(client: Client, key: str) -> None:
    cursor = int((NOON - timedelta(minutes=1)).timestamp() * 1000)

    answer = fetch(client, key, f"?since={cursor}")

    assert f'"since":"{cursor}"'.encode() in answer.content


@pytest.mark.parametrize("authorization", ["", "Bearer tzd_no-such-key", "Basic eA=="])
def test_without_the_key_of_a_device_there_is_no_list(
    client: Client, key: str, authorization: str
) -> None:
    answer = client.get(LIST, headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_door_is_no_device(client: Client, town: Town) -> None:
    assert fetch(client, town.key).json()["code"] == "device-over"


def test_after_its_shift_a_device_gets_nothing(
    client: Client, key: str, clock_at_noon: time_machine.Traveller
) -> None:
    clock_at_noon.move_to(NOON + SHIFT)

    assert fetch(client, key).json()["code"] == "device-over"


def test_a_closed_device_gets_nothing(client: Client, checkpoint: int) -> None:
    device, key = services.open_device(checkpoint_id=checkpoint, lane=1, actor="tests", now=NOON)
    services.close_device(device_id=device.id, actor="tests", now=NOON)

    assert fetch(client, key).status_code == 401


def test_it_is_read_only(client: Client, key: str) -> None:
    assert client.post(LIST, headers={"Authorization": f"Bearer {key}"}).status_code == 405
