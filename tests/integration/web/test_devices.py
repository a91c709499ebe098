# SPDX-License-Identifier: EUPL-1.2
"""Inspectors open devices with the session in which they are signed in."""

import json
from typing import Any

import pytest
from django.test import Client

from integration.web.conftest import INSPECTOR
from tereze.core.models import AuditEntry
from tereze.messaging.keys import digest_key
from tereze.permits.checkpoints import services
from tereze.permits.checkpoints.models import Device
from tereze.permits.checkpoints.types import CheckpointFacts
from town import NOON, add_checkpoint, member


@pytest.fixture
def checkpoint(town: None) -> CheckpointFacts:
    return add_checkpoint("KZ-61", name="Shymkent highway")


def open_device(browser: Client, **body: Any) -> Any:
    return browser.post("/api/v1/devices", json.dumps(body), content_type="application/json")


def test_a_device_is_opened_for_one_shift_and_its_key_is_not_kept(
    inspector: Client, checkpoint: CheckpointFacts
) -> None:
    answer = open_device(inspector, checkpoint=checkpoint.id, lane=2)

    assert answer.status_code == 201
    told = answer.json()
    assert told["until"] == "2026-11-20T19:00:00Z"
    assert told["checkpoint"] == {
        "id": checkpoint.id,
        "name": "Shymkent highway",
        "place": "KZ-61",
        "lanes": 2,
        "queue_minutes": 15,
    }
    device = Device.objects.get(pk=told["device"])
    assert (device.lane, bytes(device.key_digest)) == (2, digest_key(told["key"]))
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.get(action="device-opened").subject == f"device:{device.pk}"


def test_nobody_else_opens_one(
    operator: Client, browser: Client, checkpoint: CheckpointFacts
) -> None:
    statuses = [
        open_device(somebody, checkpoint=checkpoint.id).status_code
        for somebody in (operator, browser, Client())
    ]
    assert statuses == [403, 401, 401]
    assert not Device.objects.exists()


def test_a_page_of_somebody_else_can_not_open_one(town: None, checkpoint: CheckpointFacts) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member(INSPECTOR))
    answer = open_device(browser, checkpoint=checkpoint.id)
    assert (answer.status_code, answer.json()["code"]) == (403, "forgery-suspected")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"lane": 1}, 400, "checkpoint"),
        ({"checkpoint": 404, "lane": 1}, 404, "checkpoint"),
        ({"lane": 3}, 400, "lane"),
        ({"lane": 0}, 400, "lane"),
    ],
)
def test_what_is_wrong_is_named(
    inspector: Client, checkpoint: CheckpointFacts, body: dict[str, int], status: int, field: str
) -> None:
    if field == "lane":
        body = {"checkpoint": checkpoint.id, **body}
    answer = open_device(inspector, **body)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_a_checkpoint_that_is_closed_takes_its_devices_with_it(
    inspector: Client, checkpoint: CheckpointFacts
) -> None:
    open_device(inspector, checkpoint=checkpoint.id, lane=1)

    services.close_checkpoint(checkpoint_id=checkpoint.id, actor="tests", now=NOON)

    assert Device.objects.get().closed_at == NOON
    assert open_device(inspector, checkpoint=checkpoint.id, lane=1).status_code == 409


def test_the_shift_is_over_when_the_device_says_so(
    inspector: Client, checkpoint: CheckpointFacts
) -> None:
    key = open_device(inspector, checkpoint=checkpoint.id, lane=1).json()["key"]

    def close(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return Client().post("/api/v1/devices/close", headers=headers).status_code

    assert (close("tzd_no-key"), close(key), close(key)) == (401, 204, 204)
    assert Device.objects.get().closed_at == NOON
