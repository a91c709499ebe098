# SPDX-License-Identifier: EUPL-1.2
"""Generated regimes, people and days of asking, for what has to hold under every regime.

A *life* is a family that asks again and again under one order; what is granted is charged to their
ledgers and to the amounts that they share with strangers, as the services would. The regimes are
wilder than any country's, and begin on days at which clocks or months change.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tereze.permits import rules
from tereze.permits.types import (
    Applicant,
    HolderKind,
    Ledgers,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    Use,
)
from unit.permits.regimes import make_order, make_regime, use_of

_MINUTE = timedelta(minutes=1)
_ZONES = ("Asia/Almaty", "Europe/Athens", "America/Panama", "Asia/Kolkata")
_BEGINNINGS = (
    datetime(2020, 6, 26, 6, 17, tzinfo=UTC),
    datetime(2020, 10, 24, 19, 0, tzinfo=UTC),  # the night in which Athens gets an hour
    datetime(2021, 3, 27, 21, 30, tzinfo=UTC),  # the night in which it loses one
    datetime(2020, 12, 31, 15, 45, 30, tzinfo=UTC),
)
_HOLDERS = ("resident", "household", "phone", "plate")

# Whole hours: then a clock on the wall is a fair oracle even on the nights of the change.
_clocks = st.integers(0, 23).map(lambda hour: f"{hour:02}:00")
_days = st.sampled_from([["mon", "tue", "wed", "thu", "fri"], ["sat"], ["sun", "wed"]])
_hours = st.fixed_dictionaries({"from": _clocks, "until": _clocks}, optional={"days": _days})
_people = st.one_of(
    st.sampled_from([{"age": {"at_least": 65}}, {"age": {"under": 65}}]),
    st.fixed_dictionaries({"tagged": st.just(["infected"])}),
)
_times = st.one_of(
    st.fixed_dictionaries({"hours": _hours}),
    st.fixed_dictionaries({"date_parity": st.sampled_from(["odd", "even"])}),
    st.fixed_dictionaries({"days": st.sampled_from([["sat", "sun"], ["mon"], ["fri"]])}),
)
_conditions = st.one_of(
    _people,
    _times,
    st.builds(lambda who, when: {**who, **when}, _people, _times),
    st.builds(lambda who, when: {**who, "not": when}, _people, _times),
)
_periods = st.one_of(
    st.sampled_from(["hour", "day", "week", "month", "order"]),
    st.integers(1, 80).map(lambda hours: {"rolling_hours": hours}),
    st.integers(1, 5).map(lambda days: {"calendar_days": days}),
)
_weekends = st.just({"days": ["sat", "sun"]})
_own_counters = st.fixed_dictionaries(
    {
        "limit": st.sampled_from([2, 1, 3, 4, 0]),
        "counts": st.sampled_from(["permits", "people"]),
        "per": _periods,
        "of": st.sampled_from(_HOLDERS),
    },
    optional={"when": _weekends},
)
_budgets = st.fixed_dictionaries(
    {
        "limit": st.sampled_from([100, 200, 300, 20]),
        "counts": st.just("minutes"),
        "per": _periods,
        "of": st.sampled_from(_HOLDERS),
    },
    optional={"when": _weekends},
)
_capacities = st.fixed_dictionaries(
    {
        "limit": st.sampled_from([3, 2, 5, 0]),
        "counts": st.sampled_from(["permits", "people"]),
        "per": st.sampled_from(["hour", "day", "week", "month", "order"]),
        "of": st.just("place"),
    },
    optional={"when": _weekends},
)
_durations = st.one_of(
    st.integers(10, 240).map(lambda minutes: {"minutes": minutes}),
    st.just({"choose": {"at_most": 240, "usual": 90, "at_least": 10}}),
    st.just({"until_stated": {"at_most": 300}}),
    st.sampled_from(["12:00", "18:00", "24:00"]).map(lambda clock: {"until": clock}),
    st.sampled_from(["day", "week", "month", "order"]).map(lambda unit: {"until_end_of": unit}),
)
_starts = st.fixed_dictionaries(
    {"delay_minutes": st.sampled_from([0, 0, 5, 15]), "ahead_minutes": st.sampled_from([1440, 0])}
)
_cooldowns = st.one_of(
    st.builds(
        lambda hours, after: {"hours": hours, "after": after},
        st.integers(1, 40),
        st.sampled_from(["start", "end"]),
    ),
    st.just({"days": 3}),
)
_purposes = st.fixed_dictionaries(
    {
        "duration": _durations,
        "start": _starts,
        "counters": st.lists(st.sampled_from(["one", "two", "three"]), unique=True),
        "companions_at_most": st.sampled_from([1, 2, 0]),
        "past_closing": st.sampled_from(["shorten", "refuse", "run-over"]),
        "durations": st.lists(
            st.builds(lambda when, length: {"when": when, "duration": length}, _people, _durations),
            max_size=1,
        ),
        "approval": st.sampled_from([False, False, False, True]),
    },
    optional={
        "hours": st.lists(_hours, min_size=1, max_size=2),
        "cooldown": _cooldowns,
        "who": _conditions,
        "overlaps": st.just(True),
        "alone_in": st.just("household"),
        "curfew_applies": st.just(False),
        "place": st.sampled_from(
            [{"allowed": "home"}, {"allowed": "home-district"}, {"allowed": ["KZ-61-SAYRAM"]}]
        ),
    },
)
_exemptions = st.fixed_dictionaries(
    {
        "id": st.just("some"),
        "when": _conditions,
        "free_of": st.sampled_from([["counters"], ["hours", "curfew"], ["bars", "cooldown"]]),
    }
)
_curfews = st.fixed_dictionaries(
    {"hours": st.lists(_hours, min_size=1, max_size=2)},
    optional={"when": st.just({"age": {"at_least": 65}})},
)
_regimes = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(_ZONES),
        "week_starts_on": st.sampled_from(["mon", "sun"]),
        "counters": st.fixed_dictionaries(
            {"one": _own_counters, "two": _budgets, "three": _capacities}
        ),
        "purposes": st.lists(_purposes, min_size=1, max_size=3).map(
            lambda purposes: [
                *({"id": f"p{number}", **purpose} for number, purpose in enumerate(purposes)),
                {
                    "id": "emergency",
                    "emergency": True,
                    "duration": {"minutes": 180},
                    "counters": ["one", "two", "three"],
                },
            ]
        ),
        "bars": st.lists(_conditions, max_size=1).map(
            lambda conditions: [
                {"id": f"bar{number}", "when": when} for number, when in enumerate(conditions)
            ]
        ),
        "exemptions": st.lists(_exemptions, max_size=1),
    },
    optional={"curfews": st.lists(_curfews, min_size=1, max_size=2)},
)


@dataclass(frozen=True)
class Ask:
    """One asking, and what came of it."""

    order: OrderInForce
    applicant: Applicant
    request: Request
    ledgers: Ledgers
    now: datetime
    outcome: Proposal | Refusal

    def again(self, **changes: Any) -> Proposal | Refusal:
        """Ask with the same ledgers, and with something else changed."""
        said = {
            **{name: getattr(self, name) for name in ("applicant", "request", "now")},
            **changes,
        }
        return rules.propose(
            self.order, said["applicant"], said["request"], self.ledgers, said["now"]
        )


@dataclass
class Life:
    """What a family asked and got."""

    order: OrderInForce
    applicant: Applicant
    asks: list[Ask] = field(default_factory=list)
    ledgers: dict[HolderKind, tuple[Use, ...]] = field(default_factory=dict)
    #: every permit that was ever granted, though the ledgers may have forgotten it
    granted: list[Use] = field(default_factory=list)
    tallies: Counter[tuple[str, str, datetime]] = field(default_factory=Counter)

    def ask(self, request: Request, now: datetime) -> None:
        """Ask, and charge what is granted as the services do."""
        before = dict(self.ledgers)
        outcome = rules.propose(self.order, self.applicant, request, before, now)
        if isinstance(outcome, Proposal):
            for claim in outcome.tallies:
                tally = claim.counter, claim.holder, claim.period_starts_at
                if self.tallies[tally] + claim.amount > claim.limit:
                    outcome = rules.refuse_tally(
                        self.order,
                        self.applicant,
                        request,
                        before,
                        claim,
                        self.tallies[tally],
                        now,
                    )
                    break
        if isinstance(outcome, Proposal):
            self._charge(outcome, now)
        self.asks.append(Ask(self.order, self.applicant, request, before, now, outcome))

    def _charge(self, proposal: Proposal, now: datetime) -> None:
        use = use_of(proposal, self.order.regime_name)
        self.granted.append(use)
        for holder in proposal.holders:
            self.ledgers[holder], _ = rules.charge(self.order, self.ledgers[holder], use, now)
        for claim in proposal.tallies:
            self.tallies[claim.counter, claim.holder, claim.period_starts_at] += claim.amount


_applicants = st.builds(
    Applicant,
    age=st.sampled_from([40, 70, None]),
    tags=st.sampled_from([frozenset(), frozenset(), frozenset({"infected"})]),
    home=st.sampled_from(["KZ-61-SAYRAM", "KZ-61", "KZ-79", None]),
)


def _without_closings(regime: dict[str, Any]) -> dict[str, Any]:
    closings = ("hours", "who", "place", "approval")
    purposes = [
        {part: value for part, value in purpose.items() if part not in closings}
        for purpose in regime["purposes"]
    ]
    kept = ("timezone", "week_starts_on", "counters")
    return {**{part: regime[part] for part in kept}, "purposes": purposes}


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A family that asks some times, under a regime that may forbid anything."""
    return _live(draw, draw(_regimes), asks=draw(st.integers(2, 8)))


@st.composite
def busy_lives(draw: st.DrawFn) -> Life:
    """A family that asks often, under a regime in which only what was used before refuses."""
    return _live(draw, _without_closings(draw(_regimes)), asks=draw(st.integers(6, 14)))


def _live(draw: st.DrawFn, parts: dict[str, Any], *, asks: int) -> Life:
    now = draw(st.sampled_from(_BEGINNINGS))
    begins = now + draw(st.sampled_from([-20_000, -20_000, -600, 200])) * _MINUTE
    ends = max(begins, now) + draw(st.sampled_from([50_000, 50_000, 6_000, 400])) * _MINUTE
    places = draw(st.sampled_from([("KZ-61", "KZ-79"), ("KZ-61", "KZ-79"), ("KZ-61-SAYRAM",)]))
    order = make_order(make_regime(**parts), starts_at=begins, ends_at=ends, places=places)
    life = Life(order, draw(_applicants), ledgers={"resident": (), "household": (), "plate": ()})
    *ordinary, emergency = (purpose.id for purpose in order.regime.purposes)
    for _ in range(asks):
        now += draw(st.sampled_from([150, 400, 1440, 20, 0])) * _MINUTE
        ahead = draw(st.sampled_from([None, None, None, None, -1, 30, 300, 1400, 3000, -5]))
        request = Request(
            purpose=draw(st.sampled_from([*ordinary, *ordinary, emergency])),
            door="web",
            starts_at=None if ahead is None else now + ahead * _MINUTE,
            minutes=draw(st.sampled_from([30, 120, 30, None, 5, 400])),
            party=draw(st.sampled_from([1, 1, 1, 2])),
            place=draw(st.sampled_from([None, None, None, "KZ-61-SAYRAM", "KZ-79"])),
        )
        life.ask(request, now)
    return life
