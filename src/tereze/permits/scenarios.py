# SPDX-License-Identifier: EUPL-1.2
"""Running a pack's scenarios: the tests that a policy brings with it.

A scenario gives a clock, a person and what was used before, asks, and says what should come back.
It is decided by the same rules that decide for people; a pack whose scenarios fail is not put in
force. What a scenario leaves out is filled in so that it does not stand in the way: a person who
lives in the order's first place and shows the first document that is accepted, under an order for
all places that began a year ago.

An answer is compared part by part, each part in the words that the author reads when it differs:

    expected: refused with quota-used, next eligible 2020-06-27 00:00
    actual:   granted, from 2020-06-26 10:15, until 2020-06-26 12:15, for 120 minutes, in AZ-BA
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from tereze.packs.types import (
    Expect,
    Given,
    GivenUse,
    Pack,
    Scenario,
    When,
)
from tereze.permits import rules
from tereze.permits.types import (
    Applicant,
    Employer,
    HolderKind,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    Use,
)

_YEAR = timedelta(days=365)
_MINUTE = timedelta(minutes=1)

#: An answer in parts: the part's name, and the words for it.
_Parts: TypeAlias = Iterator[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScenarioResult:
    """What a scenario wanted and what the rules said, in words."""

    name: str
    passed: bool
    expected: str
    actual: str


def run_scenarios(pack: Pack) -> tuple[ScenarioResult, ...]:
    """Run all scenarios of a pack, in its order."""
    return tuple(run_scenario(pack, scenario) for scenario in pack.scenarios)


def run_scenario(pack: Pack, scenario: Scenario) -> ScenarioResult:
    """Run one scenario under its pack's rules."""
    setting = _Setting(pack, scenario.given)
    expected = dict(setting.tell_expected(scenario.expect))
    actual = dict(setting.tell(setting.ask(scenario.when)))
    return ScenarioResult(
        name=scenario.name,
        passed=all(actual.get(part) == words for part, words in expected.items()),
        expected=", ".join(expected.values()),
        actual=", ".join(actual.values()),
    )


class _Setting:
    """The world that a scenario gives: an order, a person, ledgers, a clock."""

    def __init__(self, pack: Pack, given: Given) -> None:
        self.regime = pack.regime
        self.zone = ZoneInfo(self.regime.timezone)
        self.given = given
        self.now = self._instant(given.now)
        starts, ends = given.order.starts, given.order.ends
        self.order = OrderInForce(
            id=0,
            regime_name=pack.info.pack,
            version=pack.info.version,
            digest=pack.digest,
            regime=self.regime,
            places=given.order.places or tuple(place.code for place in self.regime.places),
            starts_at=self._instant(starts) if starts else self.now - _YEAR,
            ends_at=self._instant(ends) if ends else self.now + _YEAR,
            legal_basis=self.regime.legal_basis.title,
        )

    def ask(self, when: When) -> Proposal | Refusal:
        """Ask the rules, then see whether the shared amounts have room."""
        request, ledgers = self._request(when), self._ledgers(when)
        applicant = self._applicant()
        outcome = rules.propose(self.order, applicant, request, ledgers, self.now)
        if isinstance(outcome, Refusal):
            return outcome
        tallies = {tally.counter: tally.used for tally in self.given.tallies}
        for claim in outcome.tallies:
            used = tallies.get(claim.counter, 0)
            if used + claim.amount > claim.limit:
                return rules.refuse_tally(
                    self.order, applicant, request, ledgers, claim, used, self.now
                )
        return outcome

    # --- what is given ----------------------------------------------------------------------------

    def _applicant(self) -> Applicant:
        given, regime = self.given.applicant, self.regime
        accepted = regime.identification.documents or tuple(regime.documents)
        return Applicant(
            age=given.age,
            sex=given.sex,
            verified=given.verified,
            tags=frozenset(given.tagged),
            home=self._known("home", given.home or self.order.places[0]),
            document_type=self._known("document", given.document or next(iter(accepted), None)),
            document_tail=(given.document_number or "")[-4:],
        )

    def _known(self, name: Literal["home", "document"], value: str | None) -> str | None:
        return None if name in self.given.applicant.unknown else value

    def _request(self, when: When) -> Request:
        employer = when.employer
        return Request(
            purpose=when.purpose,
            door=when.door or self.regime.doors[0],
            kind=when.kind,
            place=when.place,
            starts_at=self._instant(when.from_) if when.from_ else None,
            minutes=when.minutes,
            party=when.party or 1,
            plate=when.plate,
            transport=when.transport,
            distance_km=when.distance_km,
            certificate=when.certificate,
            certificate_number=when.certificate_number,
            employer=Employer(id=0, sector=employer.sector, staff=employer.staff)
            if employer
            else None,
        )

    def _ledgers(self, when: When) -> dict[HolderKind, tuple[Use, ...]]:
        """The person's own permits stand in all ledgers, as they would; others' in the shared one."""
        unknown = {*self.given.applicant.unknown, *(() if when.plate else ("plate",))}
        holders = [holder for holder in get_args(HolderKind) if holder not in unknown]
        return {
            holder: tuple(
                self._use(number, use)
                for number, use in enumerate(self.given.used)
                if use.of in ("resident", holder)
            )
            for holder in holders
        }

    def _use(self, number: int, given: GivenUse) -> Use:
        starts_at = self._instant(given.starts)
        emergencies = (purpose.id for purpose in self.regime.purposes if purpose.emergency)
        return Use(
            code=f"GIVEN{number:03}",
            purpose=given.purpose,
            starts_at=starts_at,
            ends_at=starts_at + given.minutes * _MINUTE,
            regime=self.order.regime_name,
            free=given.purpose in emergencies,
        )

    # --- answers in words -------------------------------------------------------------------------

    def tell(self, outcome: Proposal | Refusal) -> _Parts:
        """The parts of an answer."""
        if isinstance(outcome, Proposal):
            return self._tell_granted(
                outcome.starts_at,
                outcome.ends_at,
                (outcome.ends_at - outcome.starts_at) // _MINUTE,
                outcome.places,
                outcome.within_km,
            )
        return self._tell_refused(
            outcome.code,
            outcome.rule,
            outcome.next_eligible or "none",
            tuple(dict.fromkeys(way.kind for way in outcome.ways_out)),
            tuple(way.purpose for way in outcome.ways_out if way.purpose),
        )

    def tell_expected(self, expect: Expect) -> _Parts:
        """The parts of an answer that a scenario asks for."""
        if granted := expect.granted:
            yield from self._tell_granted(
                granted.from_, granted.until, granted.minutes, granted.places, granted.within_km
            )
        if refused := expect.refused:
            yield from self._tell_refused(
                refused.code,
                refused.rule,
                refused.next_eligible,
                refused.ways_out or (),
                refused.purposes or (),
            )

    def _tell_granted(
        self,
        starts_at: datetime | None,
        ends_at: datetime | None,
        minutes: int | None,
        places: tuple[str, ...] | None,
        within_km: Decimal | None,
    ) -> _Parts:
        yield "answer", "granted"
        if starts_at:
            yield "from", f"from {self._clock(starts_at)}"
        if ends_at:
            yield "until", f"until {self._clock(ends_at)}"
        if minutes is not None:
            yield "minutes", f"for {minutes} minutes"
        if places is not None:
            yield "places", f"in {' and '.join(sorted(places))}"
        if within_km is not None:
            yield "within", f"within {within_km.normalize():f} km"

    def _tell_refused(
        self,
        code: str,
        rule: str | None,
        next_eligible: datetime | Literal["none"] | None,
        ways_out: tuple[str, ...],
        purposes: tuple[str, ...],
    ) -> _Parts:
        yield "answer", f"refused with {code}"
        if rule is not None:
            yield "rule", f"by {rule}"
        if next_eligible:
            at = "none" if next_eligible == "none" else self._clock(next_eligible)
            yield "next", f"next eligible {at}"
        for kind in ways_out:
            yield f"way out {kind}", f"way out: {kind}"
        for purpose in purposes:
            yield f"purpose {purpose}", f"purpose: {purpose}"

    def _clock(self, instant: datetime) -> str:
        local = self._instant(instant).astimezone(self.zone).replace(tzinfo=None)
        return local.isoformat(" ", "seconds" if local.second else "minutes")

    def _instant(self, moment: datetime) -> datetime:
        """A time that a scenario gives; without a zone it is local."""
        local = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return local.astimezone(UTC)
