# SPDX-License-Identifier: EUPL-1.2
"""Whatever a device sends as crossings, it hears what was wrong, and nothing of ours breaks."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tereze.permits.checkpoints.services import open_device
from town import Town, add_checkpoint

pytestmark = pytest.mark.django_db

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
NAMES = ("nonce", "at", "direction", "verdict", "basis", "passed", "code", "purpose", "kind")
TIMES = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
NONCES = st.text("AZaz09-_", min_size=7, max_size=65)


@pytest.fixture(scope="module")
def key(shared_town: Town, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        checkpoint = add_checkpoint(shared_town.order.places[0], now=shared_town.now)
        _, key = open_device(
            checkpoint_id=checkpoint.id, lane=1, actor="tests", now=shared_town.now
        )
        yield key


@given(
    nonce=NONCES,
    at=TIMES,
    people=st.integers(-1, 1001),
    changes=st.dictionaries(st.sampled_from((*NAMES, "people", "offline", "more")), ANYTHING),
    around=st.dictionaries(st.sampled_from(("crossings", "waiting", "more")), ANYTHING, max_size=1),
    anything=ANYTHING,
)
def test_every_answer_is_an_answer(
    shared_town: Town,
    key: str,
    nonce: str,
    at: str,
    people: int,
    changes: dict[str, Any],
    around: dict[str, Any],
    anything: Any,
) -> None:
    right = {
        "nonce": nonce,
        "at": at,
        "direction": "in",
        "verdict": "none",
        "basis": "none",
        "passed": False,
        "people": people,
    }
    for body in (
        {"crossings": [right]},
        {"crossings": [right, {**right, **changes}]},
        {"crossings": [right], **around},
        {"waiting": {"at": at, "vehicles": people}},
        anything,
    ):
        answer = shared_town.gate.post("/api/v1/crossings", body, Authorization=f"Bearer {key}")
        assert answer.status in (200, 400), answer.body
        if answer.status == 400:
            assert answer.json["code"] == "malformed"
