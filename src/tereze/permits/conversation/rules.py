# SPDX-License-Identifier: EUPL-1.2
"""What whoever writes may hear of somebody else, and how often they may write. Pure.

Anybody may write the number of a document, and many do it for their parents. But a stranger must not
learn from our answer who somebody is: that they are over 65, or ill, or out of the house. So whoever
is not known to be the holder, or to act for them, hears of a refusal only what the rules say to
everybody, and of the rest that its holder may ask why.
"""

from typing import Final

from tereze.packs.types import Condition, Regime
from tereze.permits.types import Refusal, Request

#: Messages of one number at once, then one every so many seconds: twenty in ten minutes.
MESSAGES_AT_ONCE: Final = 20
MESSAGE_SECONDS: Final = 30.0
#: A document that nobody has costs as much as so many messages: nobody may go through numbers.
UNKNOWN_DOCUMENT_COSTS: Final = 3
#: So does a code to the phone of whoever holds a document: it comes to somebody else, and is paid for.
CODE_COSTS: Final = 3

#: Tell that somebody had a permit.
_OF_USES: Final = frozenset({"quota-used", "time-used-up", "cooldown", "already-out"})
#: Tell who somebody is, or with whom and where they live.
_OF_THE_PERSON: Final = frozenset({"not-for-you", "not-verified", "household-out", "too-far"})
#: Tell where somebody lives, when no place was asked for.
_OF_THE_HOME: Final = frozenset({"place-not-allowed", "place-not-covered"})
_SAY_WHO: Final = frozenset(
    {"age", "sex", "verified", "tagged", "home", "document_digit", "sector", "distance_km"}
)


def tells_of_the_holder(
    regime: Regime, request: Request, refusal: Refusal, *, asked_before: bool
) -> bool:
    """Whether a refusal tells anything that its document and request do not say themselves.

    `asked_before`: a permit was given to whoever hears this, for the same person, so that they know.
    """
    if refusal.code in _OF_USES:
        return not asked_before
    if refusal.code in _OF_THE_PERSON:
        return True
    if refusal.code in _OF_THE_HOME:
        return request.place is None
    if refusal.code == "barred":
        return any(says_who(bar.when) for bar in regime.bars if bar.id == refusal.rule)
    if refusal.code in ("curfew", "closes-too-soon"):
        conditions = (curfew.when for curfew in regime.curfews)
        return any(says_who(one) for one in conditions if one is not None)
    return False


def says_who(condition: Condition) -> bool:
    """Whether a condition is about the person, and not about the request or the clock.

    >>> says_who(Condition(purpose=("needs",))), says_who(Condition(not_=Condition(tagged=("ill",))))
    (False, True)
    """
    inner = (*(condition.all_ or ()), *(condition.any_ or ()), condition.not_)
    return not _SAY_WHO.isdisjoint(condition.model_fields_set) or any(
        says_who(one) for one in inner if one is not None
    )
