# SPDX-License-Identifier: EUPL-1.2
"""A permit for days, asked for at the gate: its credential names a place in a status list of its own."""

from collections.abc import Iterator

import pytest

from tereze.permits.credential import StatusReference, from_text, public_keys_from_jwks, verify
from tereze.permits.models import Permit
from town import BORDER_TOWN, Town

PERMITS = "/api/v1/permits"


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    town = Town.found(BORDER_TOWN, places=["KZ"])
    yield town
    town.leave()


def ask(town: Town, purpose: str) -> StatusReference | None:
    body = {"document": town.add_resident().shown, "purpose": purpose, "place": "KZ-61"}
    permit = town.gate.post(PERMITS, body).json
    keys = public_keys_from_jwks(town.gate.get("/.well-known/tereze/keys").json)
    return verify(from_text(permit["credential"]), keys, town.now).status


def test_a_standing_permit_names_its_place(town: Town) -> None:
    status = ask(town, "shift")

    index = Permit.objects.get().status_index
    assert index is not None
    assert status == StatusReference(
        uri="https://permits.example.kz/api/v1/status/20777", index=index
    )


def test_a_permit_for_hours_names_none(town: Town) -> None:
    assert ask(town, "errand") is None
    assert Permit.objects.get().status_index is None


def test_a_place_that_is_taken_is_drawn_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("tereze.permits.decisions.draw_place", lambda **_: next(drawn))
    monkeypatch.setattr("tereze.permits.records.shard_of", lambda _: 8)

    places = [ask(town, "shift"), ask(town, "shift")]

    assert [status.index for status in places if status] == [7, 8]
