# SPDX-License-Identifier: EUPL-1.2
"""From a pack's regime to rules that decide in microseconds.

A regime is compiled once for all orders that name the same pack. For each purpose only what
concerns it is kept, in the order in which a request can fail.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from tereze.packs.types import Bar, Curfew, Purpose, Regime, Times
from tereze.permits.rules import checks, closings, counters, destinations
from tereze.permits.rules.conditions import (
    Holds,
    Question,
    all_of,
    any_edges,
    compile_condition,
    compile_hours,
)
from tereze.permits.rules.lengths import compile_length
from tereze.permits.rules.local_time import DAY, Calendar, Moment
from tereze.permits.rules.periods import FixedPeriod, compile_period
from tereze.permits.rules.places import Gazetteer
from tereze.permits.rules.ruleset import (
    Check,
    Closing,
    Exemption,
    OwnCounter,
    PurposeRules,
    Ruleset,
    SharedCounter,
)
from tereze.permits.types import HolderKind, OrderInForce

#: An idempotency key is good for so long at least.
_KEYS_LAST = 2 * DAY
#: Rulesets that are held ready; a simulation of many drafts must not fill the memory.
_KEPT = 64
_rulesets: dict[str, Ruleset] = {}


def ruleset_of(order: OrderInForce) -> Ruleset:
    """The compiled rules of an order, ready from the second decision on.

    The pack's digest stands for its regime: two regimes must never share one.
    """
    ruleset = _rulesets.get(order.digest)
    if ruleset is None:
        ruleset = compile_regime(order.regime)
        if len(_rulesets) >= _KEPT:
            _rulesets.clear()
        _rulesets[order.digest] = ruleset
    return ruleset


def compile_regime(regime: Regime) -> Ruleset:
    """Compile all purposes of a regime."""
    return _Compiler(regime).compile()


class _Compiler:
    """What the parts of one regime need of each other while they are compiled."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.calendar = Calendar(regime.timezone, regime.week_starts_on)
        self.places = Gazetteer(regime.places, regime.zones)
        self.exempt = [(rule, self._ask(rule.when)) for rule in regime.exemptions]
        self.bars = [(bar, self._ask(bar.when)) for bar in regime.bars]
        self.curfews = [(rule, self._curfew(rule)) for rule in regime.curfews]
        self.limits = {
            name: tuple(self._ask(other.when) for other in counter.limits)
            for name, counter in regime.counters.items()
        }
        self.counted = {
            name: self._ask(counter.when)
            for name, counter in regime.counters.items()
            if counter.when
        }
        self.periods = {
            name: compile_period(counter, self.calendar)
            for name, counter in regime.counters.items()
        }

    def _ask(self, condition: Times) -> Question:
        return compile_condition(condition, self.calendar, self.places)

    def _curfew(self, rule: Curfew) -> Question:
        night = compile_hours(rule.hours, self.calendar, rule.dates, rule.except_dates)
        return all_of([night, *([self._ask(rule.when)] if rule.when else [])])

    def compile(self) -> Ruleset:
        regime = self.regime
        purposes = {purpose.id: self._purpose(purpose) for purpose in regime.purposes}
        return Ruleset(
            calendar=self.calendar,
            places=self.places,
            exemptions=tuple(
                Exemption(question.holds, frozenset(rule.free_of)) for rule, question in self.exempt
            ),
            purposes=purposes,
            holders=frozenset(
                holder for purpose in purposes.values() for holder in purpose.holders
            ),
            beside_others=frozenset(
                purpose.id for purpose in regime.purposes if purpose.overlaps or purpose.emergency
            ),
            one_of_household=frozenset(
                purpose.id for purpose in regime.purposes if purpose.alone_in == "household"
            ),
            legal_bases={name: rule.legal_basis for name, rule in regime.counters.items()},
            horizon=self._horizon(),
            # What strangers share is counted in tallies, so no ledger has to last for it.
            counts_per_order=any(
                counter.per == "order" and counter.of not in ("place", "employer")
                for counter in regime.counters.values()
            ),
        )

    def _horizon(self) -> timedelta:
        """How long after its end the longest-lived rule needs a permit."""
        reaches = [period.reach for period in self.periods.values()]
        rests = [
            counters.rest_of(purpose.cooldown)
            for purpose in self.regime.purposes
            if purpose.cooldown
        ]
        return max([_KEYS_LAST, *(reach for reach in reaches if reach), *rests])

    # --- one purpose ------------------------------------------------------------------------------

    def _purpose(self, purpose: Purpose) -> PurposeRules:
        who = self._ask(purpose.who) if purpose.who else None
        closed = tuple(self._closings(purpose, who))
        own = tuple(self._own_counters(purpose))
        exempt_at = any_edges(asked for _, asked in self.exempt)
        limited_at = any_edges(asked for name in purpose.counters for asked in self._limits(name))
        minutes = {0}.union(exempt_at, limited_at, *(closing.edges for closing in closed))
        kinds = checks.kinds_of(self.regime, purpose)
        return PurposeRules(
            purpose=purpose,
            usual_kind=(kinds or purpose.kinds or self.regime.kinds)[0],
            checks=tuple(self._checks(purpose, who)),
            length=compile_length(purpose.duration, self.calendar),
            lengths=tuple(
                (self._ask(other.when).holds, compile_length(other.duration, self.calendar))
                for other in purpose.durations
            ),
            closings=closed,
            limits_by_clock=bool(exempt_at or limited_at),
            edges=self._edges(minutes),
            own_counters=own,
            shared_counters=tuple(self._shared_counters(purpose)),
            holders=_holders(purpose, own),
            destinations=destinations.destinations(purpose, self.places),
        )

    def _checks(self, purpose: Purpose, who: Question | None) -> Iterator[Check]:
        candidates = [
            destinations.check_covered(self.places),
            checks.check_kind(checks.kinds_of(self.regime, purpose)),
            checks.check_door(checks.doors_of(self.regime, purpose)),
            checks.check_verified(self.regime.identification, purpose),
            checks.check_document(self.regime),
            checks.check_who(who),
            *(checks.check_bar(bar, asked) for bar, asked in self._bars(purpose, timed=False)),
            checks.check_employer(purpose),
            checks.check_certificate(purpose),
            checks.check_transport(purpose),
            checks.check_plate(purpose),
            checks.check_party(purpose),
            destinations.check_destination(purpose, self.places),
            destinations.check_distance(purpose),
        ]
        return (check for check in candidates if check is not None)

    def _closings(self, purpose: Purpose, who: Question | None) -> Iterator[Closing]:
        yield from closings.outside_hours(purpose, self.calendar)
        if purpose.curfew_applies:
            for rule, asked in self.curfews:
                yield closings.curfew(rule, asked)
        for bar, asked in self._bars(purpose, timed=True):
            yield closings.timed_bar(bar, asked)
        if who is not None and who.edges:
            yield closings.not_for_them(who)

    def _bars(self, purpose: Purpose, *, timed: bool) -> Iterator[tuple[Bar, Question]]:
        """The bars that are meant for a purpose: those with a time in them, or those without.

        A bar that an exemption lifts at some hours has a time in it, too.
        """
        lifted = any_edges(asked for rule, asked in self.exempt if "bars" in rule.free_of)
        for bar, asked in self.bars:
            only, timed_too = bar.only_purposes, bool(asked.edges or lifted)
            meant = purpose.id not in bar.except_purposes and (not only or purpose.id in only)
            if meant and timed == timed_too:
                yield bar, asked

    def _limits(self, counter: str) -> Iterator[Question]:
        """What decides on how much there is of a counter, and whether it counts."""
        yield from self.limits[counter]
        if counter in self.counted:
            yield self.counted[counter]

    def _counted(self, counter: str) -> Holds | None:
        question = self.counted.get(counter)
        return question.holds if question else None

    def _edges(self, minutes: Iterable[int]) -> Callable[[date], tuple[Moment, ...]]:
        ordered, calendar = sorted(minutes), self.calendar

        @lru_cache(maxsize=128)
        def edges(day: date) -> tuple[Moment, ...]:
            return tuple(Moment(calendar.instant(day, minute), day) for minute in ordered)

        return edges

    def _own_counters(self, purpose: Purpose) -> Iterator[OwnCounter]:
        for name in purpose.counters:
            rule = self.regime.counters[name]
            if rule.of != "place" and rule.of != "employer":
                yield OwnCounter(
                    id=name,
                    of=rule.of,
                    counts=rule.counts,
                    purposes=frozenset(p.id for p in self.regime.purposes if name in p.counters),
                    period=self.periods[name],
                    counted=self._counted(name),
                    limit=counters.own_limit(rule, self.limits[name]),
                    legal_basis=rule.legal_basis,
                )

    def _shared_counters(self, purpose: Purpose) -> Iterator[SharedCounter]:
        for name in purpose.counters:
            rule, period = self.regime.counters[name], self.periods[name]
            if (rule.of == "place" or rule.of == "employer") and isinstance(period, FixedPeriod):
                yield SharedCounter(
                    id=name,
                    of=rule.of,
                    counts=rule.counts,
                    period=period,
                    counted=self._counted(name),
                    share=(
                        counters.place_share(rule, self.limits[name], self.places)
                        if rule.of == "place"
                        else counters.employer_share(rule, self.limits[name])
                    ),
                    legal_basis=rule.legal_basis,
                )


def _holders(purpose: Purpose, own: Iterable[OwnCounter]) -> tuple[HolderKind, ...]:
    """The ledgers that a permit is written in: the resident's, and those that its rules look into."""
    others: tuple[HolderKind, ...] = ("household", "phone", "plate")
    named = {purpose.alone_in, *(counter.of for counter in own)}
    return ("resident", *(holder for holder in others if holder in named))
