# SPDX-License-Identifier: EUPL-1.2
"""Values of the checkpoints. No Django here: the gate uses them too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

#: used: holds for one passage, and that was made; elsewhere: holds, but not at this place;
#: emergency: the code of an emergency pass; unknown: a code that was typed and is not in the device's
#: list (the server tells passes among them when it hears of it); none: nothing was shown
Verdict: TypeAlias = Literal[
    "valid",
    "not-yet",
    "ended",
    "withdrawn",
    "replaced",
    "used",
    "elsewhere",
    "not-ours",
    "emergency",
    "unknown",
    "none",
]
#: On what somebody was let pass: receipt is a signed one, for whom we could not answer in time.
Basis: TypeAlias = Literal["permit", "none", "let-pass", "emergency", "receipt"]
Direction: TypeAlias = Literal["in", "out"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointFacts:
    """A place on a road where permits are looked at."""

    id: int
    name: str
    #: code of the place into which one comes here
    place: str
    lanes: int
    #: nobody should wait here for longer than this
    queue_minutes: int
    added_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceFacts:
    """What an inspector carries for one shift."""

    id: int
    checkpoint_id: int
    lane: int
    #: who opened it, as the audit trail names them
    opened_by: str
    opened_at: datetime
    #: opens nothing from here on, whatever happens
    until: datetime
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether its key opens anything at `now`."""
        return self.closed_at is None and now < self.until
