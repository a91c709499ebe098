# SPDX-License-Identifier: EUPL-1.2
"""Why a credential is not accepted.

Tree::

    CredentialRefused
    ├── NotOurs              not a Tereze credential, or not in its one form
    ├── TooLarge
    ├── UnknownAlgorithm
    ├── UnknownKey           no trusted key has this kid
    ├── BadSignature
    └── RefusedByClock       genuine, but not now; carries the claims
        ├── NotYetValid
        ├── Expired
        └── ClockSkew

`code` is the stable word for programs. The verifier in the browser
(`static/permits/js/credential.js`) gives the same words as its verdict, and one set of test vectors
holds the two to it.
"""

from typing import TYPE_CHECKING

from tereze.core.errors import TerezeError

if TYPE_CHECKING:
    from tereze.permits.credential import PermitClaims


class CredentialRefused(TerezeError):
    """This is not a permit that can be accepted."""

    code = "refused"
    status = 422

    def __init__(self, detail: str = "") -> None:
        super().__init__()
        #: what exactly is wrong, for the person who integrates; never needed by a resident
        self.detail = detail


class NotOurs(CredentialRefused):
    """This is not a permit of this system: scan the QR code of the permit again."""

    code = "not-ours"


class TooLarge(CredentialRefused):
    """This is longer than any permit: it was not read."""

    code = "too-large"


class UnknownAlgorithm(CredentialRefused):
    """This is signed in a way that permits are not signed: treat it as not genuine."""

    code = "unknown-algorithm"


class UnknownKey(CredentialRefused):
    """None of the issuer's keys signed this: refresh the keys; if it stays, it is not genuine."""

    code = "unknown-key"


class BadSignature(CredentialRefused):
    """The signature does not fit: this permit was changed or forged."""

    code = "bad-signature"


class RefusedByClock(CredentialRefused):
    """This permit is genuine, but it cannot be used now."""

    def __init__(self, claims: "PermitClaims") -> None:
        super().__init__(
            f"valid from {claims.valid_from:%Y-%m-%d %H:%M} "
            f"to {claims.valid_until:%Y-%m-%d %H:%M} UTC"
        )
        #: genuine: the signature was checked before the clock
        self.claims = claims


class NotYetValid(RefusedByClock):
    """This permit is genuine, but its time has not begun."""

    code = "not-yet"


class Expired(RefusedByClock):
    """This permit is genuine, but its time is over."""

    code = "expired"


class ClockSkew(RefusedByClock):
    """This permit was issued in the future: the clock of this device or of the issuer is wrong."""

    code = "clock-skew"
