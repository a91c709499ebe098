# SPDX-License-Identifier: EUPL-1.2
"""A card holds what it is given: any words, as text, in any of our alphabets, at any length."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from tereze.permits.paper.cards import print_cards
from tereze.permits.paper.types import Card

CARD = Card(
    language="en",
    issuer="Tereze",
    word="Permit",
    purpose="Food",
    until="Until: 14:30, 20 November 2026",
    since="From: 12:30, 20 November 2026",
    code="7K3M 9QXA",
    credential="TZ1:" + "6BFOXN*TS0BI$ZDRT0" * 13,
    qr_words="QR code",
    facts=(("Who", "A. B."), ("Where", "Turkistan")),
    emergency="In danger: go at once.",
    emergency_more="Call 112.",
)


def read(*cards: Card) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(print_cards(cards, "a6"))


def words(card: Card) -> str:
    return str(read(card)[0].get_textpage().get_text_range())


@pytest.mark.parametrize(
    "written",
    ['#panic("x")', "$x$ *bold* _it_ `raw` <label> @ref", "= Heading", "#sys.inputs", "\\ \" ' //"],
)
def test_what_a_person_wrote_is_set_as_text(written: str) -> None:
    assert written in words(replace(CARD, facts=(("Plate", written),)))


@pytest.mark.parametrize(
    "letters", ["әғқңөұүһі ӘҒҚҢӨҰҮҺІ", "əğıöüçş ƏĞIİÖÜÇŞ", "ёйцщъыэюя ЁЙЦЩЪЫЭЮЯ"]
)
def test_every_letter_of_our_languages_is_in_the_fonts(letters: str) -> None:
    assert letters in words(replace(CARD, purpose=letters, issuer=letters))


def test_a_card_stays_one_page_and_readable_however_much_stands_on_it() -> None:
    long = ", ".join(f"District number {number}" for number in range(25))
    crowded = replace(
        CARD,
        purpose="Looking after animals on a farm that lies outside of the town where one lives",
        facts=(*CARD.facts, ("Where", long), ("Plate", "123ABC13"), ("Employer", "Hospital " * 6)),
        emergency=CARD.emergency * 3,
    )
    document = read(crowded)
    assert len(document) == 1
    (found,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert found.text == CARD.credential


def test_each_of_several_has_its_page() -> None:
    assert len(read(CARD, CARD, CARD)) == 3
    assert len(pypdfium2.PdfDocument(print_cards([CARD] * 5, "a4"))) == 2
