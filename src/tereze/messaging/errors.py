# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with doors and messages."""

from tereze.core.errors import Conflict, NotAllowed, NotFound, TooOften


class UnknownDoor(NotFound):
    """There is no open door of this name. `tereze door list` shows those that there are."""

    code = "unknown-door"


class DoorExists(Conflict):
    """There is a door of this name already. Choose another name; a closed door's is not used again,
    so that the record stays clear about who asked.
    """

    code = "door-exists"


class OutboxIsPrivate(NotAllowed):
    """Messages can be read only where TEREZE_DEMO=1, where all residents are fictitious."""

    code = "outbox-is-private"


class NotFromVendor(NotAllowed):
    """This does not come from the vendor: its signature, secret or password is wrong or missing."""

    code = "not-from-vendor"


class TooManyWrongProofs(TooOften):
    """Too much came from your network that did not come from the vendor. Wait as long as the header
    Retry-After says.
    """

    code = "too-many-wrong-proofs"


class NoSuchCarrier(NotFound):
    """There is no carrier of this name. `tereze carrier list` shows those that TEREZE_CARRIERS names."""

    code = "no-such-carrier"


class NoSuchBot(NotFound):
    """There is no bot of this name. `tereze bot list` shows those that TEREZE_BOTS names."""

    code = "no-such-bot"
