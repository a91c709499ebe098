# SPDX-License-Identifier: EUPL-1.2
"""Where a permit leads: inside the order, where the purpose allows, near enough to home.

The place asked for decides; who names none means home. Where neither is known nobody is refused for
it: somebody may have declared only a name and a street. A permit names nothing but places that the
order covers, so that it can't be read as leave for elsewhere:

- an *exit* may lead anywhere; its permit names what the person leaves;
- an *entry* may be asked for by people who live elsewhere; if they do not say where to, it names all
  that the order covers.
"""

from collections.abc import Callable

from tereze.packs.types import Purpose
from tereze.permits.rules.places import Gazetteer
from tereze.permits.rules.ruleset import Case, Check, Objection


def check_covered(places: Gazetteer) -> Check:
    """The place lies in one of the order's."""

    def check(case: Case) -> Objection | None:
        place, kind = case.facts.place, case.facts.kind
        if place is None or places.is_within(place, case.order.places) or kind == "exit":
            return None
        if kind == "entry" and case.request.place is None:
            return None
        return Objection("place-not-covered", {"place": place})

    return check


def check_destination(purpose: Purpose, places: Gazetteer) -> Check | None:
    """The place lies where the purpose allows."""
    rule = purpose.place
    if rule.allowed == "anywhere" and not rule.ask:
        return None

    def check(case: Case) -> Objection | None:
        asked = case.request.place
        if asked is None:
            if rule.ask:
                return Objection("place-needed")
            # A list of places that this order covers none of leaves nothing to name.
            named = case.rules.destinations(case)
            return None if named else Objection("place-not-covered", {"place": ""})
        allowed = _allowed(purpose, places, case)
        if allowed is None or places.is_within(asked, allowed):
            return None
        return Objection("place-not-allowed", {"place": asked})

    return check


def check_distance(purpose: Purpose) -> Check | None:
    """The place is near enough to home. What nobody knows refuses nobody: then the distance is
    written on the permit, and an inspector judges it."""
    within = purpose.place.within_km
    if within is None:
        return None

    def check(case: Case) -> Objection | None:
        distance = case.facts.distance_km
        if distance is None or distance <= within:
            return None
        return Objection("too-far", {"km": str(within), "distance": str(distance)})

    return check


def destinations(purpose: Purpose, places: Gazetteer) -> Callable[[Case], tuple[str, ...]]:
    """The places that a permit names: the one asked for, else all that the purpose allows and the
    order covers."""

    def name(case: Case) -> tuple[str, ...]:
        asked, home, covered = case.request.place, case.inquiry.applicant.home, case.order.places
        if asked is not None:
            leads_out = case.facts.kind == "exit" and not places.is_within(asked, covered)
            if not leads_out:
                return (asked,)
            return (home,) if home and places.is_within(home, covered) else covered
        allowed = _allowed(purpose, places, case)
        return covered if allowed is None else _overlap(allowed, covered, places)

    return name


def _allowed(purpose: Purpose, places: Gazetteer, case: Case) -> tuple[str, ...] | None:
    """Where the purpose may lead; None: anywhere, or home when nobody knows where that is."""
    allowed, home = purpose.place.allowed, case.inquiry.applicant.home
    if allowed == "anywhere":
        return None
    if allowed == "home":
        return (home,) if home else None
    if allowed == "home-district":
        return (places.district(home),) if home else None
    return allowed


def _overlap(some: tuple[str, ...], others: tuple[str, ...], places: Gazetteer) -> tuple[str, ...]:
    """The places that lie both in some and in others: the smaller of each two that nest.

    >>> from tereze.packs.types import Place
    >>> map_ = Gazetteer((Place(code="KZ-61"), Place(code="KZ-61-KENTAU", within="KZ-61")), ())
    >>> _overlap(("KZ-61",), ("KZ-61-KENTAU", "KZ-79"), map_)
    ('KZ-61-KENTAU',)
    """
    inner = [place for place in some if places.is_within(place, others)]
    inner += [place for place in others if place not in inner and places.is_within(place, some)]
    return tuple(inner)
