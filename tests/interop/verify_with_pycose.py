# SPDX-License-Identifier: EUPL-1.2
"""A verifier made with pycose, in a process that has never heard of Tereze.

pycose checks the signature with the key that it is given, by the algorithm of the message; which key
that is, whether they belong together, and the times are the caller's.
"""

import base64
import json
import sys
from typing import Any

import base45
import cbor2
from pycose import headers
from pycose.algorithms import EdDSA, Es256
from pycose.keys.curves import P256, Ed25519
from pycose.keys.ec2 import EC2Key
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

TOLERANCE_SECONDS = 120


def verify(text: str, jwks: dict[str, Any], now: int) -> str:
    """The permit's code. Raises whatever when it should not be believed."""
    message = Sign1Message.decode(base45.b45decode(text.removeprefix("TZ1:")))
    kid, algorithm = message.phdr[headers.KID], message.phdr[headers.Algorithm]
    jwk = next(jwk for jwk in jwks["keys"] if as_bytes(jwk["kid"]) == kid)
    if jwk["kty"] == "EC":
        message.key = EC2Key(P256, x=as_bytes(jwk["x"]), y=as_bytes(jwk["y"]))
    else:
        message.key = OKPKey(Ed25519, x=as_bytes(jwk["x"]))
    if algorithm is not {"EC": Es256, "OKP": EdDSA}[jwk["kty"]]:
        raise ValueError("another algorithm than the key's")
    if not message.verify_signature():
        raise ValueError("bad signature")
    claims = cbor2.loads(message.payload or b"")
    if not claims[5] - TOLERANCE_SECONDS <= now < claims[4] + TOLERANCE_SECONDS:
        raise ValueError("not now")
    if claims[6] - TOLERANCE_SECONDS > now:
        raise ValueError("issued in the future")
    code: bytes = claims[7]
    return code.decode()


def as_bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def main() -> None:
    asked = json.load(sys.stdin)
    answers: list[dict[str, str | None]] = []
    for scanned in asked["scanned"]:
        try:
            code = verify(scanned["text"], asked["jwks"], scanned["now"])
            answers.append({"code": code, "why": ""})
        except Exception as error:
            answers.append({"code": None, "why": str(error) or type(error).__name__})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
