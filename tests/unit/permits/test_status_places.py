# SPDX-License-Identifier: EUPL-1.2
"""Places of standing permits in the status list of their day."""

from datetime import UTC, datetime, timedelta

import pytest

from tereze.permits.shards import SHARDS
from tereze.permits.status.places import PLACES, draw_place

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize("length", [timedelta(minutes=1), timedelta(hours=24)])
def test_a_permit_for_a_day_at_most_has_no_place(length: timedelta) -> None:
    assert draw_place(starts_at=NOON, ends_at=NOON + length, resident_id=7) is None


def test_places_of_standing_permits_tell_nothing() -> None:
    end = NOON + timedelta(hours=24, seconds=1)
    drawn = [draw_place(starts_at=NOON, ends_at=end, resident_id=7) for _ in range(200)]
    assert all(place is not None and 0 <= place < PLACES for place in drawn)
    assert len(set(drawn)) > 190


def test_residents_of_different_shards_never_draw_the_same_place() -> None:
    end = NOON + timedelta(days=2)
    drawn = [draw_place(starts_at=NOON, ends_at=end, resident_id=id) for id in range(10 * SHARDS)]
    assert all(place and place % SHARDS == id % SHARDS for id, place in enumerate(drawn) if place)
