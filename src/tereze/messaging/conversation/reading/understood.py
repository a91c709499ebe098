# SPDX-License-Identifier: EUPL-1.2
"""What was understood of a message."""

from dataclasses import dataclass
from datetime import time
from typing import Literal, TypeAlias, get_args

#: What somebody wants other than a permit.
Command: TypeAlias = Literal[
    "help",
    "status",
    "cancel",
    "permits",
    "quota",
    "language",
    "appeal",
    "emergency",
    "stop",
    "yes",
    "no",
]
COMMANDS: tuple[Command, ...] = get_args(Command)

#: What a request lacks.
Missing: TypeAlias = Literal["purpose", "document", "name"]

#: Why we ask instead of granting.
DoubtKind: TypeAlias = Literal[
    "unknown-code",  # a number stands where the code belongs, and no purpose has it
    "several-purposes",  # candidates: ids of purposes
    "not-by-message",  # a purpose that cannot be asked for here; candidates: its id
    "number",  # a number whose meaning we can't tell
    "document-short",  # candidates: types that it nearly is; `needs` of the first
    "document-long",
    "document-form",  # looks like a document, and has the form of none that we surely know
    "check-digit",  # right form, wrong check digit
    "example",  # the number that we ourselves show as an example
    "several-documents",  # candidates: their numbers
    "pairing",  # several of both, and not clear which belongs to which
    "question",  # the request is put as a question: how long, is there one
    "refused-word",  # "not", "instead": what was written may be what is not wanted
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadDocument:
    """A document's number that stands in a message, in exactly one possible reading."""

    type: str
    #: as it is stored and compared
    number: str
    #: the piece of the message that it was read from
    written: str
    #: other types whose form the same number has
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadRequest:
    """A complete request: purpose and document were both written, and nothing speaks against them."""

    purpose: str
    #: None where people are known by what they declare (`declared`)
    document: ReadDocument | None = None
    #: name and address as they were written, where the grammar asks for them
    declared: str = ""
    plate: str | None = None
    #: a length that was said: "3 hours"
    minutes: int | None = None
    #: clock times that were said: "from 14:30 until 16:00"
    starts: time | None = None
    until: time | None = None
    #: code of a place that was named
    place: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """Something that we read and cannot be sure of."""

    kind: DoubtKind
    #: the piece of the message
    quoted: str
    #: what it may be: ids of purposes, types or numbers of documents
    candidates: tuple[str, ...] = ()
    #: how many letters and digits a document should have
    needs: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What a message says. Personal data: do not keep it longer than the talk."""

    #: complete and certain; may be granted as they are
    requests: tuple[ReadRequest, ...] = ()
    #: said by words of its own; "emergency" may stand beside a request, and is answered first
    command: Command | None = None
    #: language that was asked for by name: "қазақша", "English"
    language_wanted: str | None = None
    #: the only purpose that was named, if one was
    purpose: str | None = None
    #: the only document that was named, if one was
    document: ReadDocument | None = None
    missing: tuple[Missing, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    minutes: int | None = None
    starts: time | None = None
    until: time | None = None
    place: str | None = None
    plate: str | None = None
    declared: str = ""
    #: a lone whole number, as an answer to a numbered question: "3"
    number: int | None = None
    #: kk, ru, az or en, by words and letters; None: nobody could tell
    language: str | None = None
    #: no letter and no digit was in it
    empty: bool = False

    @property
    def is_question(self) -> bool:
        """It says a whole request, and only asks whether or how long: to be read back."""
        return bool(self.doubts) and all(one.kind == "question" for one in self.doubts)
