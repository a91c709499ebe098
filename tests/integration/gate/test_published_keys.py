# SPDX-License-Identifier: EUPL-1.2
"""The public keys, and that they are the ones which permits are signed with."""

from datetime import timedelta
from typing import Any

import cbor2

from tereze.permits.credential import from_text, public_keys_from_jwks, verify
from tereze.permits.models import SigningKey
from tereze.permits.services import rotate_signing_key
from town import NOON, Town

KEYS = "/.well-known/tereze/keys"
PERMITS = "/api/v1/permits"


def test_a_permit_verifies_with_the_published_keys(town: Town) -> None:
    aru = town.add_resident(name="Ару Бек")
    permit = town.gate.post(
        PERMITS, {"document": aru.shown, "purpose": "drive", "plate": "612 ABC 13"}
    ).json

    published = town.gate.get(KEYS)

    assert published.headers["content-type"] == "application/jwk-set+json"
    assert published.headers["cache-control"] == "public, max-age=300"
    for text in (permit["credential"], permit["link"]):
        claims = verify(from_text(text), public_keys_from_jwks(published.json), town.now)
        assert claims.code == permit["code"]
        assert (claims.purpose, claims.plate, claims.initials) == ("drive", "612ABC13", "А.Б.")
        assert claims.issuer == "permits.example.kz"


def test_who_asks_for_cose_gets_the_same_keys_as_cose(town: Town) -> None:
    jwks = town.gate.get(KEYS).json["keys"]

    answer = town.gate.get(KEYS, Accept="application/cose-key-set, */*;q=0.1")

    assert answer.headers["content-type"] == "application/cose-key-set"
    assert answer.headers["vary"] == "Accept"
    assert len(cbor2.loads(answer.body)) == len(jwks)


def test_no_private_half_is_published(town: Town) -> None:
    for key in town.gate.get(KEYS).json["keys"]:
        assert "d" not in key


def test_after_a_rotation_older_permits_still_verify(transactional_db: None) -> None:
    town = Town.found()
    aru = town.add_resident()
    body = {"document": aru.shown, "purpose": "walk", "minutes": 30}
    before = town.gate.post(PERMITS, body).json
    town.leave()

    rotate_signing_key(actor="tests", now=town.now)
    town = Town(order=town.order, pack=town.pack, key=town.key, now=town.now)
    after = town.gate.post(PERMITS, body).json
    keys = public_keys_from_jwks(town.gate.get(KEYS).json)
    town.leave()

    assert SigningKey.objects.count() == len(keys) == 2
    assert bytes(SigningKey.objects.get(retired_at__isnull=False).sealed_private) == b""
    for permit in (before, after):
        assert verify(from_text(permit["credential"]), keys, town.now).code == permit["code"]


def test_a_key_is_published_as_long_as_a_permit_that_it_signed_may_last(town: Town) -> None:
    kid = rotate_signing_key(actor="tests", now=town.now)
    first, last = (
        {key["kid"]: key.get("exp") for key in keys_at(town, days)["keys"]} for days in (30, 31)
    )

    assert first.pop(kid) is None
    assert last == {kid: None}
    (until,) = first.values()
    assert until == (NOON + timedelta(days=30, minutes=3)).timestamp()


def keys_at(town: Town, days: int) -> Any:
    town.now = NOON + timedelta(days=days)
    return town.gate.get(KEYS).json
