# SPDX-License-Identifier: EUPL-1.2
"""Values of the desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias, get_args

#: ringing: nobody has answered; talking; wrapping-up: the line is free, what it was about is not
#: written down yet; over; missed: it ended before anybody answered
CallState: TypeAlias = Literal["ringing", "talking", "wrapping-up", "over", "missed"]
Direction: TypeAlias = Literal["in", "out"]
#: What a call brought.
AnswerKind: TypeAlias = Literal["granted", "refused", "emergency", "appealed", "registered"]
ANSWER_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
#: What a call was about, as its operator says afterwards.
Reason: TypeAlias = Literal[
    "permit", "question", "appeal", "emergency", "papers", "complaint", "cut-off", "wrong-number"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
#: What a telephone system tells.
EventKind: TypeAlias = Literal["ringing", "answered", "ended"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEvent:
    """What a telephone system tells about a call."""

    #: the system's own name of the call
    call: str
    event: EventKind
    #: aware
    at: datetime
    #: as it was presented; None: withheld
    caller: str | None = None
    #: the operator's telephone
    line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFacts:
    """One call. Do not keep it: it holds a phone number and a note."""

    id: int
    direction: Direction
    line: str
    #: number of the operator; None: nobody has answered
    staff_id: int | None
    #: E.164; None: withheld, or not said
    phone: str | None
    #: when it began to ring, or was opened by hand
    arrived_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wrapped_up_at: datetime | None = None
    #: in which the conversation is
    language: str = ""
    #: the caller, once known
    resident_id: int | None = None
    #: for whom is asked: the caller, or somebody for whom they may act
    whom_id: int | None = None
    #: whom the last look-up found, when it was not one
    found: tuple[int, ...] = ()
    #: whose data lie open in this call, each recorded once
    opened: tuple[int, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def state(self) -> CallState:
        """How far it is.

        >>> from datetime import UTC
        >>> now = datetime(2020, 4, 13, 12, tzinfo=UTC)
        >>> facts = {"id": 1, "direction": "in", "line": "", "staff_id": None, "phone": None}
        >>> CallFacts(**facts, arrived_at=now).state
        'ringing'
        >>> CallFacts(**facts, arrived_at=now, ended_at=now).state
        'missed'
        """
        if self.wrapped_up_at is not None:
            return "over"
        if self.answered_at is None:
            return "ringing" if self.ended_at is None else "missed"
        return "talking" if self.ended_at is None else "wrapping-up"

    @property
    def handling(self) -> timedelta | None:
        """How long it kept an operator, talking and writing; None: it still does, or never did."""
        if self.answered_at is None or self.wrapped_up_at is None:
            return None
        return self.wrapped_up_at - self.answered_at


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerFacts:
    """Something that a call brought."""

    id: int
    at: datetime
    kind: AnswerKind
    resident_id: int | None = None
    purpose: str = ""
    #: of a permit or of an emergency pass
    code: str = ""
    refusal_day: date | None = None
    refusal_number: int | None = None
    #: when the code was sent as a message
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedCall:
    """A call in a list, with what it brought. Of the phone only the end is shown."""

    id: int
    direction: Direction
    state: CallState
    arrived_at: datetime
    phone_tail: str
    staff_id: int | None
    kinds: tuple[AnswerKind, ...] = ()
    reason: str = ""
    note: str = ""
    handling: timedelta | None = None
