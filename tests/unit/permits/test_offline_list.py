# SPDX-License-Identifier: EUPL-1.2
"""The list that a device checks by offline, held to the bytes that its reader is held to."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tereze.core.caching import forget_everything
from tereze.packs.document_checks import normalise_number
from tereze.people.types import PaperDocument
from tereze.permits import day_digests
from tereze.permits.checkpoints.offline_list import RECORD, Entry, ListHead, write_list

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "offline_list.json").read_text(encoding="utf-8")
)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def read_entry(values: dict[str, Any]) -> Entry:
    plate = values["plate_digest"]
    return Entry(
        **values
        | {
            "day": date.fromisoformat(values["day"]),
            "document_digest": bytes.fromhex(values["document_digest"]),
            "plate_digest": bytes.fromhex(plate) if plate else None,
        }
    )


def read_head(values: dict[str, Any]) -> ListHead:
    return ListHead(
        **values
        | {
            "covering": tuple(values["covering"]),
            "made_at": moment(values["made_at"]),
            "until": moment(values["until"]),
        }
    )


def salts(day: date) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(salt) for salt in VECTORS["salts"][day.isoformat()])


@pytest.mark.parametrize("name", ["list", "changes"])
def test_a_list_has_the_bytes_of_the_vectors(name: str) -> None:
    values = VECTORS[name]
    entries = [read_entry(entry) for entry in values["entries"]]
    assert write_list(read_head(values["head"]), entries, salts).hex() == values["bytes"]


def test_a_permit_takes_32_bytes() -> None:
    assert RECORD.size == 32


def test_a_document_has_the_digest_that_the_device_looks_for() -> None:
    entries = {entry["code"]: entry for entry in VECTORS["list"]["entries"]}
    for case in VECTORS["by_document"]:
        document = PaperDocument(type=case["type"], number=normalise_number(case["number"]))
        for code in case["found"]:
            day = date.fromisoformat(entries[code]["day"])
            digests = [day_digests.digest_document(document, salt).hex() for salt in salts(day)]
            assert entries[code]["document_digest"] in digests


def test_a_plate_has_the_digest_that_the_device_looks_for() -> None:
    entries = {entry["code"]: entry for entry in VECTORS["list"]["entries"]}
    for case in VECTORS["by_plate"]:
        plate = normalise_number(case["plate"])
        for code in case["found"]:
            day = date.fromisoformat(entries[code]["day"])
            digests = [day_digests.digest_plate(plate, salt).hex() for salt in salts(day)]
            assert entries[code]["plate_digest"] in digests


def test_a_number_in_cyrillic_letters_has_the_digest_of_the_latin_ones_that_look_alike() -> None:
    # A pattern of Cyrillic letters keeps them in the register; the device knows no patterns.
    kept = PaperDocument(type="ru-birth", number="IIАВ123456")
    typed = PaperDocument(type="ru-birth", number="IIAB123456")
    salt = day_digests.salt_of(date(2026, 11, 21))
    assert day_digests.digest_document(kept, salt) == day_digests.digest_document(typed, salt)


def test_each_day_has_a_salt_of_its_own() -> None:
    one, other = date(2026, 11, 21), date(2026, 11, 22)
    assert day_digests.salt_of(one) != day_digests.salt_of(other)
    assert day_digests.salts_of(one) == (day_digests.salt_of(one),)


def test_after_the_secret_changed_a_day_has_the_salts_of_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day, old, new = date(2026, 11, 21), "o" * 40, "n" * 40
    monkeypatch.setenv("TEREZE_SECRET", old)
    forget_everything()
    before = day_digests.salt_of(day)
    monkeypatch.setenv("TEREZE_SECRET", f"{new},{old}")
    forget_everything()
    assert day_digests.salts_of(day) == (day_digests.salt_of(day), before)
    assert day_digests.salt_of(day) != before
