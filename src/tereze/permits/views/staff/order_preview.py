# SPDX-License-Identifier: EUPL-1.2
"""What an order would have changed yesterday, in numbers and in examples, without anybody's name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext

from tereze.core.charts import Chart, Drawing, Series, rows
from tereze.permits import replaying
from tereze.permits.office import InstalledVersion
from tereze.permits.reasons import tell_reason, tell_trait, tell_trait_value
from tereze.permits.simulation import SMALLEST_GROUP, Example, Simulation
from tereze.permits.types import Refusal
from tereze.permits.words import Words

#: Requests that are replayed at most, so that the page comes while somebody waits for it.
_MOST: Final = 10_000
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleWords:
    """One request whose answer would change."""

    newly_refused: bool
    who: str
    asked: str
    #: what the new rules say
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """The last day under other rules."""

    result: Simulation
    #: how many were granted in truth
    granted_then: int
    #: there were more requests than were replayed
    is_cut: bool
    #: all refusals of the new rules by reason; None when there are none
    refused: Drawing | None
    #: a chart for each trait of those who would be newly refused
    hit: tuple[Drawing, ...]
    examples: tuple[ExampleWords, ...]


def preview(version: InstalledVersion, words: Words, *, asked_in: Words) -> Preview:
    """Replay the last day under a pack version.

    `words` are those of that version; `asked_in` those of the rules under which people asked.
    """
    result = replaying.simulate_pack(
        digest=version.summary.digest, since=words.now - _DAY, now=words.now, most=_MOST
    )
    return Preview(
        result=result,
        granted_then=result.granted + result.newly_refused - result.newly_granted,
        is_cut=result.asked >= _MOST,
        refused=_draw_refused(result, asked_in),
        hit=tuple(_draw_hit(result, asked_in)),
        examples=tuple(_examples(result, words, asked_in)),
    )


def _draw_refused(result: Simulation, asked_in: Words) -> Drawing | None:
    if not result.refused:
        return None
    counts = {tell_reason(code): count for code, count in result.refused.items()}
    return _rows(gettext("Would be refused, by reason"), gettext("Reason"), counts, asked_in)


def _draw_hit(result: Simulation, asked_in: Words) -> Iterator[Drawing]:
    by_trait: dict[str, dict[str, int | None]] = {}
    for (name, value), count in result.hit.items():
        by_trait.setdefault(name, {})[tell_trait_value(name, value, asked_in)] = count
    for name, counts in by_trait.items():
        yield _rows(tell_trait(name), tell_trait(name), counts, asked_in)


def _rows(title: str, about: str, counts: Mapping[str, int | None], asked_in: Words) -> Drawing:
    source = gettext("Replayed %(time)s, from the requests of the last day.") % {
        "time": asked_in.time(asked_in.now)
    }
    series = Series(name=gettext("Requests"), tone="stop", values=tuple(counts.values()))
    return rows(
        Chart(
            title=title,
            about=about,
            categories=tuple(counts),
            series=(series,),
            source=source,
            missing=gettext("fewer than %(count)s") % {"count": SMALLEST_GROUP},
        )
    )


def _examples(result: Simulation, words: Words, asked_in: Words) -> Iterator[ExampleWords]:
    for example in result.examples:
        outcome = example.outcome
        refused = isinstance(outcome, Refusal)
        yield ExampleWords(
            newly_refused=refused,
            who=_who(example, asked_in),
            asked=_asked(example, asked_in),
            answer=words.refusal(outcome).why
            if isinstance(outcome, Refusal)
            else gettext("A permit would be granted."),
        )


def _asked(example: Example, asked_in: Words) -> str:
    hour = example.past.now.replace(minute=0, second=0, microsecond=0)
    return gettext("%(purpose)s, after %(time)s") % {
        "purpose": asked_in.purpose(example.past.request.purpose),
        "time": asked_in.time(hour),
    }


def _who(example: Example, asked_in: Words) -> str:
    """The person by decade and home: enough to judge a rule by, and too little to know them."""
    applicant = example.past.applicant
    parts = []
    if applicant.age is not None:
        decade = applicant.age // 10 * 10
        parts.append(gettext("aged %(from)s to %(to)s") % {"from": decade, "to": decade + 9})
    if applicant.home:
        parts.append(asked_in.place(applicant.home))
    return ", ".join(parts) or gettext("not known")
