# SPDX-License-Identifier: EUPL-1.2
"""What a helper may do for somebody, and for how long. Pure: values in, values out.

A mandate is small on purpose: one helper, a few weeks, a number of permits. It ends by itself, and
whoever gave it ends it sooner without giving a reason. Nothing follows from having had one.
"""

from datetime import datetime, timedelta
from typing import Final

from tereze.people.types import MandateFacts, MandateScope, MandateState

#: Nobody gives more than this at once; who still needs help after it gives a new one.
LONGEST: Final = timedelta(days=30)
MOST_PERMITS: Final = 60
#: Helpers of one person, and people whom one helper helps, at a time: a neighbour or a volunteer
#: who goes round a street, and no office that collects people.
MOST_HELPERS: Final = 5
MOST_HELPED: Final = 20
#: How long the code that makes somebody a helper waits for them.
INVITED_FOR: Final = timedelta(days=2)


def state_of(mandate: MandateFacts, now: datetime) -> MandateState:
    """What a mandate is worth at `now`.

    >>> noon = datetime(2020, 4, 2, 12)
    >>> week = timedelta(days=7)
    >>> mandate = MandateFacts(
    ...     id=1, number=1, giver_id=7, helper_id=8, giver_name="Aru Bek", helper_name="Dana Bek",
    ...     scope="ask", permits_at_most=1, permits_asked=0, basis="web", made_at=noon,
    ...     ends_at=noon + week,
    ... )
    >>> state_of(mandate, noon), state_of(mandate, noon + week)
    ('running', 'over')
    >>> from dataclasses import replace
    >>> state_of(replace(mandate, permits_asked=1), noon)
    'used-up'
    >>> state_of(replace(mandate, revoked_at=noon), noon)
    'revoked'

    One that nobody has accepted waits, and not for long:

    >>> waiting = replace(mandate, helper_id=None)
    >>> state_of(waiting, noon), state_of(waiting, noon + INVITED_FOR)
    ('waiting', 'over')
    """
    if mandate.revoked_at is not None:
        return "revoked"
    if now >= mandate.ends_at:
        return "over"
    if mandate.helper_id is None:
        return "waiting" if now < mandate.made_at + INVITED_FOR else "over"
    if mandate.scope == "ask" and mandate.permits_asked >= mandate.permits_at_most:
        return "used-up"
    return "running"


def allows(mandate: MandateFacts, wanted: MandateScope, now: datetime) -> bool:
    """Whether a helper may do this now. Who may ask may also see; a permit that was asked for has to
    be carried, so seeing goes on when none is left to ask for.

    >>> noon = datetime(2020, 4, 2, 12)
    >>> mandate = MandateFacts(
    ...     id=1, number=1, giver_id=7, helper_id=8, giver_name="Aru Bek", helper_name="Dana Bek",
    ...     scope="ask", permits_at_most=1, permits_asked=1, basis="web", made_at=noon,
    ...     ends_at=noon + timedelta(days=7),
    ... )
    >>> allows(mandate, "see", noon), allows(mandate, "ask", noon)
    (True, False)
    """
    state = state_of(mandate, now)
    if wanted == "see":
        return state in ("running", "used-up")
    return state == "running" and mandate.scope == "ask"
