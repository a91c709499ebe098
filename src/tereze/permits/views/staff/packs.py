# SPDX-License-Identifier: EUPL-1.2
"""Installed packs: what each says, whether its scenarios hold, and how it differs from another."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.packs.diff import Difference, compare_packs
from tereze.packs.types import Pack
from tereze.packs.words import regime_lines
from tereze.people import sessions
from tereze.permits import office
from tereze.permits.office import InstalledVersion
from tereze.permits.outline import outline
from tereze.permits.scenarios import ScenarioResult, run_scenarios
from tereze.permits.views.staff.answering import OFFICE, staff_answer
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenarios:
    """How a pack's own scenarios came out."""

    count: int
    failed: tuple[ScenarioResult, ...]


@never_cache
@require_safe
@sessions.role_required(*OFFICE)
def pack_list(request: sessions.StaffRequest) -> HttpResponse:
    """All installed versions."""
    now = clock.now()
    ordered = {act.digest for act in office.list_acts() if act.state(now) == "in-force"}
    rows = [
        (version, Words(version.pack, now=now), version.summary.digest in ordered)
        for version in office.list_versions()
    ]
    return staff_answer(request, "permits/staff/packs.html", {"rows": rows})


@never_cache
@require_safe
@sessions.role_required(*OFFICE)
def pack(request: sessions.StaffRequest, digest: str) -> HttpResponse:
    """One version in words; with `?with=DIGEST` beside another one."""
    now = clock.now()
    version = office.get_version(digest)
    words = Words(version.pack, now=now)
    others = [one for one in office.list_versions() if one.summary.digest != digest]
    other = next((one for one in others if one.summary.digest == request.GET.get("with")), None)
    titles = {name: named.title for name, named in words.texts.purposes.items()}
    return staff_answer(
        request,
        "permits/staff/pack.html",
        {
            "version": version,
            "outline": outline(words),
            "scenarios": run(version.pack),
            "lines": regime_lines(version.pack.regime, titles),
            "acts": [(act, act.state(now)) for act in office.list_acts() if act.digest == digest],
            "others": sorted(others, key=lambda one: not _is_kin(one, version)),
            "other": other,
            "parts": _compare(other, version) if other else [],
        },
        words=words,
    )


def run(pack: Pack) -> Scenarios:
    """Run a pack's scenarios."""
    results = run_scenarios(pack)
    return Scenarios(count=len(results), failed=tuple(one for one in results if not one.passed))


def _is_kin(one: InstalledVersion, other: InstalledVersion) -> bool:
    """Versions of one pack, or a pack and what it was adapted from: to be compared first."""
    origin = other.pack.info.derived_from
    return one.summary.pack in {other.summary.pack, origin.pack if origin else ""}


def _compare(
    old: InstalledVersion, new: InstalledVersion
) -> list[tuple[str, str, list[Difference]]]:
    """What the new one says otherwise, by part."""
    titles = {
        "pack": gettext("The pack"),
        "rules": gettext("Rules"),
        "texts": gettext("Texts"),
        "scenarios": gettext("Scenarios"),
    }
    changes = compare_packs(old.pack, new.pack)
    return [
        (part, titles[part], list(found)) for part, found in groupby(changes, attrgetter("part"))
    ]
