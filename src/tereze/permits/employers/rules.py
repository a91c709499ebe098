# SPDX-License-Identifier: EUPL-1.2
"""When a second person has to agree, and what makes an officer look. Pure: values in, value out."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final, Literal, TypeAlias

#: Why somebody else has to approve: the list is long, or an amount that all share has no room.
Reason: TypeAlias = Literal["size", "cap"]

#: From so many people on, one person's word is not enough.
TWO_FROM: Final = 200
#: A list that nobody confirms is deleted after this, and what was said in one that is done.
DRAFTS_ARE_KEPT: Final = timedelta(days=2)
ROWS_ARE_KEPT: Final = timedelta(days=14)
#: Who left an organisation is known to it for so long, in case of questions.
ENDED_ARE_KEPT: Final = timedelta(days=90)

#: A day's growth that is no growth yet: small organisations change by a few at a time.
SMALL_GROWTH: Final = 20
SUDDEN: Final = 0.5
#: How far from the middle of its sector, in robust deviations, an organisation stands out.
FAR_OUT: Final = 3.5
#: A sector of fewer says nothing about any of them.
FEWEST_TO_COMPARE: Final = 5
#: Of all who have a permit through an employer, so many are looked at in a week.
SAMPLE_SHARE: Final = 0.02
SAMPLE_LEAST, SAMPLE_MOST = 5, 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large an organisation says it is, and how many permits it has."""

    organisation_id: int
    sector: str
    permits: int
    #: people it employs, as it declared; None: it did not
    staff: int | None


def approvals_needed(rows: int, *, left: int | None) -> frozenset[Reason]:
    """Why somebody else has to approve a list of so many new people; empty: nobody has to.

    `left` is what the cap leaves; None: there is none.

    >>> approvals_needed(10, left=None), approvals_needed(10, left=10)
    (frozenset(), frozenset())
    >>> sorted(approvals_needed(500, left=100))
    ['cap', 'size']
    """
    reasons: set[Reason] = set()
    if rows >= TWO_FROM:
        reasons.add("size")
    if left is not None and rows > left:
        reasons.add("cap")
    return frozenset(reasons)


def grew_suddenly(before: int, after: int) -> bool:
    """Whether so many more people within a day make somebody look.

    >>> grew_suddenly(100, 149), grew_suddenly(100, 151), grew_suddenly(4, 20), grew_suddenly(0, 21)
    (False, True, False, True)
    """
    more = after - before
    return more > SMALL_GROWTH and more > before * SUDDEN


def find_outliers(values: Mapping[int, float]) -> dict[int, float]:
    """Those that stand out upwards among their like, by how many robust deviations.

    The middle is the median and the deviation comes from the median of distances to it, so a few who
    cheat do not move the measure by which they are found. Where most are alike, whoever is twice as
    large stands out.

    >>> usual = dict(enumerate([0.5, 0.55, 0.6, 0.5, 0.45, 0.6]))
    >>> find_outliers(usual)
    {}
    >>> list(find_outliers({**usual, 7: 4.0}))
    [7]
    >>> list(find_outliers({1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 2.5}))
    [5]
    >>> find_outliers({1: 1.0, 2: 90.0})
    {}
    """
    if len(values) < FEWEST_TO_COMPARE:
        return {}
    middle = median(values.values())
    spread = 1.4826 * median(abs(value - middle) for value in values.values())
    least = spread or middle / FAR_OUT
    if not least:
        return {}
    far = {key: (value - middle) / least for key, value in values.items()}
    return {key: round(distance, 1) for key, distance in far.items() if distance > FAR_OUT}


def share_outliers(sizes: Collection[Size]) -> dict[int, float]:
    """Organisations that have permits for far more of their declared staff than others of their
    sector. Who declared nothing is compared as if it employed the sector's usual number.

    >>> sector = [
    ...     Size(organisation_id=n, sector="health", permits=50 + n, staff=100) for n in range(6)
    ... ]
    >>> list(share_outliers([*sector, Size(organisation_id=9, sector="health", permits=400, staff=20)]))
    [9]
    """
    found: dict[int, float] = {}
    for sector in {size.sector for size in sizes}:
        of_sector = [size for size in sizes if size.sector == sector]
        usual = median([size.staff for size in of_sector if size.staff] or [1])
        found |= find_outliers(
            {size.organisation_id: size.permits / (size.staff or usual) for size in of_sector}
        )
    return found


def draw_sample(numbers: Sequence[int], *, seed: str) -> list[int]:
    """Whom an officer looks at this week, drawn by lot. With the seed, which is kept, anybody can
    draw the same again and see that nobody was picked.

    >>> draw_sample([3, 1, 2], seed="x") == draw_sample([2, 3, 1], seed="x")
    True
    >>> len(draw_sample(range(1000), seed="x"))
    20
    """
    size = min(len(numbers), SAMPLE_MOST, max(SAMPLE_LEAST, round(len(numbers) * SAMPLE_SHARE)))
    # Not for secrets: to be drawn again. The seed itself is drawn from what nobody foresees.
    return sorted(random.Random(seed).sample(sorted(numbers), size))  # noqa: S311
