# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with permits. The docstring is the message."""

from tereze.core.errors import BadInput, Conflict, NotFound, TerezeError, TooOften


class NoSuchPermit(NotFound):
    """There is no permit with this code. Check the characters; a permit is also gone once its
    record was deleted by rule.
    """

    code = "no-such-permit"


class TooManyGuesses(TooOften):
    """Too many codes of no permit were tried from your network. Wait as long as the header
    Retry-After says. A QR code can be checked meanwhile: its signature needs no look-up.
    """

    code = "too-many-guesses"


class KeyUsedForAnother(Conflict):
    """This Idempotency-Key already got a permit for another request. Send a new key with a new
    request, and the same key only with the same one.
    """

    code = "key-used-for-another"


class TooBusy(TerezeError):
    """Many requests for the same person or place came at once. Nothing was granted or lost;
    please ask again in a moment.
    """

    code = "too-busy"
    status = 503


class AlreadyDecided(Conflict):
    """This was decided in the meantime. Look again at what was decided."""

    code = "already-decided"


class UnknownAppeal(NotFound):
    """There is no such appeal. It may have been deleted by rule."""

    code = "unknown-appeal"


class NotAppealable(BadInput):
    """This refusal can't be appealed: it is too old, or was answered by giving what was missing."""

    code = "not-appealable"


class ScenariosFail(BadInput):
    """The pack's own scenarios fail, so it can't be put in force. Run `tereze pack test` on it,
    and correct the rules or the scenarios.
    """

    code = "scenarios-fail"


class BadOrder(BadInput):
    """The order can't be prepared as it stands."""

    code = "bad-order"


class OrderOver(Conflict):
    """The order has ended already."""

    code = "order-over"


class NoSigningKey(TerezeError):
    """There is no key to sign permits with. Run `tereze up`, or `tereze key rotate`."""

    code = "no-signing-key"
    status = 503
