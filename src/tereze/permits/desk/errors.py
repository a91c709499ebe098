# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong at the desk. The docstring is the message.

NotFound
└── UnknownCall
Conflict
├── CallOfAnother
└── CallOver
BadInput
└── NobodyMeant
NotAllowed
├── NotSetUp
└── BadSignature
"""

from tereze.core.errors import BadInput, Conflict, NotAllowed, NotFound


class UnknownCall(NotFound):
    """There is no such call. It may have been deleted by rule."""

    code = "unknown-call"


class CallOfAnother(Conflict):
    """Somebody else has answered this call. Nothing is left to do here."""

    code = "call-of-another"


class CallOver(Conflict):
    """This call is over. Open another one."""

    code = "call-over"


class NobodyMeant(BadInput):
    """Say first for whom it is: find the person, or register them."""

    code = "nobody-meant"


class NotSetUp(NotAllowed):
    """No telephone system is connected here. Set TEREZE_CALLS_SECRET, and sign with the same secret."""

    code = "calls-not-set-up"


class BadSignature(NotAllowed):
    """The signature does not fit, or is older than five minutes. Sign the time and the body with the
    secret of TEREZE_CALLS_SECRET, and check the clock.
    """

    code = "bad-signature"
