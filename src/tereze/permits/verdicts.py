# SPDX-License-Identifier: EUPL-1.2
"""What a check of a permit says, in colour, icon and word: never in colour alone.

Anybody checks at /v and inspectors on a page of their own; each has its list of verdicts, and what
both say alike stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Tone: TypeAlias = Literal["go", "wait", "stop", "still"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One answer of a check, as its panel shows it."""

    #: as the scripts of the page name it, too
    name: str
    tone: Tone
    icon: str
    word: str | Promise
    #: what to do about it
    advice: str | Promise = ""


NOT_YET = Verdict(name="not-yet", tone="wait", icon="clock", word=_("Not yet"))
NOT_OURS = Verdict(
    name="not-ours",
    tone="stop",
    icon="cross",
    word=_("Not ours"),
    advice=_("This was not issued here, or somebody changed it."),
)
EMERGENCY = Verdict(
    name="emergency",
    tone="wait",
    icon="emergency",
    word=_("Let pass: emergency"),
    advice=_("It is declared afterwards. Do not stop this person."),
)


def find_verdict(verdicts: Sequence[Verdict], name: str) -> Verdict:
    """The one of this name."""
    return next(verdict for verdict in verdicts if verdict.name == name)
