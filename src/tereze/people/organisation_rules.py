# SPDX-License-Identifier: EUPL-1.2
"""Who may sign for an organisation. Pure: values in, values out.

An office lets in the first ones. They let in others, with limits, and may end that; whoever was let
in lets in nobody. A delegate acts only as long as whoever let them in does: when a director leaves,
nothing has to be tidied up behind them.
"""

from collections.abc import Iterable
from datetime import datetime

from tereze.people.types import RepresentativeFacts


def who_may_act(
    everybody: Iterable[RepresentativeFacts], now: datetime
) -> dict[int, RepresentativeFacts]:
    """The representatives of one organisation who may sign now, by their numbers.

    >>> from dataclasses import replace
    >>> noon = datetime(2020, 4, 2, 12)
    >>> director = RepresentativeFacts(
    ...     id=1, organisation_id=1, resident_id=7, let_in_by=None, workers_at_most=None,
    ...     since=noon, until=None,
    ... )
    >>> clerk = replace(director, id=2, resident_id=8, let_in_by=1, workers_at_most=50)
    >>> list(who_may_act([director, clerk], noon))
    [1, 2]
    >>> list(who_may_act([replace(director, ended_at=noon), clerk], noon))
    []
    """
    holding = {one.id: one for one in everybody if _holds(one, now)}
    return {
        one.id: one for one in holding.values() if one.let_in_by is None or one.let_in_by in holding
    }


def may_let_in(
    own: RepresentativeFacts, *, workers_at_most: int | None, until: datetime | None
) -> bool:
    """Whether somebody may delegate so much for so long: no more than they have themselves.

    >>> from dataclasses import replace
    >>> noon = datetime(2020, 4, 2, 12)
    >>> own = RepresentativeFacts(
    ...     id=1, organisation_id=1, resident_id=7, let_in_by=None, workers_at_most=50,
    ...     since=noon, until=None,
    ... )
    >>> may_let_in(own, workers_at_most=50, until=None)
    True
    >>> may_let_in(own, workers_at_most=None, until=None)
    False
    >>> may_let_in(replace(own, let_in_by=3), workers_at_most=1, until=noon)
    False
    """
    enough_people = own.workers_at_most is None or (
        workers_at_most is not None and workers_at_most <= own.workers_at_most
    )
    enough_time = own.until is None or (until is not None and until <= own.until)
    return own.may_delegate and enough_people and enough_time


def _holds(one: RepresentativeFacts, now: datetime) -> bool:
    return one.ended_at is None and one.since <= now and (one.until is None or now < one.until)
