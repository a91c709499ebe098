# SPDX-License-Identifier: EUPL-1.2
"""How long a permit for a purpose lasts, before closing hours and budgets cut it.

Asking for less than a purpose gives is always fine: who is back early frees the street.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tereze.packs.types import ChosenLength, Duration
from tereze.permits.rules.local_time import MINUTE, Calendar, Moment, minute_of
from tereze.permits.types import OrderInForce

Ending: TypeAlias = Callable[[Moment, OrderInForce], datetime]
WrongLength: TypeAlias = Literal["minutes-needed", "too-long", "too-short"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """A purpose's duration. Exactly one of fixed, chosen and ending is given."""

    fixed: int | None = None
    chosen: ChosenLength | None = None
    #: the person must say how long
    stated: bool = False
    #: the time of the clock or the calendar at which it ends
    ending: Ending | None = None

    @property
    def shrinks(self) -> bool:
        """Whether a shorter permit still serves: a doctor's visit can't end in the middle."""
        return self.ending is None and not self.stated

    @property
    def longest(self) -> int | None:
        """The most minutes that may be asked for; None where a clock decides."""
        return self.chosen.at_most if self.chosen else self.fixed

    def wrong(self, said: int | None) -> tuple[WrongLength, int] | None:
        """What is wrong with the minutes that somebody said, and the bound that they miss."""
        at_least = self.chosen.at_least if self.chosen else 1
        if said is None:
            return ("minutes-needed", at_least) if self.stated else None
        if said < at_least:
            return "too-short", at_least
        if self.chosen and said > self.chosen.at_most:
            return "too-long", self.chosen.at_most
        return None

    def minutes(self, said: int | None) -> int | None:
        """How long the permit should be; None where only the clock says when it ends.

        >>> [Length(fixed=120).minutes(said) for said in (None, 30, 240)]
        [120, 30, 120]
        """
        if self.chosen:
            usual = self.chosen.usual or self.chosen.at_most
            return said if said is not None else usual
        if self.fixed is not None and said is not None:
            return min(said, self.fixed)
        return self.fixed if said is None else said

    def minutes_at_any_rate(self, said: int | None) -> int | None:
        """The same where nothing may be refused: what does not fit is taken to the nearest bound."""
        if wrong := self.wrong(said):
            said = wrong[1] if said is not None else None
        return self.minutes(said)

    def end(self, start: Moment, minutes: int | None, order: OrderInForce) -> datetime:
        """The planned end; not after `start` when a clock time has gone by for today."""
        ends = [] if self.ending is None else [self.ending(start, order)]
        if minutes is not None:
            ends.append(start.instant + minutes * MINUTE)
        return min(ends)


def compile_length(duration: Duration, calendar: Calendar) -> Length:
    """A pack's duration."""
    if duration.choose:
        return Length(chosen=duration.choose)
    if duration.until_stated:
        return Length(chosen=duration.until_stated, stated=True)
    if duration.until is not None:
        minute = minute_of(duration.until)
        return Length(ending=lambda start, order: calendar.instant(start.day, minute))
    unit = duration.until_end_of
    if unit == "order":
        return Length(ending=lambda start, order: order.ends_at)
    if unit is not None:
        return Length(ending=lambda start, order: calendar.period(unit, start)[1])
    return Length(fixed=duration.minutes)
