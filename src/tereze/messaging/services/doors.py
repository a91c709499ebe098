# SPDX-License-Identifier: EUPL-1.2
"""Opening and closing doors for programs."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.messaging.errors import DoorExists, UnknownDoor
from tereze.messaging.keys import digest_key, new_key
from tereze.messaging.models import Door
from tereze.messaging.types import DOOR_KINDS, SCOPES, DoorKind, Scope


@transaction.atomic
def add_door(
    *, name: str, kind: DoorKind, scopes: Collection[Scope], actor: str, now: datetime
) -> str:
    """Open a door for a program and give its key. The key is shown this once and not kept."""
    if kind not in DOOR_KINDS:
        raise BadInput(f"A door is one of: {', '.join(DOOR_KINDS)}.", field="kind")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadInput(f"Scopes are one or more of: {', '.join(SCOPES)}.", field="scopes")
    key = new_key()
    door, is_new = Door.objects.get_or_create(
        name=name,
        defaults={
            "kind": kind,
            "key_digest": digest_key(key),
            "scopes": sorted(set(scopes)),
            "added_at": now,
        },
    )
    if not is_new:
        raise DoorExists(field="name")
    audit.record(
        actor=actor,
        action="door-added",
        subject=f"door:{door.pk}",
        at=now,
        name=name,
        kind=kind,
        scopes=door.scopes,
    )
    return key


@transaction.atomic
def close_door(*, name: str, actor: str, now: datetime) -> None:
    """Close a door for good: its key opens nothing any more."""
    door = _lock_open_door(name)
    door.closed_at = now
    door.save(update_fields=["closed_at"])
    audit.record(actor=actor, action="door-closed", subject=f"door:{door.pk}", at=now, name=name)


@transaction.atomic
def rotate_door_key(*, name: str, actor: str, now: datetime) -> str:
    """Give a door a new key; the old one opens nothing any more."""
    door = _lock_open_door(name)
    key = new_key()
    door.key_digest = digest_key(key)
    door.save(update_fields=["key_digest"])
    audit.record(
        actor=actor, action="door-key-rotated", subject=f"door:{door.pk}", at=now, name=name
    )
    return key


def _lock_open_door(name: str) -> Door:
    door = Door.objects.select_for_update().filter(name=name, closed_at=None).first()
    if door is None:
        raise UnknownDoor(field="name")
    return door
