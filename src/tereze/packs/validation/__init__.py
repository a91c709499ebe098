# SPDX-License-Identifier: EUPL-1.2
"""Checks across a pack's files, after each file by itself has the right shape.

The shape of a file does not know that a purpose draws on a counter that is nowhere, that Greek
texts lack a title, or that a scenario speaks of a place outside the regime. Each module here looks
at one part of the pack and yields findings; none stops at the first, because an author wants the
whole list at once.
"""

from tereze.packs.validation.draft import Draft, Finding, ScenarioList
from tereze.packs.validation.regime import check_regime
from tereze.packs.validation.scenarios import check_scenarios
from tereze.packs.validation.texts import check_texts

__all__ = ["Draft", "Finding", "ScenarioList", "check_draft"]


def check_draft(draft: Draft) -> list[Finding]:
    """All that is wrong between the parts of a pack that could be read."""
    findings: list[Finding] = []
    if draft.regime is not None:
        findings.extend(check_regime(draft.regime))
        findings.extend(check_scenarios(draft.regime, draft.scenarios))
    if draft.regime is not None and draft.info is not None:
        findings.extend(check_texts(draft.info, draft.regime, draft.texts))
    return findings
