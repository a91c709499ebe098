# SPDX-License-Identifier: EUPL-1.2
"""Values of paper: what stands on a card, and what came of a sheet."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A permit in words, as it is printed. Personal data: make it, print it, forget it."""

    language: str
    #: who gave it
    issuer: str
    #: what this is: "Permit"
    word: str
    purpose: str
    #: in days and not in "today": a card is read for longer than a page
    until: str
    since: str
    #: in groups of four
    code: str
    #: what the QR code holds
    credential: str
    #: what a screen reader says of it
    qr_words: str
    #: names and values: for whom, where, …
    facts: tuple[tuple[str, str], ...]
    #: what to do in danger
    emergency: str
    emergency_more: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedSheetFacts:
    """A sheet that was typed in."""

    number: str
    resident_id: int
    #: the date that stands on the paper
    signed_on: date
    typed_at: datetime
    #: empty: it was refused
    permit_code: str
    #: day and number of the refusal
    refusal: tuple[date, int] | None = None
    #: it was typed in before, and this is what came of it then
    again: bool = False
