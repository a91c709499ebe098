# SPDX-License-Identifier: EUPL-1.2
"""How a person lies in the database."""

from datetime import date

from tereze.core.sealing import blind_index
from tereze.people import sealed
from tereze.people.types import PaperDocument, Person

ARU = Person(
    name="Әру Бек",
    born=date(1990, 2, 1),
    sex="female",
    phone="+77011234567",
    tags=("large-family",),
    language="kk",
)
IIN = PaperDocument(type="kz-iin", number="900201450017")


def test_what_was_sealed_opens_as_it_was() -> None:
    assert sealed.open_person(sealed.seal_person(ARU)) == ARU
    assert sealed.open_person(sealed.seal_person(Person(name="A"))) == Person(name="A")
    assert sealed.open_number(sealed.seal_number(IIN)) == IIN.number


def test_nothing_shines_through_and_the_same_looks_different_each_time() -> None:
    first, second = sealed.seal_person(ARU), sealed.seal_person(ARU)
    assert first != second
    assert "Әру".encode() not in first
    assert b"+77011234567" not in first


def test_the_index_of_a_document_is_what_every_room_computes() -> None:
    """The gate finds residents by it; a change would make every resident unfindable."""
    assert sealed.index_document(IIN) == blind_index(
        "kz-iin:900201450017", context="people.document"
    )
    assert sealed.index_phone("+77011234567") == blind_index("+77011234567", context="people.phone")


def test_the_same_number_of_another_type_is_another_document() -> None:
    passport = PaperDocument(type="passport", number=IIN.number)
    assert sealed.index_document(IIN) != sealed.index_document(passport)
