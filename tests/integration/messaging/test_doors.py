# SPDX-License-Identifier: EUPL-1.2
"""Doors open by a key that was shown once, and close for good."""

from datetime import UTC, datetime

import pytest

from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.messaging import selectors, services
from tereze.messaging.errors import DoorExists, UnknownDoor
from tereze.messaging.models import Door

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 4, 2, 9, tzinfo=UTC)


def open_desk() -> str:
    return services.add_door(name="desk", kind="desk", scopes=["ask"], actor="test", now=NOW)


def test_a_key_opens_its_door_with_its_scopes() -> None:
    key = open_desk()
    door = selectors.find_door(key)
    assert door is not None
    assert (door.name, door.kind, door.scopes) == ("desk", "desk", frozenset({"ask"}))


def test_the_key_is_not_kept() -> None:
    key = open_desk()
    row = Door.objects.get()
    assert key.encode() not in bytes(row.key_digest)
    assert key not in str(AuditEntry.objects.values_list("details", flat=True).get())


def test_another_key_opens_nothing() -> None:
    open_desk()
    assert selectors.find_door("tz_" + "A" * 43) is None


def test_a_closed_door_stays_closed_and_its_name_taken() -> None:
    key = open_desk()
    services.close_door(name="desk", actor="test", now=NOW)
    assert selectors.find_door(key) is None
    assert selectors.list_doors()[0].closed_at == NOW
    with pytest.raises(DoorExists):
        open_desk()
    with pytest.raises(UnknownDoor):
        services.rotate_door_key(name="desk", actor="test", now=NOW)


def test_after_a_rotation_only_the_new_key_opens() -> None:
    old = open_desk()
    new = services.rotate_door_key(name="desk", actor="test", now=NOW)
    assert selectors.find_door(old) is None
    assert selectors.find_door(new) is not None


def test_a_door_needs_a_scope_that_exists() -> None:
    with pytest.raises(BadInput) as caught:
        services.add_door(name="desk", kind="desk", scopes=(), actor="test", now=NOW)
    assert caught.value.field == "scopes"


def test_every_change_of_a_door_is_on_record() -> None:
    open_desk()
    services.rotate_door_key(name="desk", actor="test", now=NOW)
    services.close_door(name="desk", actor="test", now=NOW)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["door-added", "door-key-rotated", "door-closed"]
