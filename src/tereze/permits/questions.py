# SPDX-License-Identifier: EUPL-1.2
"""What a person is asked for a purpose: only what the regime needs and we do not know.

Pure. Whatever can be told from the regime, the order or the person is not asked; so for most
purposes there is no question at all, and one button is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tereze.packs.types import (
    CertificateRule,
    ChosenLength,
    DoorKind,
    Duration,
    Kind,
    PlaceCode,
    PlaceRule,
    Purpose,
    Regime,
    Transport,
)
from tereze.permits import rules
from tereze.permits.rules.places import Gazetteer
from tereze.permits.types import OrderInForce

#: Lengths that people think in; a purpose's own bounds and usual length come on top.
_ROUND_LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 1440)
#: Our own doors, as packs may name them: the site is also the application on the phone.
SITE: Final[tuple[DoorKind, ...]] = ("web", "app")


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """The questions that are left. What is empty or None is not asked."""

    #: to choose from; the first is the usual one
    kinds: tuple[Kind, ...] = ()
    places: tuple[PlaceCode, ...] = ()
    #: minutes to choose from
    lengths: tuple[int, ...] = ()
    #: chosen when the person says nothing; None: they have to say
    usual_length: int | None = None
    certificate: CertificateRule | None = None
    transports: tuple[Transport, ...] = ()
    plate_needed: bool = False
    #: who goes by car says with which one, but nobody has to go by car
    plate_if_by_car: bool = False
    companions_at_most: int = 0
    #: how many minutes ahead a start may be asked for
    ahead_minutes: int = 0

    @property
    def none(self) -> bool:
        """Nothing has to be asked. (A later start, or going by car, is offered, not asked.)"""
        return not (
            self.kinds
            or self.places
            or self.lengths
            or self.certificate
            or self.transports
            or self.plate_needed
            or self.companions_at_most
        )


def find_questions(order: OrderInForce, purpose: Purpose, *, home: str | None) -> Questions:
    """What is asked of a person whose registered home is `home`."""
    kinds = purpose.kinds or order.regime.kinds
    places = _places(order, purpose.place, home) if purpose.place.ask else ()
    return Questions(
        kinds=kinds if len(kinds) > 1 else (),
        places=places if len(places) > 1 else (),
        lengths=tuple(sorted(_lengths(purpose))),
        usual_length=_usual(purpose.duration),
        certificate=purpose.certificate,
        transports=purpose.transport if len(purpose.transport) > 1 else (),
        plate_needed=purpose.plate == "required",
        plate_if_by_car=purpose.plate == "by-car",
        companions_at_most=purpose.companions_at_most,
        ahead_minutes=purpose.start.ahead_minutes,
    )


def only_place(order: OrderInForce, purpose: Purpose, *, home: str | None) -> str | None:
    """The place to write down unasked: it has to be said, and only one is possible."""
    places = _places(order, purpose.place, home) if purpose.place.ask else ()
    return places[0] if len(places) == 1 else None


def own_door(regime: Regime, purpose: Purpose, doors: Sequence[DoorKind] = SITE) -> DoorKind | None:
    """How the rules see our page for a purpose; None when it is asked for elsewhere only.

    `doors` are what the page may be to the rules, by default what the site is to them.
    """
    open_doors = [door for door in purpose.doors or regime.doors if door in regime.doors]
    return next((door for door in doors if door in open_doors), None)


def _lengths(purpose: Purpose) -> set[int]:
    """The lengths to choose from, where some people or papers may choose at all."""
    durations = (purpose.duration, *(other.duration for other in purpose.durations))
    chosen = [rule for one in durations if (rule := one.choose or one.until_stated)]
    fixed = {one.minutes for one in durations if one.minutes} if chosen else set()
    return fixed.union(*map(_lengths_within, chosen))


def _lengths_within(rule: ChosenLength) -> set[int]:
    within = {n for n in _ROUND_LENGTHS if rule.at_least <= n <= rule.at_most}
    bounds = {rule.at_most, *({rule.at_least} if rule.at_least > 1 else ())}
    return within | bounds | ({rule.usual} if rule.usual else set())


def _usual(duration: Duration) -> int | None:
    rule = duration.choose
    return rule.usual or rule.at_most if rule else duration.minutes


def _places(order: OrderInForce, rule: PlaceRule, home: str | None) -> tuple[PlaceCode, ...]:
    """The places that may be named, the home first."""
    if rule.allowed == "home":
        return (home,) if home else ()
    gazetteer = Gazetteer(order.regime.places, order.regime.zones)
    codes = [place.code for place in order.regime.places if rules.covers(order, place.code)]
    if rule.allowed == "home-district" and home:
        district = gazetteer.district(home)
        codes = [code for code in codes if gazetteer.is_within(code, {district})]
    elif isinstance(rule.allowed, tuple):
        codes = [code for code in codes if gazetteer.is_within(code, rule.allowed)]
    return tuple(sorted(codes, key=lambda code: code != home))
