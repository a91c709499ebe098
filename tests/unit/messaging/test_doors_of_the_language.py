# SPDX-License-Identifier: EUPL-1.2
"""Two rooms that must not import each other use the same words for doors."""

from typing import get_args

from tereze.messaging import types as messaging
from tereze.packs import types as packs


def test_a_door_can_be_of_every_kind_that_a_regime_can_speak_of() -> None:
    assert set(messaging.DOOR_KINDS) == set(get_args(packs.DoorKind))
    assert set(messaging.DOOR_KINDS) == set(get_args(messaging.DoorKind))
