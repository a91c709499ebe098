# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong at the border itself, before or after anybody decides. The docstring is the
message.

NotFound
└── NoSuchPath
TerezeError
├── WrongMethod
├── BodyTooLarge
├── NotJson
├── NotSignedIn
├── KeyMissing
│   └── KeyUnknown
│       └── DeviceOver
├── DatabaseAway
└── Overloaded
NotAllowed
├── ForgerySuspected
└── ScopeMissing
BadInput
├── Malformed            not JSON at all, or not what the contract says
├── BadIdempotencyKey
└── NotYourReceipt       of an outage, somebody else's or nobody's
"""

from tereze.core.errors import BadInput, NotAllowed, NotFound, TerezeError


class NoSuchPath(NotFound):
    """There is nothing at this address. What there is stands in /api/v1/openapi.json."""

    code = "no-such-path"


class WrongMethod(TerezeError):
    """This address does not answer to this method. The header Allow names those that it does."""

    code = "wrong-method"
    status = 405

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__()
        self.allowed = allowed


class BodyTooLarge(TerezeError):
    """The body is too large. No request needs so much."""

    code = "body-too-large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(f"The body is larger than {most // 1024} kB. No request needs so much.")


class NotJson(TerezeError):
    """The body has to be JSON, and the header Content-Type has to say application/json."""

    code = "not-json"
    status = 415


class NotSignedIn(TerezeError):
    """Sign in at /staff/sign-in first: this address goes by the session of the browser."""

    code = "not-signed-in"
    status = 401


class ForgerySuspected(NotAllowed):
    """The header X-CSRFToken has to hold the token of this session. Load the page anew and try again."""

    code = "forgery-suspected"


class KeyMissing(TerezeError):
    """Send the key of your door in the header: `Authorization: Bearer KEY`. An operator opens a
    door with `tereze door add NAME`.
    """

    code = "key-missing"
    status = 401


class KeyUnknown(KeyMissing):
    """This key opens no door: it is mistyped, was replaced, or its door was closed."""

    code = "key-unknown"


class DeviceOver(KeyUnknown):
    """This key belongs to no device that is open: its shift is over, or it was closed. Sign in as
    an inspector and open a device anew.
    """

    code = "device-over"


class ScopeMissing(NotAllowed):
    """The door of this key may not do this."""

    code = "scope-missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"The door of this key may not do this: it lacks the scope “{scope}”.")
        self.scope = scope


class Malformed(BadInput):
    """The body could not be read."""

    code = "malformed"


class BadIdempotencyKey(BadInput):
    """An Idempotency-Key has 1 to 200 printable ASCII characters."""

    code = "bad-idempotency-key"

    def __init__(self) -> None:
        super().__init__(field="Idempotency-Key")


class NotYourReceipt(BadInput):
    """This receipt is not ours, or it was given for another document. Leave it out to ask without."""

    code = "not-your-receipt"

    def __init__(self) -> None:
        super().__init__(field="receipt")


class DatabaseAway(TerezeError):
    """We can't reach our records at the moment. Nothing is lost: send the same request with the
    same Idempotency-Key again, after the time that the header Retry-After names. Where there is a
    receipt, checkpoints accept it meanwhile.
    """

    code = "database-away"
    status = 503


class Overloaded(TerezeError):
    """More people ask at this moment than we can answer. Nothing was written: please send the same
    request again after the time that the header Retry-After names.
    """

    code = "overloaded"
    status = 503

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        #: seconds in which those who wait now will have been answered, as it looks
        self.retry_after = retry_after
