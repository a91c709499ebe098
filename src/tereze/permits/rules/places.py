# SPDX-License-Identifier: EUPL-1.2
"""Which place lies in which, and how far one is from another.

A village lies in its district, the district in its region; a zone ("the five locked cities") is a
name for places from anywhere. The regime's map is walked once, when its rules are compiled.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from tereze.packs.types import Place, Zone

_EARTH_RADIUS_KM = 6371.0


class Gazetteer:
    """The places and zones of a regime.

    >>> places = Gazetteer(
    ...     (
    ...         Place(code="KZ-61"),
    ...         Place(code="KZ-61-SAYRAM", within="KZ-61"),
    ...         Place(code="KZ-79"),
    ...     ),
    ...     (Zone(code="KZ-LOCKED", places=("KZ-61", "KZ-79")),),
    ... )
    >>> places.lineage("KZ-61-SAYRAM")
    ('KZ-61-SAYRAM', 'KZ-61', 'KZ-LOCKED')
    >>> places.is_within("KZ-61-SAYRAM", {"KZ-LOCKED"}), places.is_within("KZ-61", {"KZ-61-SAYRAM"})
    (True, False)
    """

    def __init__(self, places: Iterable[Place], zones: Iterable[Zone]) -> None:
        self._places = {place.code: place for place in places}
        self._zones = {zone.code: zone.places for zone in zones}
        codes = [*self._places, *self._zones]
        own = {code: tuple(self._walk(code)) for code in codes}
        self._lineages = {
            code: own[code] + tuple(self._shared(code, own)) if code in self._zones else own[code]
            for code in codes
        }
        self._holders = {code: frozenset(lineage) for code, lineage in self._lineages.items()}

    def lineage(self, code: str) -> tuple[str, ...]:
        """The place itself, then all that holds it, the nearest first.

        A place that is not on the map lies only in itself.
        """
        return self._lineages.get(code, (code,))

    def is_within(self, code: str, wholes: Collection[str]) -> bool:
        """Whether a place lies in one of others. A zone does when all its places do."""
        holders = self._holders.get(code)
        return code in wholes if holders is None else not holders.isdisjoint(wholes)

    def touching(self, code: str) -> frozenset[str]:
        """Codes of all that a place has to do with: itself, what holds it, and what lies in it.

        >>> places = Gazetteer((Place(code="KZ"), Place(code="KZ-61", within="KZ")), ())
        >>> sorted(places.touching("KZ-61")), sorted(places.touching("KZ"))
        (['KZ', 'KZ-61'], ['KZ', 'KZ-61'])
        """
        inside = (place for place, holders in self._holders.items() if code in holders)
        return frozenset(inside).union(self.lineage(code))

    def parent(self, code: str) -> str | None:
        """The larger place that holds this one."""
        place = self._places.get(code)
        return place.within if place else None

    def district(self, code: str) -> str:
        """The place that people of a place call their district: the one that holds it, unless that
        is the country; then it is one already.

        >>> places = Gazetteer((Place(code="KZ"), Place(code="KZ-61", within="KZ")), ())
        >>> places.district("KZ-61"), places.district("KZ")
        ('KZ-61', 'KZ')
        """
        parent = self.parent(code)
        return code if parent is None or "-" not in parent else parent

    def distance_km(self, one: str, other: str) -> Decimal | None:
        """As the crow flies, to a tenth of a kilometre; None when a point is not known."""
        points = [self._point(code) for code in (one, other)]
        if points[0] is None or points[1] is None:
            return None
        return Decimal(f"{_great_circle_km(points[0], points[1]):.1f}")

    def _point(self, code: str) -> tuple[float, float] | None:
        place = self._places.get(code)
        if place is None or place.latitude is None or place.longitude is None:
            return None
        return radians(place.latitude), radians(place.longitude)

    def _walk(self, code: str) -> Iterator[str]:
        """A place and what holds it, breadth first; a pack whose places run in a ring ends too."""
        ahead, seen = [code], {code}
        for holder in ahead:
            yield holder
            larger = [self.parent(holder)]
            larger += [zone for zone, members in self._zones.items() if holder in members]
            new = [whole for whole in larger if whole is not None and whole not in seen]
            seen.update(new)
            ahead += new

    def _shared(self, zone: str, own: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """What holds every place of a zone holds the zone."""
        first, *others = (own.get(member, (member,)) for member in self._zones[zone])
        for holder in first:
            if holder not in own[zone] and all(holder in other for other in others):
                yield holder


def _great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    (north, east), (north2, east2) = one, other
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
