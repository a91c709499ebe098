# SPDX-License-Identifier: EUPL-1.2
"""Codes that anybody may look up, one by one, and may not guess."""

from datetime import datetime

from tereze.core.charging import charge_buckets, delete_full_buckets
from tereze.permits import selectors
from tereze.permits.errors import NoSuchPermit
from tereze.permits.guessing import OF_THIS_PROCESS, Guessing
from tereze.permits.types import EmergencyFacts, PermitFacts


def look_up_code(
    *, code: str, network: str | None, now: datetime, guessing: Guessing = OF_THIS_PROCESS
) -> PermitFacts | EmergencyFacts:
    """The permit or the emergency pass of a code, for somebody who may be guessing.

    A code that is right writes nothing, one that is wrong is charged to the network that asks (None
    where askers can't be told apart). Raises NoSuchPermit, and TooManyGuesses.
    """
    with guessing.one(network) as guess:
        try:
            return selectors.find_by_code(code, now)
        except NoSuchPermit:
            charges = guessing.charges(guess)
            guessing.learn(guess, charges, charge_buckets(charges))
            raise


def forget_full_buckets() -> int:
    """Delete what limits nobody any more; says how many rows."""
    return delete_full_buckets()
