# SPDX-License-Identifier: EUPL-1.2
"""Token Status Lists, held to the vectors that the IETF's draft publishes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest

from tereze.permits.credential import (
    BadSignature,
    CredentialRefused,
    KeyRing,
    NotOurs,
    SigningKey,
    TooLarge,
    verify,
)
from tereze.permits.status.places import PLACES
from tereze.permits.status.token_list import (
    INVALID,
    MOST_BYTES,
    ListOver,
    StatusClaims,
    StatusList,
    open_list,
    sign_list,
)

FILE = Path(__file__).parents[2] / "vectors" / "status_list.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADDRESS = "https://permits.example.kz/api/v1/status/20778"
RING = KeyRing.generate()
CLAIMS = StatusClaims(
    address=ADDRESS,
    issued_at=NOON,
    expires_at=NOON + timedelta(days=1),
    ttl=timedelta(minutes=2),
    statuses=StatusList.of({7: INVALID}, places=PLACES),
)


def of(vector: dict[str, Any]) -> StatusList:
    if "bytes" in vector:
        return StatusList(bits=vector["bits"], data=bytes.fromhex(vector["bytes"]))
    return StatusList.of(dict(vector["statuses"]), places=vector["places"], bits=vector["bits"])


@pytest.mark.parametrize("vector", VECTORS["lists"], ids=lambda vector: vector["section"])
def test_the_draft_s_lists_are_read_as_it_says(vector: dict[str, Any]) -> None:
    read = StatusList.from_claim(cbor2.loads(bytes.fromhex(vector["cbor"])))

    assert read == of(vector)
    for place, status in vector.get("statuses", ()):
        assert read.status_at(place) == status


@pytest.mark.parametrize("vector", VECTORS["lists"], ids=lambda vector: vector["section"])
def test_they_are_written_so_that_they_are_read_again(vector: dict[str, Any]) -> None:
    # Two zlibs may compress one list in two ways, so bytes are not compared.
    written = cbor2.loads(cbor2.dumps(of(vector).to_claim()))

    assert StatusList.from_claim(written) == of(vector)
    assert len(written["lst"]) <= len(cbor2.loads(bytes.fromhex(vector["cbor"]))["lst"])


def test_the_first_bits_of_the_draft_s_example_lie_as_it_draws_them() -> None:
    one_bit = of(VECTORS["lists"][0])
    assert [one_bit.status_at(place) for place in range(16)] == [
        *(1, 0, 0, 1, 1, 1, 0, 1),
        *(1, 1, 0, 0, 0, 1, 0, 1),
    ]
    two_bits = of(VECTORS["lists"][1])
    assert [two_bits.status_at(place) for place in range(12)] == [
        1,
        2,
        0,
        3,
        0,
        1,
        0,
        1,
        1,
        2,
        3,
        3,
    ]


def test_our_token_says_what_the_draft_s_says() -> None:
    ours = cbor2.loads(sign_list(CLAIMS, RING.active)).value
    theirs = cbor2.loads(bytes.fromhex(VECTORS["status_list_token"]["cbor"])).value

    header, their_header = cbor2.loads(ours[0]), cbor2.loads(theirs[0])
    assert header[16] == their_header[16] == "application/statuslist+cwt"
    claims, their_claims = cbor2.loads(ours[2]), cbor2.loads(theirs[2])
    assert set(claims) == set(their_claims) == {2, 4, 6, 65533, 65534}
    assert {key: type(value) for key, value in claims.items()} == {
        key: type(value) for key, value in their_claims.items()
    }
    assert StatusList.from_claim(their_claims[65533]) == of(VECTORS["lists"][0])


def test_a_list_that_was_signed_is_read() -> None:
    token = sign_list(CLAIMS, RING.active)

    assert open_list(token, RING.public_keys, NOON, address=ADDRESS) == CLAIMS
    assert len(token) < 1000, "nothing but zeros costs next to nothing"


def test_a_list_of_another_address_says_nothing() -> None:
    token = sign_list(CLAIMS, RING.active)
    with pytest.raises(NotOurs):
        open_list(token, RING.public_keys, NOON, address=f"{ADDRESS}0")


def test_a_list_that_is_over_says_nothing() -> None:
    token = sign_list(CLAIMS, RING.active)
    with pytest.raises(ListOver):
        open_list(token, RING.public_keys, CLAIMS.expires_at, address=ADDRESS)
    with pytest.raises(NotOurs):
        open_list(token, RING.public_keys, NOON - timedelta(minutes=3), address=ADDRESS)


def test_a_list_that_somebody_changed_or_signed_says_nothing() -> None:
    forged = sign_list(CLAIMS, SigningKey.generate())
    with pytest.raises(CredentialRefused):
        open_list(forged, RING.public_keys, NOON, address=ADDRESS)
    token = sign_list(CLAIMS, RING.active)
    changed = token.replace(b"permits.example.kz", b"permits.example.kx")
    with pytest.raises(BadSignature):
        open_list(changed, RING.public_keys, NOON, address=ADDRESS)


def test_a_list_is_no_permit_and_a_permit_no_list() -> None:
    token = sign_list(CLAIMS, RING.active)
    with pytest.raises(NotOurs):
        verify(token, RING.public_keys, NOON)


def test_a_place_beyond_the_list_says_nothing() -> None:
    with pytest.raises(NotOurs):
        CLAIMS.statuses.status_at(PLACES)
    with pytest.raises(NotOurs):
        CLAIMS.statuses.status_at(-1)


@pytest.mark.parametrize(
    "claim",
    [
        None,
        {},
        {"bits": 3, "lst": b""},
        {"bits": 1, "lst": "text"},
        {"bits": 1, "lst": b"no zlib"},
        {"bits": 1, "lst": StatusList.of({}, places=64).to_claim()["lst"][:-1]},  # type: ignore[index]
        {"bits": 1, "lst": StatusList.of({}, places=64).to_claim()["lst"] + b"!"},  # type: ignore[operator]
    ],
)
def test_a_damaged_list_says_nothing(claim: object) -> None:
    with pytest.raises(NotOurs):
        StatusList.from_claim(claim)


def test_a_list_that_inflates_without_end_is_not_read() -> None:
    bomb = replace(CLAIMS.statuses, data=bytes(MOST_BYTES + 1)).to_claim()
    with pytest.raises(TooLarge):
        StatusList.from_claim(bomb)


@pytest.mark.parametrize(("place", "status"), [(8, 1), (-1, 1), (0, 2), (0, -1)])
def test_what_does_not_fit_is_not_written(place: int, status: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        StatusList.of({place: status}, places=8)
