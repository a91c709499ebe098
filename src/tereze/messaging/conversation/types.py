# SPDX-License-Identifier: EUPL-1.2
"""Values of the conversation: what somebody may say, where a talk stands, and what to do next.

All of them are plain: a talk is kept as JSON between two messages, and a test can write one down.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

#: What can be said of a request, in the order in which it is asked for.
Part: TypeAlias = Literal[
    "purpose",
    "whom",
    "document",
    "name",
    "address",
    "kind",
    "place",
    "minutes",
    "transport",
    "plate",
    "party",
    "certificate",
    "certificate_number",
]
#: What else somebody may want of us than a permit.
Command: TypeAlias = Literal[
    "menu",
    "help",
    "status",
    "permits",
    "cancel",
    "quota",
    "language",
    "appeal",
    "declare",
    "link",
    "emergency",
    "stop",
]
Stage: TypeAlias = Literal["start", "ask", "confirm", "cancel", "appeal", "declare", "code"]

#: `Wish.whom` for somebody whose document is typed.
ANOTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A document that somebody named, its number as it is stored."""

    type: str
    number: str
    #: types whose numbers look the same
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A request as far as it was said."""

    purpose: str | None = None
    document: Paper | None = None
    #: one of those for whom the person may ask, by the menu's value, or ANOTHER
    whom: str | None = None
    name: str | None = None
    address: str | None = None
    kind: str | None = None
    place: str | None = None
    minutes: int | None = None
    transport: str | None = None
    plate: str | None = None
    party: int | None = None
    certificate: str | None = None
    certificate_number: str | None = None
    starts_at: datetime | None = None
    #: some of it was chosen from what we offered, or only asked about: it is read back before it is
    #: asked for
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One of the answers to a question."""

    value: str
    #: in the person's language
    label: str
    #: what people write for it anyway, a purpose's code; empty: a number in the list
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something that has to be known of a request."""

    part: Part
    #: empty: it is answered in the person's own words
    options: tuple[Option, ...] = ()
    #: False: asked only of who goes from question to question, not of who says all at once
    needed: bool = True


@dataclass(frozen=True, kw_only=True)
class Menu:
    """What the order in force offers and asks, for one person at one moment."""

    #: the order and its rules; when it is another than before, a talk begins anew
    order: str
    by: Literal["document", "declared"] = "document"
    purposes: tuple[Option, ...] = ()
    #: those for whom the person may ask; none: we do not know who writes. Asked only when needed
    people: Callable[[], tuple[Option, ...]] = lambda: ()
    #: what is left to ask of a request that says purpose and person
    questions: Callable[[Wish], tuple[Question, ...]] = lambda wish: ()
    #: languages that we write
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What was understood of one message."""

    #: what a pressed choice says
    says: str = ""
    text: str = ""
    #: requests that the message says wholly and beyond doubt
    wishes: tuple[Wish, ...] = ()
    #: what it says of one request, beyond doubt
    part: Wish | None = None
    #: something in it was not clear, and is to be asked back
    in_doubt: bool = False
    command: Command | None = None
    #: a yes or a no in words
    yes: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """An answer that was offered, to be known again when it comes back in words."""

    #: what to write for it
    key: str
    label: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalRef:
    """A refusal, so that it can be appealed against."""

    resident_id: int
    day: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A permit that was given in this talk; who was told its code may ask after it."""

    code: str
    resident_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """Where a talk stands between two messages."""

    stage: Stage = "start"
    wish: Wish = field(default_factory=Wish)
    #: what was asked for last
    asked: Part | None = None
    offered: tuple[Offered, ...] = ()
    #: number of the last answer of ours: a button of an earlier one answers nothing any more
    turn: int = 0
    #: the order under which it is
    order: str = ""
    #: that the person chose, or wrote
    language: str | None = None
    #: the last refusal, the request that it answered, and when that would be granted
    refusal: RefusalRef | None = None
    refused: Wish | None = None
    again: datetime | None = None
    #: the latest last
    given: tuple[Given, ...] = ()
    #: the permit that is about to be given back
    code: str = ""
    #: the last emergency pass that was taken, to be declared
    pass_code: str = ""
    #: the phone to which a code is on its way, sealed in the talk as all of it is
    phone: str | None = None
    #: they were told that they write too often, until then
    warned_until: datetime | None = None

    def afresh(self) -> "Talk":
        """The same talk with nothing begun."""
        return replace(
            self, stage="start", wish=Wish(), asked=None, offered=(), code="", phone=None
        )


# --- what to do next ------------------------------------------------------------------------------

Saying: TypeAlias = Literal[
    "menu",
    "help",
    "status",
    "permits",
    "quota",
    "language",
    "link",
    "stopped",
    "kept",
    "over",
    "nothing-refused",
    "ask-sentence",
    "ask-account",
    "ask-back",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """Tell something that changes nothing."""

    what: Saying


@dataclass(frozen=True, kw_only=True, slots=True)
class AskFor:
    """Ask for a part of the request."""

    question: Question


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm:
    """Read the request back, and ask whether it is so."""

    wish: Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class AskPermits:
    """Ask for permits. Each wish is whole, and was said in words or confirmed."""

    wishes: tuple[Wish, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseToCancel:
    """Find what can be given back, and ask which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmCancel:
    """Ask whether this permit really is to be given back."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel:
    """Give a permit back."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Appeal:
    """Ask a human to look again at a refusal."""

    refusal: RefusalRef
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakePass:
    """Let go at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Declare:
    """Write down what happened in an emergency."""

    account: str
    #: of the pass that was taken; empty: none was
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetLanguage:
    """Go on in another language."""

    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SendCode:
    """Send a code to the phone on record of a document's holder."""

    document: Paper


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckCode:
    """Compare the code that came back."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BeKnownAs:
    """Be one of those who share the proven phone."""

    whom: str


Act: TypeAlias = (
    Say
    | AskFor
    | Confirm
    | AskPermits
    | ChooseToCancel
    | ConfirmCancel
    | Cancel
    | Appeal
    | TakePass
    | Declare
    | SetLanguage
    | SendCode
    | CheckCode
    | BeKnownAs
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What follows from a message: where the talk stands then, and what to do."""

    talk: Talk
    act: Act
    #: what had been begun was left, because the rules are others now
    anew: bool = False
