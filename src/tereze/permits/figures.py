# SPDX-License-Identifier: EUPL-1.2
"""Live figures for those who run a regime: counts only, nobody's name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tereze.core.database import run
from tereze.core.sql import load_queries

SQL = load_queries("tereze.permits", "figures.sql")

#: No permit lasts longer than 30 days, so older partitions need not be looked at.
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, kw_only=True, slots=True)
class HourFigures:
    """What came of the requests of one hour."""

    #: its local beginning
    hour: datetime
    granted: int
    refused: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of the last hours, as counted at one moment."""

    counted_at: datetime
    hours: tuple[HourFigures, ...]
    refused_by_reason: Mapping[str, int]
    #: purpose → permits that hold now
    out_by_purpose: Mapping[str, int]
    out_by_place: Mapping[str, int]
    #: people on their way now, companions included
    people_out: int

    @property
    def asked(self) -> int:
        """Asked in these hours."""
        return self.granted + self.refused

    @property
    def granted(self) -> int:
        """Granted in these hours."""
        return sum(hour.granted for hour in self.hours)

    @property
    def refused(self) -> int:
        """Refused in these hours."""
        return sum(hour.refused for hour in self.hours)


def get_figures(*, zone: ZoneInfo, now: datetime, hours: int = 24) -> Figures:
    """Count the last `hours` full hours and the one under way; `zone` says where hours begin."""
    this_hour = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    first = this_hour - timedelta(hours=hours - 1)
    since = {"since": first, "day": first.astimezone(UTC).date(), "zone": zone.key}
    counted = {(hour, outcome): count for hour, outcome, count in run(SQL["by_hour"], since)}
    starts = [first.astimezone(UTC) + timedelta(hours=n) for n in range(hours)]
    at = {"now": now, "day": (now - _LONGEST).astimezone(UTC).date()}
    by_purpose = run(SQL["out_now_by_purpose"], at)
    return Figures(
        counted_at=now,
        hours=tuple(
            HourFigures(
                hour=start.astimezone(zone),
                granted=counted.get((start, "granted"), 0),
                refused=counted.get((start, "refused"), 0),
            )
            for start in starts
        ),
        refused_by_reason=_counts(run(SQL["by_reason"], since)),
        out_by_purpose={purpose: permits for purpose, permits, _ in by_purpose},
        out_by_place=_counts(run(SQL["out_now_by_place"], at)),
        people_out=sum(people for _, _, people in by_purpose),
    )


def _counts(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(rows)
