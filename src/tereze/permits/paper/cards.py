# SPDX-License-Identifier: EUPL-1.2
"""Permits on cards of A6, to print and carry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Final, Literal, TypeAlias

from django.conf import settings
from django.utils.translation import gettext

from tereze.permits import codes
from tereze.permits.issuing import Credential
from tereze.permits.paper.types import Card
from tereze.permits.paper.typesetting import draw_qr, typeset
from tereze.permits.types import PermitFacts
from tereze.permits.words import Words, tell_kind, tell_people

#: a page for each card, or sheets that are cut
Paper: TypeAlias = Literal["a6", "a4"]

#: Nobody waits for more at a printer, and nobody's whole district is printed by mistake.
MOST_CARDS: Final = 40

#: How much of the document's number is printed: enough to compare it with the one in the hand.
_TAIL: Final = 3


def print_cards(cards: Sequence[Card], paper: Paper) -> bytes:
    """The cards as a PDF."""
    return typeset(
        "card.typ",
        {
            "four_up": paper == "a4",
            "title": cards[0].word,
            "cards": [{**asdict(card), "qr": draw_qr(card.credential)} for card in cards],
        },
    )


def word_card(
    permit: PermitFacts, credential: Credential, *, document_tail: str, words: Words
) -> Card:
    """A permit in the words of its pack, in the language that is active."""
    numbers = ", ".join(settings.EMERGENCY_NUMBERS)
    return Card(
        language=words.language,
        issuer=f"Tereze {settings.PLACE_NAME}".strip(),
        word=gettext("Permit"),
        purpose=words.purpose(permit.purpose),
        until=gettext("Until: %(time)s") % {"time": words.moment(permit.ends_at)},
        since=gettext("From: %(time)s") % {"time": words.moment(permit.starts_at)},
        code=codes.group(permit.code),
        credential=credential.text,
        qr_words=gettext("QR code of the permit %(code)s") % {"code": codes.group(permit.code)},
        facts=tuple(_facts(permit, document_tail, words)),
        emergency=gettext("In danger: go at once. Nobody needs a permit then."),
        emergency_more=gettext("Call %(numbers)s. Tell the checkpoint where you are going.")
        % {"numbers": numbers},
    )


def choose_paper(wanted: str, cards: Iterable[object]) -> Paper:
    """What is asked for; by default one card has a page of its own, and several share sheets.

    >>> choose_paper("", [1]), choose_paper("", [1, 2]), choose_paper("a4", [1]), choose_paper("?", [1])
    ('a6', 'a4', 'a4', 'a6')
    """
    if wanted in ("a6", "a4"):
        return "a6" if wanted == "a6" else "a4"
    return "a6" if len(list(cards)) == 1 else "a4"


def _facts(permit: PermitFacts, document_tail: str, words: Words) -> Iterator[tuple[str, str]]:
    who = permit.initials
    if permit.party > 1:
        who = f"{who} · {tell_people(permit.party)}"
    yield gettext("Who"), who
    if document_tail:
        yield gettext("Document"), f"…{document_tail[-_TAIL:]}"
    yield gettext("Where"), words.places(permit.places)
    if permit.within_km:
        yield gettext("From home at most"), gettext("%(km)s km") % {"km": permit.within_km}
    if permit.kind != "movement":
        yield gettext("Way"), tell_kind(permit.kind)
    if permit.plate:
        yield gettext("Number plate"), permit.plate
    if permit.employer:
        yield gettext("Employer"), permit.employer
