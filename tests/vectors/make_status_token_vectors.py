# SPDX-License-Identifier: EUPL-1.2
"""Writes status_tokens.json: a signed status list, and some that a verifier has to refuse.

python tests/vectors/make_status_token_vectors.py
"""

import json
import runpy
import zlib
from pathlib import Path
from typing import Any

import cbor2

FILE = Path(__file__).with_name("status_tokens.json")
_MAKER = runpy.run_path(str(FILE.with_name("make_credential_vectors.py")))
ACTIVE, FORGER, BEGIN, LIST = (_MAKER[name] for name in ("ACTIVE", "FORGER", "BEGIN", "LIST"))
jwk, kid, permit = (_MAKER[name] for name in ("jwk", "kid", "permit"))

TYPE = "application/statuslist+cwt"
WITHDRAWN, LASTS, TTL = 4_194_000, 86_400, 120
DATA = bytearray(1 << 19)
DATA[WITHDRAWN // 8] = 1 << WITHDRAWN % 8
CLAIMS = {
    2: LIST,
    4: BEGIN + LASTS,
    6: BEGIN,
    65533: {"bits": 1, "lst": zlib.compress(bytes(DATA), 9)},
    65534: TTL,
}
HEADER = {1: -7, 4: kid(ACTIVE), 16: TYPE}


def token(claims: dict[Any, Any] = CLAIMS, **parts: Any) -> str:
    message: bytes = permit(claims, **{"header": HEADER, **parts})
    return message.hex()


def without(label: int) -> dict[Any, Any]:
    return {name: value for name, value in CLAIMS.items() if name != label}


def vectors() -> dict[str, Any]:
    good = token()
    return {
        "about": "A signed status list and others; made by make_status_token_vectors.py",
        "now": BEGIN,
        "uri": LIST,
        "withdrawn": WITHDRAWN,
        "lasts": LASTS,
        "ttl": TTL,
        "jwks": {"keys": [jwk(ACTIVE)]},
        "token": good,
        "refused": {
            "of another address": token({**CLAIMS, 2: f"{LIST}0"}),
            "over": token({**CLAIMS, 4: BEGIN}),
            "from the future": token({**CLAIMS, 6: BEGIN + 121}),
            "without an end": token(without(4)),
            "without a list": token(without(65533)),
            "without a time to live": token(without(65534)),
            "of three bits": token({**CLAIMS, 65533: {**CLAIMS[65533], "bits": 3}}),
            "damaged zlib": token({**CLAIMS, 65533: {"bits": 1, "lst": b"\x78\xda\x00"}}),
            "of no type": token(header={1: -7, 4: kid(ACTIVE)}),
            "of another type": token(header={**HEADER, 16: "application/cwt"}),
            "with a header nobody knows": token(header={**HEADER, 99: 1}),
            "signed by somebody else": token(key=FORGER),
            "changed": good.replace(b"turkistan".hex(), b"turkestan".hex()),
            "with something in the unprotected header": token(unprotected={4: b"12"}),
            "no token": cbor2.dumps("no token").hex(),
        },
    }


def as_json() -> str:
    return json.dumps(vectors(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_json(), encoding="utf-8")
