# SPDX-License-Identifier: EUPL-1.2
"""Writes credential.json: permits and short codes, good and bad, and what a verifier says of each.

One file holds three verifiers to the same answers: ours in Python, ours in the browser, and
whatever somebody else writes. The messages are put together here by hand and not by the code
under test, and signed deterministically (RFC 6979), so that the file is the same each time:

    python tests/vectors/make_credential_vectors.py
"""

import base64
import json
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

FILE = Path(__file__).with_name("credential.json")

Key = ec.EllipticCurvePrivateKey | Ed25519PrivateKey
Claims = dict[Any, Any]

#: 2026-11-21 09:00 UTC
BEGIN = 1795251600
LIST = "https://turkistan.example/api/v1/status/20778"
PERMIT: Claims = {1: "needs", 2: ["KZ-61"], 3: "Ә.С.", 4: bytes.fromhex("10e3be"), 8: 1}
CLAIMS: Claims = {
    1: "turkistan.example",
    4: BEGIN + 2 * 3600,
    5: BEGIN,
    6: BEGIN - 600,
    7: b"N1J5M6QB",
    -65601: PERMIT,
}


def seed(name: str) -> bytes:
    return sha256(f"a key for test vectors, known to everybody: {name}".encode()).digest()


def ec_key(name: str, curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(seed(name), "big"), curve or ec.SECP256R1())


ACTIVE, RETIRED, TWIN, FORGER = (ec_key(name) for name in ("active", "retired", "twin", "forger"))
P384 = ec_key("P-384", ec.SECP384R1())
ED25519 = Ed25519PrivateKey.from_private_bytes(seed("Ed25519"))


def kid(key: Key) -> bytes:
    return sha256(cbor2.dumps(essence(key))).digest()[:8]


def essence(key: Key) -> dict[int, Any]:
    if isinstance(key, Ed25519PrivateKey):
        return {1: 1, -1: 6, -2: key.public_key().public_bytes_raw()}
    numbers, size = key.public_key().public_numbers(), key.key_size // 8
    curve = {256: 1, 384: 2}[key.key_size]
    return {
        1: 2,
        -1: curve,
        -2: numbers.x.to_bytes(size, "big"),
        -3: numbers.y.to_bytes(size, "big"),
    }


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key: Key, named: bytes | None = None, **more: Any) -> dict[str, Any]:
    parts = essence(key)
    curve = {(2, 1): "P-256", (2, 2): "P-384", (1, 6): "Ed25519"}[parts[1], parts[-1]]
    coordinates = {name: b64(parts[n]) for name, n in (("x", -2), ("y", -3)) if n in parts}
    kty = "EC" if parts[1] == 2 else "OKP"
    return {"kty": kty, "crv": curve, **coordinates, "kid": b64(named or kid(key)), **more}


def raw_signature(key: Key, signed: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(signed)
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    size = key.key_size // 8
    return b"".join(
        n.to_bytes(size, "big") for n in decode_dss_signature(key.sign(signed, algorithm))
    )


def envelope(protected: bytes, payload: bytes, signature: bytes, unprotected: Any = None) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected or {}, payload, signature]))


def permit(
    claims: Claims | bytes = CLAIMS,
    *,
    key: Key = ACTIVE,
    header: dict[Any, Any] | None = None,
    unprotected: dict[Any, Any] | None = None,
) -> bytes:
    """A message as it should be, but for what is given."""
    algorithm = -8 if isinstance(key, Ed25519PrivateKey) else -7
    protected = cbor2.dumps({1: algorithm, 4: kid(key)} if header is None else header)
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return envelope(protected, payload, raw_signature(key, signed), unprotected)


def claims_with(**changed: Any) -> Claims:
    """The claims with `c4=…` changed or, when None, left out; `p5=…` the same inside the permit."""
    claims, inner = dict(CLAIMS), dict(PERMIT)
    for name, value in changed.items():
        target, label = (claims, int(name[1:])) if name[0] == "c" else (inner, int(name[1:]))
        target[label] = value
        if value is None:
            del target[label]
    return {**claims, -65601: inner}


def standing(status: Any) -> str:
    return text(permit(claims_with(c65535=status)))


def text(cose: bytes) -> str:
    return f"TZ1:{base45.b45encode(cose).decode()}"


def changed(cose: bytes, old: bytes, new: bytes) -> bytes:
    assert cose.count(old) == 1, "tamper with one place, and hit it"
    return cose.replace(old, new)


def flip(cose: bytes, at: int) -> bytes:
    return (
        cose[:at] + bytes([cose[at] ^ 1]) + cose[at + 1 :]
        if at >= 0
        else flip(cose, len(cose) + at)
    )


def cases() -> list[dict[str, Any]]:
    good = permit()
    parts = cbor2.loads(good).value
    employee = claims_with(p5="612 ABC 13", p6="Түркістан су арнасы", p7=3, p8=2)
    truncated_signature = envelope(parts[0], parts[2], parts[3][:-1])
    twin = permit(key=TWIN, header={1: -7, 4: kid(ACTIVE)})
    p384 = permit(key=P384)
    long = permit(claims_with(p6="x" * 4000))
    rows: list[tuple[str, str, str, int]] = [
        # Accepted
        ("a person's permit", text(good), "valid", BEGIN),
        ("an employee's permit for three in a car", text(permit(employee)), "valid", BEGIN),
        ("as a link", f"https://turkistan.example/v#{b64(good)}", "valid", BEGIN),
        (
            "as a link to a stranger's host",
            f"http://evil.example:8000/x?y#{b64(good)}",
            "valid",
            BEGIN,
        ),
        ("as bare base64url", b64(good), "valid", BEGIN),
        ("as base64url with padding", base64.urlsafe_b64encode(good).decode(), "valid", BEGIN),
        ("in small letters", text(good).lower(), "valid", BEGIN),
        ("broken over lines", f" {text(good)[:60]}\r\n{text(good)[60:]}\n", "valid", BEGIN),
        (
            "a link broken over lines",
            f"https://a.example/v#{b64(good)[:60]}\n {b64(good)[60:]}",
            "valid",
            BEGIN,
        ),
        ("compressed", text(zlib.compress(good)), "valid", BEGIN),
        ("signed with Ed25519", text(permit(key=ED25519)), "valid", BEGIN),
        ("the second key of its kid", text(twin), "valid", BEGIN),
        (
            "with a claim nobody knows yet",
            text(permit(claims_with(c65000={"anything": [7]}))),
            "valid",
            BEGIN,
        ),
        (
            "a standing permit, with its place in a status list",
            text(permit(claims_with(c65535={"status_list": {"idx": 4194303, "uri": LIST}}))),
            "valid",
            BEGIN,
        ),
        (
            "its status told in a way nobody knows yet",
            text(permit(claims_with(c65535={"other_list": {"idx": 7}}))),
            "valid",
            BEGIN,
        ),
        *(
            (f"a status that makes no sense: {status}", standing(status), "not-ours", BEGIN)
            for status in (
                7,
                {"status_list": 7},
                {"status_list": {"idx": 7}},
                {"status_list": {"uri": LIST}},
                {"status_list": {"idx": -1, "uri": LIST}},
                {"status_list": {"idx": "7", "uri": LIST}},
                {"status_list": {"idx": 7, "uri": 7}},
            )
        ),
        (
            "a status list, which is no permit",
            text(permit(header={1: -7, 4: kid(ACTIVE), 16: "application/statuslist+cwt"})),
            "not-ours",
            BEGIN,
        ),
        ("in several places", text(permit(claims_with(p2=["KZ-61", "KZ-33"]))), "valid", BEGIN),
        ("the last second of an older key", text(permit(key=RETIRED)), "valid", BEGIN + 3599),
        # The clock
        ("two minutes too early", text(good), "valid", BEGIN - 120),
        ("more than two minutes too early", text(good), "not-yet", BEGIN - 121),
        ("less than two minutes over", text(good), "valid", BEGIN + 7200 + 119),
        ("two minutes over", text(good), "expired", BEGIN + 7200 + 120),
        ("issued two minutes ahead", text(permit(claims_with(c6=BEGIN + 120))), "valid", BEGIN),
        (
            "issued more than two minutes ahead",
            text(permit(claims_with(c6=BEGIN + 121))),
            "clock-skew",
            BEGIN,
        ),
        # Tampered with
        ("payload changed", text(changed(good, b"needs", b"needz")), "bad-signature", BEGIN),
        (
            "longer than signed",
            text(
                changed(
                    good, b"\x04\x1a" + CLAIMS[4].to_bytes(4, "big"), b"\x04\x1a\xff\xff\xff\xff"
                )
            ),
            "bad-signature",
            BEGIN,
        ),
        ("signature changed", text(flip(good, -1)), "bad-signature", BEGIN),
        (
            "signature of zeros",
            text(envelope(parts[0], parts[2], bytes(64))),
            "bad-signature",
            BEGIN,
        ),
        ("signature cut short", text(truncated_signature), "bad-signature", BEGIN),
        ("signature empty", text(envelope(parts[0], parts[2], b"")), "bad-signature", BEGIN),
        (
            "another key's kid",
            text(changed(good, kid(ACTIVE), kid(RETIRED))),
            "bad-signature",
            BEGIN,
        ),
        ("a kid of nobody", text(changed(good, kid(ACTIVE), b"nobody's")), "unknown-key", BEGIN),
        (
            "forged under our kid",
            text(permit(key=FORGER, header={1: -7, 4: kid(ACTIVE)})),
            "bad-signature",
            BEGIN,
        ),
        (
            "algorithm changed to EdDSA",
            text(changed(good, b"\xa2\x01\x26\x04", b"\xa2\x01\x27\x04")),
            "unknown-key",
            BEGIN,
        ),
        (
            "algorithm changed to none we know",
            text(changed(good, b"\xa2\x01\x26\x04", b"\xa2\x01\x2f\x04")),
            "unknown-algorithm",
            BEGIN,
        ),
        ("cut off", text(good[:-5]), "not-ours", BEGIN),
        ("cut off in its text", text(good)[:-3], "not-ours", BEGIN),
        # Keys and algorithms
        ("an older key whose time is over", text(permit(key=RETIRED)), "unknown-key", BEGIN + 3600),
        ("a stranger's key", text(permit(key=FORGER)), "unknown-key", BEGIN),
        ("ES256 with a P-384 key", text(p384), "unknown-key", BEGIN),
        (
            "ES256 with a P-384 key under our kid",
            text(permit(key=P384, header={1: -7, 4: kid(ACTIVE)})),
            "bad-signature",
            BEGIN,
        ),
        (
            "ES384",
            text(permit(key=P384, header={1: -35, 4: kid(P384)})),
            "unknown-algorithm",
            BEGIN,
        ),
        ("HS256", text(permit(header={1: 5, 4: kid(ACTIVE)})), "unknown-algorithm", BEGIN),
        (
            "algorithm as text",
            text(permit(header={1: "ES256", 4: kid(ACTIVE)})),
            "unknown-algorithm",
            BEGIN,
        ),
        ("no algorithm", text(permit(header={4: kid(ACTIVE)})), "unknown-algorithm", BEGIN),
        ("no kid", text(permit(header={1: -7})), "unknown-key", BEGIN),
        (
            "kid of nine bytes",
            text(permit(header={1: -7, 4: kid(ACTIVE) + b"1"})),
            "unknown-key",
            BEGIN,
        ),
        (
            "kid only in the unprotected header",
            text(permit(header={1: -7}, unprotected={4: kid(ACTIVE)})),
            "unknown-key",
            BEGIN,
        ),
        ("kid in both headers", text(permit(unprotected={4: kid(ACTIVE)})), "unknown-key", BEGIN),
        (
            "a header that must be understood",
            text(permit(header={1: -7, 2: [99], 4: kid(ACTIVE), 99: 1})),
            "not-ours",
            BEGIN,
        ),
        # Not ours
        ("nothing", "", "not-ours", BEGIN),
        ("only the prefix", "TZ1:", "not-ours", BEGIN),
        ("a web page", "https://example.org/", "not-ours", BEGIN),
        ("another system's prefix", "HC1:" + base45.b45encode(good).decode(), "not-ours", BEGIN),
        ("a letter outside base45", text(good).replace("TZ1:", "TZ1:_"), "not-ours", BEGIN),
        ("base45 beyond two bytes", "TZ1:GGX", "not-ours", BEGIN),
        ("without its tag", text(good[1:]), "not-ours", BEGIN),
        ("tagged twice", text(b"\xd2" + good), "not-ours", BEGIN),
        ("tagged as CWT", text(b"\xd8\x3d" + good), "not-ours", BEGIN),
        ("something after it", text(good + b"\0"), "not-ours", BEGIN),
        ("three parts", text(cbor2.dumps(cbor2.CBORTag(18, parts[:3]))), "not-ours", BEGIN),
        (
            "an array without end",
            text(changed(good, b"\xd2\x84", b"\xd2\x9f") + b"\xff"),
            "not-ours",
            BEGIN,
        ),
        ("nested without end", text(b"\xd2" + b"\x81" * 3000), "not-ours", BEGIN),
        ("a count without content", text(b"\xd2\x9b\x00\x0f" + b"\xff" * 6), "not-ours", BEGIN),
        ("damaged zlib", text(flip(zlib.compress(good), 20)), "not-ours", BEGIN),
        ("zlib cut off", text(zlib.compress(good)[:-6]), "not-ours", BEGIN),
        # Too large
        ("longer than any text", "TZ1:" + "0" * 9000, "too-large", BEGIN),
        ("more than 4 kB", text(permit(claims_with(p6="x" * 4000))), "too-large", BEGIN),
        ("more than 4 kB when inflated", text(zlib.compress(long)), "too-large", BEGIN),
        ("a zlib bomb", text(zlib.compress(bytes(3_000_000))), "too-large", BEGIN),
        # Signed by us, and still no permit
        ("payload is no map", text(permit(cbor2.dumps([1]))), "not-ours", BEGIN),
        ("payload is no CBOR", text(permit(b"\xff")), "not-ours", BEGIN),
        (
            "a claim twice",
            text(permit(b"\xa7\x01\x61a" + cbor2.dumps(CLAIMS)[1:])),
            "not-ours",
            BEGIN,
        ),
        (
            "a number not in its shortest form",
            text(permit(changed(cbor2.dumps(CLAIMS), b"\x08\x01", b"\x08\x18\x01"))),
            "not-ours",
            BEGIN,
        ),
        ("a float for a time", text(permit(claims_with(c5=float(BEGIN) + 0.5))), "not-ours", BEGIN),
        ("a time beyond the calendar", text(permit(claims_with(c4=2**50))), "not-ours", BEGIN),
        ("a number beyond JavaScript's", text(permit(claims_with(p7=2**53))), "not-ours", BEGIN),
        ("ends before it begins", text(permit(claims_with(c4=BEGIN))), "not-ours", BEGIN),
        (
            "text that is not NFC",
            text(permit(claims_with(p6="Ele\u0301ctrica"))),
            "not-ours",
            BEGIN,
        ),
        (
            "text that is not UTF-8",
            text(permit(changed(cbor2.dumps(CLAIMS), b"needs", b"nee\xffs"))),
            "not-ours",
            BEGIN,
        ),
        ("no end", text(permit(claims_with(c4=None))), "not-ours", BEGIN),
        ("no code", text(permit(claims_with(c7=None))), "not-ours", BEGIN),
        ("a code of seven characters", text(permit(claims_with(c7=b"N1J5M6Q"))), "not-ours", BEGIN),
        (
            "a code with a letter outside its alphabet",
            text(permit(claims_with(c7=b"N1J5M6QU"))),
            "not-ours",
            BEGIN,
        ),
        ("a code beyond ASCII", text(permit(claims_with(c7=b"N1J5M6Q\xff"))), "not-ours", BEGIN),
        (
            "no permit",
            text(permit({label: CLAIMS[label] for label in (1, 4, 5, 6, 7)})),
            "not-ours",
            BEGIN,
        ),
        ("no places", text(permit(claims_with(p2=None))), "not-ours", BEGIN),
        ("places that are a text", text(permit(claims_with(p2="KZ-61"))), "not-ours", BEGIN),
        ("a place that is a number", text(permit(claims_with(p2=[61]))), "not-ours", BEGIN),
        ("a document digest of one byte", text(permit(claims_with(p4=b"1"))), "not-ours", BEGIN),
        ("of no kind", text(permit(claims_with(p8=None))), "not-ours", BEGIN),
        ("of an unknown kind", text(permit(claims_with(p8=9))), "not-ours", BEGIN),
        ("for nobody", text(permit(claims_with(p7=0))), "not-ours", BEGIN),
    ]
    return [
        {"name": name, "verdict": verdict, "now": now, "text": scanned}
        for name, scanned, verdict, now in rows
    ]


#: what was typed, the code that was meant, and what is wrong when it is none
CODES: list[tuple[str, str | None, str | None]] = [
    ("N1J5M6QB", "N1J5M6QB", None),
    ("n1j5 m6qb", "N1J5M6QB", None),
    (" N1J5-M6QB\n", "N1J5M6QB", None),
    ("N1J5\u2013M6QB", "N1J5M6QB", None),
    ("NIJ5M6QB", "N1J5M6QB", None),
    ("Nlj5M6QB", "N1J5M6QB", None),
    ("Nıj5M6QB", "N1J5M6QB", None),
    ("Nİj5M6QB", "N1J5M6QB", None),
    ("nіj5м6qв", "N1J5M6QB", None),
    ("ABCEHKMN", None, "code-check"),
    ("АВСЕНКМD", "ABCEHKMD", None),
    ("авсенкмd", "ABCEHKMD", None),
    ("ртухзоох", "PTYX300X", None),
    ("00000000", "00000000", None),
    ("N1J5M6BQ", None, "code-check"),
    ("1NJ5M6QB", None, "code-check"),
    ("N1J5M6QC", None, "code-check"),
    ("N1J5M6Q", None, "code-length"),
    ("N1J5M6QBB", None, "code-length"),
    ("", None, "code-length"),
    ("N1J5M6QU", None, "code-character"),
    ("N1J5Ж6QB", None, "code-character"),
    ("N1J5M6Q!", None, "code-character"),
]

DIGESTS = [
    {"document_type": "kz-iin", "number": "900101 300017", "code": "7K3M9QXA", "digest": "10e3be"},
    {"document_type": "kz-iin", "number": "900101-300017", "code": "7K3M9QXA", "digest": "10e3be"},
    {"document_type": "az-id", "number": "aze 1234567", "code": "N1J5M6QB", "digest": "517c49"},
    {"document_type": "passport", "number": "ә 12 ß", "code": "N1J5M6QB", "digest": "f7c244"},
]


def vectors() -> dict[str, Any]:
    return {
        "about": "Permits and what a verifier says of each at `now`; made by make_credential_vectors.py",
        "jwks": {
            "keys": [
                jwk(TWIN, kid(ACTIVE)),
                jwk(ACTIVE),
                jwk(RETIRED, exp=BEGIN + 3600),
                jwk(ED25519),
                jwk(P384),
                jwk(P384, kid(ACTIVE)),
                {"kty": "oct", "k": "AA", "kid": b64(kid(ACTIVE))},
            ]
        },
        "claims_of_first": {
            "issuer": "turkistan.example",
            "code": "N1J5M6QB",
            "purpose": "needs",
            "places": ["KZ-61"],
            "initials": "Ә.С.",
            "document_digest": "10e3be",
            "issued_at": BEGIN - 600,
            "valid_from": BEGIN,
            "valid_until": BEGIN + 7200,
            "kind": "movement",
            "plate": None,
            "employer": None,
            "party": 1,
            "status": None,
        },
        "cases": cases(),
        "codes": [{"typed": typed, "code": code, "error": error} for typed, code, error in CODES],
        "document_digests": DIGESTS,
    }


def as_json() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_json(), encoding="utf-8")
