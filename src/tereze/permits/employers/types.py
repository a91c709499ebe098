# SPDX-License-Identifier: EUPL-1.2
"""Values of the employers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from tereze.people.types import PaperDocument, ResidentFacts
from tereze.permits.employers.rows import Problem
from tereze.permits.employers.rules import Reason
from tereze.permits.types import Request

RowState: TypeAlias = Literal["bad", "ready", "granted", "kept", "refused"]
Source: TypeAlias = Literal["form", "file", "paste", "renewal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A request for one worker, under a key of its own."""

    resident: ResidentFacts
    document: PaperDocument
    request: Request
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadFacts:
    """A list on its way to permits."""

    id: int
    organisation_id: int
    made_by: int
    made_at: datetime
    source: str
    purpose: str
    #: reading, unreadable, draft, waiting, asking, done, cancelled
    state: str
    #: why it could not be read, as BadTable says it
    why_unreadable: str
    #: while it is read: 0 until they are counted
    rows: int
    checked: int
    bad: int
    answered: int
    reasons: tuple[Reason, ...]
    approved_by: str
    over_cap: bool
    confirmed_at: datetime | None
    done_at: datetime | None
    #: rows by what became of them
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def to_ask(self) -> int:
        """Rows that are, or were, asked for."""
        return self.rows - self.bad

    @property
    def under_way(self) -> bool:
        """Whether a job is at it, so that it will look different soon."""
        return self.state in {"reading", "asking"}

    @property
    def is_read(self) -> bool:
        """Whether there is anything to see of its rows."""
        return self.state not in {"reading", "unreadable"}


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFacts:
    """A row as who sent it sees it."""

    number: int
    state: str
    name: str
    #: the end of the document's number
    tail: str
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]
    why: str
    said: str
    permit_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerFacts:
    """Somebody on the list, as the organisation sees them: what it typed, and the permit."""

    id: int
    resident_id: int
    name: str
    tail: str
    plate: str | None
    #: active, suspended, ended, disputed
    state: str
    added_at: datetime
    since: datetime
    purpose: str
    order_id: int
    permit_code: str
    permit_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class JobFacts:
    """Where somebody is on the list, as they see it themselves."""

    worker_id: int
    organisation: str
    state: str
    added_at: datetime
    permit_code: str
    permit_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmFacts:
    """Something that an officer should look at."""

    id: int
    organisation_id: int
    organisation: str
    kind: str
    facts: Mapping[str, int | float]
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckFacts:
    """Somebody of a week's sample, without a name until an officer looks."""

    id: int
    week: date
    organisation: str
    worker_id: int
    resident_id: int
    finding: str
    found_at: datetime | None
