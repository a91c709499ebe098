# SPDX-License-Identifier: EUPL-1.2
"""Names: what a regime defines, and who refers to it.

One table says which keys of the language hold names of what. The same table serves the regime and
its scenarios, so a new key that refers to something is one line here.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

from tereze.packs.shapes import did_you_mean
from tereze.packs.types import (
    Bar,
    CertificateRule,
    Condition,
    Counter,
    DoorKind,
    EmployerRule,
    ExpectGranted,
    ExpectRefused,
    GivenApplicant,
    GivenOrder,
    GivenTally,
    GivenUse,
    Identification,
    Place,
    PlaceRule,
    Purpose,
    Regime,
    Start,
    Value,
    Zone,
)
from tereze.packs.validation.draft import Finding, walk
from tereze.packs.yaml_tree import Path

#: "area" is a place or a zone; tags, certificates and sectors are defined by the rules that ask
#: for them.
Sort: TypeAlias = Literal[
    "purpose",
    "counter",
    "place",
    "area",
    "document",
    "door",
    "kind",
    "tag",
    "certificate",
    "sector",
]
Names: TypeAlias = Mapping[Sort, tuple[str, ...]]

_REFERENCES: Mapping[type[Value], Mapping[str, Sort]] = {
    Bar: {"only_purposes": "purpose", "except_purposes": "purpose"},
    Condition: {
        "home": "area",
        "place": "area",
        "document": "document",
        "purpose": "purpose",
        "door": "door",
        "kind": "kind",
    },
    Counter: {"by_place": "area"},
    Identification: {"documents": "document", "unverified_may_ask": "purpose"},
    Place: {"within": "place"},
    PlaceRule: {"allowed": "area"},
    Purpose: {"counters": "counter", "doors": "door", "kinds": "kind"},
    Start: {"delay_by_door": "door"},
    Zone: {"places": "place"},
    ExpectGranted: {"places": "area"},
    ExpectRefused: {"purposes": "purpose"},
    GivenApplicant: {"home": "place", "document": "document", "tagged": "tag"},
    GivenOrder: {"places": "area"},
    GivenTally: {"counter": "counter"},
    GivenUse: {"purpose": "purpose"},
}

#: Here a word of the language ("home", "everything") may stand in place of the list of names.
_A_WORD_INSTEAD = (PlaceRule, Identification)

_WHERE_DEFINED: Mapping[Sort, str] = {
    "purpose": "purpose in purposes",
    "counter": "counter in counters",
    "place": "place in places",
    "area": "place or zone in places and zones",
    "document": "type of document in documents",
    "door": "door in the regime's doors",
    "kind": "kind in the regime's kinds",
    "tag": "rule that asks for this tag",
    "certificate": "purpose that accepts this certificate",
    "sector": "rule that names this sector",
}


def names_of(regime: Regime) -> Names:
    """Everything in a regime that others can refer to."""
    places = tuple(place.code for place in regime.places)
    values = [value for _, value in walk(regime)]
    conditions = [value for value in values if isinstance(value, Condition)]
    papers = [value for value in values if isinstance(value, CertificateRule)]
    employers = [value for value in values if isinstance(value, EmployerRule)]
    return {
        "purpose": tuple(purpose.id for purpose in regime.purposes),
        "counter": tuple(regime.counters),
        "place": places,
        "area": (*places, *(zone.code for zone in regime.zones)),
        "document": tuple(regime.documents),
        # Programs act for people at other doors, so theirs is always open.
        "door": tuple(dict.fromkeys((*regime.doors, "api"))),
        "kind": regime.kinds,
        "tag": _together(condition.tagged for condition in conditions),
        "certificate": _together(
            [paper.accepted for paper in papers]
            + [condition.certificate or () for condition in conditions]
        ),
        "sector": _together(
            [employer.sectors for employer in employers]
            + [condition.sector or () for condition in conditions]
        ),
    }


def check_references(value: object, names: Names, file: str, path: Path = ()) -> Iterator[Finding]:
    """References to what is not defined."""
    for inner, found in walk(value, path):
        for field, sort in _REFERENCES.get(type(found), {}).items():
            written = getattr(found, field)
            if isinstance(written, str) and type(found) in _A_WORD_INSTEAD:
                continue
            for step, name in _written_names(written):
                if finding := check_name(sort, name, names, file, (*inner, field, *step)):
                    yield finding


def check_name(sort: Sort, name: str, names: Names, file: str, path: Path) -> Finding | None:
    """A finding when the name is not defined."""
    if name in names[sort]:
        return None
    is_door_of_no_regime = sort == "door" and name in get_args(DoorKind)
    return Finding(
        file=file,
        path=path,
        what=f'There is no {_WHERE_DEFINED[sort]}: "{name}".',
        fix=f"Doors here: {', '.join(names['door'])}."
        if is_door_of_no_regime
        else did_you_mean(name, names[sort]),
    )


def _written_names(value: object) -> Iterator[tuple[Path, str]]:
    if isinstance(value, tuple):
        yield from (((number,), str(name)) for number, name in enumerate(value))
    elif isinstance(value, dict):
        yield from (((name,), name) for name in value)
    elif isinstance(value, str):
        yield (), value


def _together(groups: Iterator[tuple[str, ...] | None] | list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group or ()))
