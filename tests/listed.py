# SPDX-License-Identifier: EUPL-1.2
"""Reads an offline list as a device does, for tests of what stands in it."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from tereze.people.types import PaperDocument
from tereze.permits import codes, day_digests
from tereze.permits.checkpoints.listing import MadeList
from tereze.permits.checkpoints.offline_list import RECORD

_FLAGS = {"withdrawn": 4, "replaced": 8, "used in": 16, "used out": 32, "plate": 64}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What came of a list."""

    head: dict[str, Any]
    #: what is said of each permit, by code: {"withdrawn"}
    flags: dict[str, set[str]]
    _digests: list[tuple[str, bytes, bytes, list[bytes]]]

    @property
    def codes(self) -> set[str]:
        return set(self.flags)

    def find_document(self, document: PaperDocument) -> set[str]:
        """Codes of the permits whose holder showed this document."""
        return {
            code
            for code, digest, _, salts in self._digests
            if digest in [day_digests.digest_document(document, salt) for salt in salts]
        }

    def find_plate(self, plate: str) -> set[str]:
        """Codes of the permits for this car."""
        return {
            code
            for code, _, digest, salts in self._digests
            if digest in [day_digests.digest_plate(plate, salt) for salt in salts]
        }


def read_list(made: MadeList) -> Listed:
    """What a device reads."""
    line, records = made.content.split(b"\n", 1)
    head = json.loads(line)
    flags, digests = {}, []
    for code, document, plate, _, _, _, day, said, _, _ in RECORD.iter_unpack(records):
        letters = _letters(int.from_bytes(code))
        flags[letters] = {word for word, bit in _FLAGS.items() if said & bit}
        salts = [base64.urlsafe_b64decode(f"{salt}==") for salt in head["days"][day]["salts"]]
        digests.append((letters, document, plate, salts))
    assert head["count"] == len(flags)
    assert list(flags) == sorted(flags)
    return Listed(head=head, flags=flags, _digests=digests)


def _letters(number: int) -> str:
    return "".join(codes.ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
