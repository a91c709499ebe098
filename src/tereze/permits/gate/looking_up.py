# SPDX-License-Identifier: EUPL-1.2
"""Codes that anybody may look up, one by one, and may not guess. `services/looking_up.py` does the
same for pages."""

from datetime import datetime

from tereze.core.buckets import SQL, parameters_of
from tereze.permits.errors import NoSuchPermit
from tereze.permits.gate import engine
from tereze.permits.gate.store import Store
from tereze.permits.guessing import Guessing
from tereze.permits.types import PermitFacts


async def show_to_public(
    store: Store, guessing: Guessing, *, code: str, network: str | None, now: datetime
) -> PermitFacts:
    """A permit by its code, for somebody who may be guessing.

    A code that is wrong is charged to the network that asks. Raises NoSuchPermit, TooManyGuesses.
    """
    with guessing.one(network) as guess:
        try:
            return await engine.show(store, code, now)
        except NoSuchPermit:
            charges = guessing.charges(guess)
            rows = await store.fetch(SQL["charge"], **parameters_of(charges))
            guessing.learn(guess, charges, {row["holder"]: row["full_in"] for row in rows})
            raise
