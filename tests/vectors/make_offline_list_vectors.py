# SPDX-License-Identifier: EUPL-1.2
"""Writes offline_list.json: a list of permits for a checkpoint, and what is found in it.

One file holds the writer in Python and the reader in the browser to the same bytes. These are put
together here by hand and not by the code under test:

    python tests/vectors/make_offline_list_vectors.py
"""

import base64
import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("offline_list.json")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: 2026-11-21 09:00 UTC
NOW = 1795251600
HOUR = 3600
KINDS = {"movement": 1, "entry": 2, "exit": 3}
FLAGS = {"withdrawn": 4, "replaced": 8, "used_in": 16, "used_out": 32}


def salt(name: str) -> str:
    return sha256(f"a salt for test vectors: {name}".encode()).digest()[:16].hex()


#: On the second day the instance's secret changed.
SALTS = {"2026-11-20": [salt("20")], "2026-11-21": [salt("21"), salt("21 before")]}

#: code, day, starts, ends, purpose, once, kind, party, initials, document, plate, flags
PERMITS: list[dict[str, Any]] = [
    {
        "code": "N1J5M6QB",
        "starts": NOW,
        "ends": NOW + 2 * HOUR,
        "purpose": "needs",
        "initials": "Ә. С.",
        "document": ["kz-iin", "850101150019"],
    },
    {
        "code": "0000000A",
        "starts": NOW - HOUR,
        "ends": NOW + HOUR,
        "purpose": "entry",
        "once": True,
        "kind": "entry",
        "party": 4,
        "initials": "А. С. Н. О.",
        "document": ["az-id", "AZE12345678"],
        "plate": "10AB123",
        "used_in": True,
    },
    {
        "code": "ZZZZZZZZ",
        "day": "2026-11-20",
        "starts": NOW - 20 * HOUR,
        "ends": NOW + 200 * HOUR,
        "purpose": "work",
        "initials": "J. 𐐀. 李.",
        "document": ["kz-iin", "850101150019"],
        "party": 300,
        "withdrawn": True,
    },
    {
        "code": "7K3M9QXA",
        "salt": 1,
        "starts": NOW + HOUR,
        "ends": NOW + 3 * HOUR,
        "purpose": "exit",
        "kind": "exit",
        "initials": "M.",
        "document": ["phone", "+77011234567"],
        "plate": "KZ612ABC13",
        "withdrawn": True,
        "replaced": True,
        "used_out": True,
    },
    {
        "code": "7K3M9QXB",
        "starts": NOW - 3 * HOUR,
        "ends": NOW + 60,
        "purpose": "needs",
        "initials": "",
        "document": ["ru-passport", "IIAB123456"],
    },
]
#: A quarter of an hour later one ends, one is withdrawn, and one is new.
CHANGED: list[dict[str, Any]] = [
    {**PERMITS[0], "withdrawn": True},
    {
        "code": "0000000B",
        "day": "2026-11-20",
        "starts": NOW,
        "ends": NOW + 5 * HOUR,
        "purpose": "funeral",
        "initials": "Ж. Қ.",
        "document": ["kz-iin", "900101300017"],
    },
]


def digest(text: str, permit: dict[str, Any]) -> bytes:
    key = bytes.fromhex(SALTS[permit["day"]][permit.get("salt", 0)])
    return hmac.digest(key, text.encode(), sha256)[:3]


def written(permit: dict[str, Any]) -> dict[str, Any]:
    """The permit with all that the list says of it."""
    permit = {"day": "2026-11-21", **permit}
    document_type, number = permit["document"]
    plate = permit.get("plate")
    return {
        "code": permit["code"],
        "day": permit["day"],
        "starts_at": permit["starts"],
        "ends_at": permit["ends"],
        "purpose": permit["purpose"],
        "once": permit.get("once", False),
        "kind": permit.get("kind", "movement"),
        "party": permit.get("party", 1),
        "initials": permit["initials"],
        "document_digest": digest(f"document|{document_type}|{number}", permit).hex(),
        "plate_digest": digest(f"plate|{plate}", permit).hex() if plate else None,
        **{flag: permit.get(flag, False) for flag in FLAGS},
    }


def record(entry: dict[str, Any], days: list[str], purposes: list[tuple[str, bool]]) -> bytes:
    code = 0
    for letter in entry["code"]:
        code = code * 32 + ALPHABET.index(letter)
    flags = KINDS[entry["kind"]] + sum(bit for flag, bit in FLAGS.items() if entry[flag])
    initials = "".join(entry["initials"].split(". ")).rstrip(".").encode("utf-16-be")
    return b"".join(
        [
            code.to_bytes(5, "big"),
            bytes.fromhex(entry["document_digest"]),
            bytes.fromhex(entry["plate_digest"] or "000000"),
            entry["starts_at"].to_bytes(4, "big"),
            entry["ends_at"].to_bytes(4, "big"),
            purposes.index((entry["purpose"], entry["once"])).to_bytes(2, "big"),
            bytes([days.index(entry["day"])]),
            bytes([flags + 64 * (entry["plate_digest"] is not None)]),
            bytes([min(entry["party"], 255)]),
            initials.ljust(8, b"\0"),
        ]
    )


def write(entries: list[dict[str, Any]], head: dict[str, Any]) -> bytes:
    days = list(dict.fromkeys(entry["day"] for entry in entries))
    purposes = list(dict.fromkeys((entry["purpose"], entry["once"]) for entry in entries))
    salts = {
        day: [base64.urlsafe_b64encode(bytes.fromhex(salt)).rstrip(b"=").decode() for salt in all]
        for day, all in SALTS.items()
    }
    line = {
        "format": "tereze-list-1",
        **head,
        "count": len(entries),
        "days": [{"day": day, "salts": salts[day]} for day in days],
        "purposes": [{"id": id, "once": once} for id, once in purposes],
    }
    records = sorted(record(entry, days, purposes) for entry in entries)
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n" + b"".join(records)


def a_list(permits: list[dict[str, Any]], **head: Any) -> dict[str, Any]:
    entries = [written(permit) for permit in permits]
    place = {"place": "KZ-61-SAYRAM", "covering": ["KZ-61-SAYRAM", "KZ-61", "Оңтүстік"]}
    whole = {**place, **head}
    return {"head": whole, "entries": entries, "bytes": write(entries, whole).hex()}


def vectors() -> dict[str, Any]:
    later = NOW + 15 * 60
    return {
        "about": "An offline list and what is found in it; made by make_offline_list_vectors.py",
        "salts": SALTS,
        "list": a_list(PERMITS, made_at=NOW, until=NOW + 24 * HOUR, cursor="one", since=None),
        "changes": a_list(
            CHANGED, made_at=later, until=later + 24 * HOUR, cursor="two", since="one"
        ),
        "codes_after_changes": ["0000000A", "0000000B", "7K3M9QXA", "N1J5M6QB", "ZZZZZZZZ"],
        "by_code": [
            {"code": code, "found": code in {permit["code"] for permit in PERMITS}}
            for code in [*sorted(permit["code"] for permit in PERMITS), "00000000", "ZZZZZZZY"]
        ],
        "by_document": [
            {"type": "kz-iin", "number": "850101 150019", "found": ["N1J5M6QB", "ZZZZZZZZ"]},
            {"type": "kz-iin", "number": "٨٥٠١٠١١٥٠٠١٩", "found": ["N1J5M6QB", "ZZZZZZZZ"]},
            {"type": "az-id", "number": "аzе 1234-5678", "found": ["0000000A"]},
            {"type": "az-passport", "number": "AZE12345678", "found": []},
            {"type": "phone", "number": "+7 701 123 45 67", "found": ["7K3M9QXA"]},
            {"type": "ru-passport", "number": "ii-ав 123456", "found": ["7K3M9QXB"]},
        ],
        "by_plate": [
            {"plate": "10-АВ 123", "found": ["0000000A"]},
            {"plate": "kz 612 abc 13", "found": ["7K3M9QXA"]},
            {"plate": "850101150019", "found": []},
        ],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
