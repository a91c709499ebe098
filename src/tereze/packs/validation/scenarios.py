# SPDX-License-Identifier: EUPL-1.2
"""Checks of scenarios before they run: they speak of this regime, and each of one thing.

A scenario may ask for what the regime does not have, when being refused for exactly that is what
it expects; everywhere else an unknown name is a slip of the pen.
"""

from collections.abc import Iterator, Mapping, Sequence

from tereze.packs.files import SCENARIOS
from tereze.packs.shapes import did_you_mean
from tereze.packs.types import Background, ExpectRefused, RefusalCode, Regime, Scenario, When
from tereze.packs.validation.draft import Finding, ScenarioList
from tereze.packs.validation.names import Names, Sort, check_name, check_references, names_of
from tereze.packs.yaml_tree import Path

#: What may be asked for though the regime does not know it, by the refusal that is expected.
_MEANT_TO_BE_UNKNOWN: Mapping[RefusalCode, tuple[Sort, ...]] = {
    "unknown-purpose": ("purpose",),
    "kind-not-offered": ("kind",),
    "door-closed": ("door",),
    "place-not-covered": ("place", "area"),
    "place-not-allowed": ("place", "area"),
    "certificate-needed": ("certificate",),
    "sector-not-allowed": ("sector",),
    "document-not-accepted": ("document",),
}


def check_scenarios(regime: Regime, by_file: Mapping[str, ScenarioList]) -> Iterator[Finding]:
    """All that is wrong with the scenarios of a pack."""
    # A file that could not be read is not there, and its own problems say why.
    if by_file and not any(one.scenarios for one in by_file.values()):
        yield Finding(
            file=SCENARIOS,
            what="There is no scenario.",
            fix="Write at least one: what somebody asks, and what the rules should answer.",
        )
    names = names_of(regime)
    seen: dict[str, str] = {}
    for file, listed in by_file.items():
        if listed.given is not None:
            yield from _given(regime, listed.given, names, file, ("given",))
        for number, scenario in enumerate(listed.scenarios):
            path = (*listed.path, number)
            if scenario.name in seen:
                yield Finding(
                    file=file,
                    path=(*path, "name"),
                    what=f"{seen[scenario.name]} has a scenario of this name already.",
                    fix="Say what is different here.",
                )
            seen.setdefault(scenario.name, file)
            yield from _scenario(regime, scenario, names, file, path)


def _given(
    regime: Regime, given: Background, names: Names, file: str, path: Path
) -> Iterator[Finding]:
    yield from check_references(given, names, file, path)
    for number, tally in enumerate(given.tallies):
        counter = regime.counters.get(tally.counter)
        if counter is not None and counter.of not in ("place", "employer"):
            yield Finding(
                file=file,
                path=(*path, "tallies", number),
                what=f'"{tally.counter}" is not shared: it is counted by {counter.of}.',
                fix="Write what was used under `used`.",
            )


def _scenario(
    regime: Regime, scenario: Scenario, names: Names, file: str, path: Path
) -> Iterator[Finding]:
    unknown = _may_be_unknown(regime, scenario)
    for finding in _given(regime, scenario.given, names, file, (*path, "given")):
        if not (finding.path[-1] == "document" and "document" in unknown):
            yield finding
    for key, sort, name in _asked(scenario.when):
        if sort not in unknown:
            found = check_name(sort, name, names, file, (*path, "when", *key))
            if found is not None:
                yield found
    yield from check_references(scenario.expect, names, file, (*path, "expect"))
    if refused := scenario.expect.refused:
        yield from _refusing_rule(
            regime, refused, names, file, (*path, "expect", "refused", "rule")
        )
    granted = scenario.expect.granted
    if granted and granted.from_ and granted.until and granted.from_ >= granted.until:
        yield Finding(file=file, path=(*path, "expect", "granted"), what="Ends before it begins.")


def _refusing_rule(
    regime: Regime, refused: ExpectRefused, names: Names, file: str, path: Path
) -> Iterator[Finding]:
    curfews = (curfew.id or "curfew" for curfew in regime.curfews)
    known = (*names["purpose"], *names["counter"], *(bar.id for bar in regime.bars), *curfews)
    if refused.rule and refused.rule not in known and refused.code != "unknown-purpose":
        yield Finding(
            file=file,
            path=path,
            what=f'No bar, counter, curfew or purpose is named "{refused.rule}".',
            fix=did_you_mean(refused.rule, known),
        )


def _may_be_unknown(regime: Regime, scenario: Scenario) -> Sequence[Sort]:
    """Sorts of names that need not be the regime's in this scenario."""
    unknown: list[Sort] = []
    if refused := scenario.expect.refused:
        unknown.extend(_MEANT_TO_BE_UNKNOWN.get(refused.code, ()))
    purpose = next((one for one in regime.purposes if one.id == scenario.when.purpose), None)
    if purpose is not None and purpose.emergency:
        # An emergency passes whatever the door, the papers and the kind.
        unknown.extend(("door", "kind", "document", "certificate", "sector"))
    if any(one.employer is not None and not one.employer.sectors for one in regime.purposes):
        unknown.append("sector")
    return unknown


def _asked(when: When) -> Iterator[tuple[Path, Sort, str]]:
    yield ("purpose",), "purpose", when.purpose
    if when.kind is not None:
        yield ("kind",), "kind", when.kind
    if when.door is not None:
        yield ("door",), "door", when.door
    if when.place is not None:
        yield ("place",), "area", when.place
    if when.certificate is not None:
        yield ("certificate",), "certificate", when.certificate
    if when.employer is not None:
        yield ("employer", "sector"), "sector", when.employer.sector
