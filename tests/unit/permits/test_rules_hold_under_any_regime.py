# SPDX-License-Identifier: EUPL-1.2
"""What is promised of every decision, under generated regimes.

Quotas, hours and places are counted here a second time, in the plainest way there is and with none
of the rules' own code, so that an error would have to be made twice. After a change of the rules try many more lives:
TEREZE_THOROUGH=1 scripts/test tests/unit/permits
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given

from tereze.packs.types import WEEKDAYS, Hours, Regime, Rolling
from tereze.packs.types import Counter as CounterRule
from tereze.permits.types import Proposal, Refusal, Use
from unit.permits.lives import Ask, Life, busy_lives, lives

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


# --- what is granted ----------------------------------------------------------------------------------


@given(busy_lives())
def test_no_quota_is_ever_exceeded(life: Life) -> None:
    regime = life.order.regime
    for name, rule in regime.counters.items():
        if rule.of == "phone":  # nobody in these lives has one
            continue
        drawing = {purpose.id for purpose in regime.purposes if name in purpose.counters}
        spent = [
            (use.starts_at, _amount(rule, use))
            for use in life.granted
            if use.purpose in drawing and not use.free and _counts(regime, rule, use)
        ]
        if rule.of != "place":  # which place a permit took room from is asked below
            assert rule.limit is not None
            assert max(_sums(regime, rule, spent), default=0) <= rule.limit


@given(busy_lives())
def test_no_shared_amount_is_ever_exceeded(life: Life) -> None:
    limit = life.order.regime.counters["three"].limit
    assert limit is not None
    assert all(used <= limit for used in life.tallies.values())
    claimed = Counter[str]()
    for ask in life.asks:
        if isinstance(ask.outcome, Proposal):
            claimed.update({claim.holder: claim.amount for claim in ask.outcome.tallies})
    taken = Counter[str]()
    for (_, holder, _), used in life.tallies.items():
        taken[holder] += used
    assert taken == claimed


@given(lives())
def test_nothing_is_granted_outside_an_order(life: Life) -> None:
    within = {place.code: place.within for place in life.order.regime.places}
    for ask, permit in _granted(life):
        order = life.order
        assert max(order.starts_at, ask.now) <= permit.starts_at < permit.ends_at <= order.ends_at
        assert permit.places
        for place in permit.places:
            assert place in order.places or within[place] in order.places


@given(busy_lives())
def test_nobody_is_out_twice_and_everybody_rests(life: Life) -> None:
    purposes = {purpose.id: purpose for purpose in life.order.regime.purposes}
    for one, other in combinations(life.granted, 2):
        rules = purposes[one.purpose], purposes[other.purpose]
        if not any(purpose.overlaps or purpose.emergency for purpose in rules):
            assert one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
        cooldown = rules[0].cooldown
        exempt = any("cooldown" in some.free_of for some in life.order.regime.exemptions)
        if one.purpose == other.purpose and cooldown and not one.free and not exempt:
            earlier, later = sorted((one, other), key=lambda use: use.starts_at)
            since = earlier.ends_at if cooldown.after == "end" else earlier.starts_at
            rest = timedelta(hours=cooldown.hours or 24 * (cooldown.days or 0))
            assert later.starts_at >= since + rest


@given(lives())
def test_no_permit_holds_when_its_purpose_is_closed(life: Life) -> None:
    regime = life.order.regime
    zone = ZoneInfo(regime.timezone)
    lifted = {freedom for exemption in regime.exemptions for freedom in exemption.free_of}
    for ask, permit in _granted(life):
        purpose = next(one for one in regime.purposes if one.id == permit.purpose)
        if purpose.emergency:
            continue
        ends = permit.starts_at + MINUTE if purpose.past_closing == "run-over" else permit.ends_at
        for instant in _every_quarter(permit.starts_at, ends):
            wall = instant.astimezone(zone)
            if purpose.hours and "hours" not in lifted:
                assert _is_open(purpose.hours, wall)
            for curfew in regime.curfews if purpose.curfew_applies else ():
                meant = curfew.when is None or (ask.applicant.age or 0) >= 65
                if meant and "curfew" not in lifted:
                    assert not _is_open(curfew.hours, wall)


@given(lives())
def test_no_permit_is_cut_too_short_to_serve(life: Life) -> None:
    purposes = {purpose.id: purpose for purpose in life.order.regime.purposes}
    for ask, permit in _granted(life):
        purpose = purposes[permit.purpose]
        minutes = (permit.ends_at - permit.starts_at) / MINUTE
        if minutes < purpose.shortest_minutes and permit.ends_at < life.order.ends_at:
            lengths = (purpose.duration, *(other.duration for other in purpose.durations))
            assert minutes in (ask.request.minutes, *(length.minutes for length in lengths))


@given(lives())
def test_danger_to_life_passes_at_once_wherever_an_order_is_in_force(life: Life) -> None:
    for ask in life.asks:
        in_danger = replace(ask.request, purpose="emergency", starts_at=None)
        outcome = ask.again(request=in_danger)
        if life.order.starts_at <= ask.now < life.order.ends_at:
            assert isinstance(outcome, Proposal)
            assert outcome.starts_at == ask.now
            assert (outcome.free, outcome.tallies) == (True, ())
            years_away = ask.now + timedelta(days=4_000)
            for start in (ask.request.starts_at, life.order.ends_at, years_away):
                outcome = ask.again(request=replace(in_danger, starts_at=start))
                assert isinstance(outcome, Proposal), "whatever start it names"
                assert ask.now <= outcome.starts_at < life.order.ends_at
        else:
            assert isinstance(outcome, Refusal)
            assert outcome.code in ("no-order", "after-sunset")


@given(lives())
def test_what_an_officer_decides_on_is_never_granted_by_the_rules(life: Life) -> None:
    decided_by_officers = {one.id for one in life.order.regime.purposes if one.approval}
    assert not decided_by_officers & {permit.purpose for _, permit in _granted(life)}
    for _, refusal in _refused(life):
        if refusal.code == "needs-approval":
            assert refusal.rule in decided_by_officers
            assert [way.kind for way in refusal.ways_out][:2] == ["emergency", "appeal"]


# --- what is refused ----------------------------------------------------------------------------------


@given(lives())
def test_every_refusal_says_why_by_which_rule_and_what_else_can_be_done(life: Life) -> None:
    regime = life.order.regime
    named = {"curfew", *regime.counters, *(bar.id for bar in regime.bars)}
    for ask, refusal in _refused(life):
        assert refusal.rule in named or refusal.rule == ask.request.purpose
        assert refusal.legal_basis
        assert refusal.facts["purpose"] == ask.request.purpose
        kinds = [way.kind for way in refusal.ways_out]
        assert kinds[0] == "emergency"
        assert ("hour" in kinds) == (refusal.next_eligible is not None)
        assert all(
            way.at == refusal.next_eligible for way in refusal.ways_out if way.kind == "hour"
        )


@given(lives())
def test_the_next_time_is_really_granted_to_who_asks_then(life: Life) -> None:
    for ask, refusal in _refused(life):
        at = refusal.next_eligible
        if at is None:
            continue
        assert at >= ask.now
        assert at < life.order.ends_at
        for starts_at in (at, None):
            request = replace(ask.request, starts_at=starts_at)
            assert isinstance(ask.again(request=request, now=at), Proposal)


@given(lives() | busy_lives())
def test_no_time_before_the_next_one_would_have_been_granted(life: Life) -> None:
    purposes = {purpose.id: purpose for purpose in life.order.regime.purposes}
    for ask, refusal in _refused(life):
        purpose = purposes[ask.request.purpose]
        # Who waits for a delay starts later than they ask. And what ends by the clock gets shorter
        # with every minute, until it fits what is left of a budget: that is not looked for.
        if purpose.start.delay_minutes or "two" in purpose.counters or refusal.code == "place-full":
            continue
        first = max(ask.request.starts_at or ask.now, ask.now, life.order.starts_at)
        last = refusal.next_eligible or life.order.ends_at
        for part in range(8):
            at = first + part * (last - first) / 8
            if at < last:
                outcome = ask.again(request=replace(ask.request, starts_at=at), now=at)
                assert isinstance(outcome, Refusal)


@given(lives())
def test_another_purpose_that_is_offered_is_really_granted_now(life: Life) -> None:
    for ask, refusal in _refused(life):
        for way in refusal.ways_out:
            if way.purpose is not None:
                outcome = ask.again(request=replace(ask.request, purpose=way.purpose))
                assert isinstance(outcome, Proposal)


# --- the same facts, the same answer ------------------------------------------------------------------


@given(lives())
def test_the_same_facts_get_the_same_answer_in_any_zone_and_in_any_order(life: Life) -> None:
    elsewhere = timezone(timedelta(hours=-7))
    for ask in life.asks:
        if isinstance(ask.outcome, Refusal) and ask.outcome.code == "place-full":
            continue
        starts_at = ask.request.starts_at
        moved = replace(ask.request, starts_at=starts_at and starts_at.astimezone(elsewhere))
        assert ask.again() == ask.outcome
        assert ask.again(request=moved, now=ask.now.astimezone(elsewhere)) == ask.outcome
        reversed_ledgers = {holder: uses[::-1] for holder, uses in ask.ledgers.items()}
        shuffled = replace(ask, ledgers=reversed_ledgers).again()
        assert isinstance(shuffled, Proposal) == isinstance(ask.outcome, Proposal)


# --- counted a second time, plainly --------------------------------------------------------------------


def _granted(life: Life) -> Iterator[tuple[Ask, Proposal]]:
    for ask in life.asks:
        if isinstance(ask.outcome, Proposal):
            yield ask, ask.outcome


def _refused(life: Life) -> Iterator[tuple[Ask, Refusal]]:
    for ask in life.asks:
        if isinstance(ask.outcome, Refusal):
            yield ask, ask.outcome


def _counts(regime: Regime, rule: CounterRule, use: Use) -> bool:
    local = use.starts_at.astimezone(ZoneInfo(regime.timezone))
    days = (rule.when and rule.when.days) or WEEKDAYS
    return WEEKDAYS[local.weekday()] in days


def _amount(rule: CounterRule, use: Use) -> int:
    minutes = (use.ends_at - use.starts_at) / MINUTE
    return {"permits": 1, "people": use.party, "minutes": int(minutes)}[rule.counts]


def _sums(regime: Regime, rule: CounterRule, spent: list[tuple[datetime, int]]) -> Iterator[int]:
    """What each stretch of time holds that a counter could count."""
    zone = ZoneInfo(regime.timezone)
    if not isinstance(rule.per, Rolling):
        sums = Counter[str]()
        for starts_at, amount in spent:
            sums[_label(regime, rule.per, starts_at.astimezone(zone))] += amount
        yield from sums.values()
    elif rule.per.rolling_hours:
        length = rule.per.rolling_hours * HOUR
        for first, _ in spent:
            yield sum(amount for at, amount in spent if first <= at < first + length)
    else:
        length = timedelta(days=rule.per.calendar_days or 0)
        days = [(starts_at.astimezone(zone).date(), amount) for starts_at, amount in spent]
        for day, _ in days:
            yield sum(amount for at, amount in days if day <= at < day + length)


def _label(regime: Regime, per: str, local: datetime) -> str:
    if per == "week":
        return str(_first_of_week(regime, local.date()))
    # Of the two hours of an autumn night the offset tells which one it is.
    forms = {"hour": "%Y-%m-%d %H %z", "day": "%Y-%m-%d", "month": "%Y-%m", "order": ""}
    return local.strftime(forms[per])


def _first_of_week(regime: Regime, day: date) -> date:
    while WEEKDAYS[day.weekday()] != regime.week_starts_on:
        day -= timedelta(days=1)
    return day


def _every_quarter(start: datetime, end: datetime) -> Iterator[datetime]:
    last = end - timedelta(microseconds=1)
    while start < last:
        yield start
        start += 15 * MINUTE
    yield last


def _is_open(windows: tuple[Hours, ...], wall: datetime) -> bool:
    """Whether a clock on the wall shows a time within one of the windows."""
    clock = wall.strftime("%H:%M")
    today, yesterday = WEEKDAYS[wall.weekday()], WEEKDAYS[wall.weekday() - 1]
    for window in windows:
        first, until = window.from_, window.until
        if first < until:
            if today in window.days and first <= clock < until:
                return True
        elif (today in window.days and first <= clock) or (
            yesterday in window.days and clock < until
        ):
            return True
    return False
