# SPDX-License-Identifier: EUPL-1.2
"""The permit as the holder carries it: a few signed bytes in a QR code. The border of this package.

    permit.py       what a permit says; signing it and checking it
    receipt.py      what somebody holds who asked while we were down
    envelope.py     the signed message around both
    keys.py         the keys of an instance: one signs, older ones still verify
    text.py         the bytes as QR text and as a link
    errors.py       why a permit is not accepted
    strict_cbor.py  reading what anybody may have drawn, and nothing but what we write

The same checks run in browsers (`static/permits/js/credential.js`), held to the same answers by
one set of test vectors.
"""

from tereze.permits.credential.envelope import (
    expect,
    expect_text,
    expect_time,
    open_claims,
    seal_typed_claims,
)
from tereze.permits.credential.errors import (
    BadSignature,
    ClockSkew,
    CredentialRefused,
    Expired,
    NotOurs,
    NotYetValid,
    RefusedByClock,
    TooLarge,
    UnknownAlgorithm,
    UnknownKey,
)
from tereze.permits.credential.keys import (
    CLOCK_TOLERANCE,
    KeyRing,
    PublicKey,
    SigningKey,
    UnusableKey,
    public_keys_from_jwks,
)
from tereze.permits.credential.permit import (
    PermitClaims,
    StatusReference,
    digest_document,
    sign,
    verify,
)
from tereze.permits.credential.receipt import (
    NUMBER_BYTES,
    ReceiptClaims,
    open_receipt,
    sign_receipt,
)
from tereze.permits.credential.text import MAX_BYTES, from_text, to_link, to_text

__all__ = [
    "CLOCK_TOLERANCE",
    "MAX_BYTES",
    "NUMBER_BYTES",
    "BadSignature",
    "ClockSkew",
    "CredentialRefused",
    "Expired",
    "KeyRing",
    "NotOurs",
    "NotYetValid",
    "PermitClaims",
    "PublicKey",
    "ReceiptClaims",
    "RefusedByClock",
    "SigningKey",
    "StatusReference",
    "TooLarge",
    "UnknownAlgorithm",
    "UnknownKey",
    "UnusableKey",
    "digest_document",
    "expect",
    "expect_text",
    "expect_time",
    "from_text",
    "open_claims",
    "open_receipt",
    "public_keys_from_jwks",
    "seal_typed_claims",
    "sign",
    "sign_receipt",
    "to_link",
    "to_text",
    "verify",
]
