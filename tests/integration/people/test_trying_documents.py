# SPDX-License-Identifier: EUPL-1.2
"""Nobody learns who is known here by trying one number after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tereze.people import services
from tereze.people.errors import DocumentTaken, TooManyDocuments
from tereze.people.types import PaperDocument, Person


def paper(number: int) -> PaperDocument:
    return PaperDocument(type="passport", number=f"N{number:08}")


def test_one_phone_registers_with_a_few_documents_a_day(register, aru, now) -> None:
    stranger = replace(aru, name="Біреу Басқа", phone="+77010000009")
    known = register(aru, paper(0), verified=True)
    assert known.person.phone != stranger.phone

    def attempt(later: timedelta = timedelta(0)) -> None:
        services.register_resident(
            person=stranger,
            documents=[paper(0)],
            source="self",
            verified=False,
            actor="door:web",
            now=now + later,
        )

    for _ in range(20):
        with pytest.raises(DocumentTaken):
            attempt()
    with pytest.raises(TooManyDocuments):
        attempt()
    with pytest.raises(DocumentTaken):
        attempt(timedelta(days=1, seconds=1))


def test_one_guardian_names_a_few_people_a_day(register, aru, now) -> None:
    guardian = register(aru, paper(0), verified=True)

    def name_and_take_back(number: int) -> None:
        added = services.add_dependant(
            guardian_id=guardian.id,
            person=Person(name="Дана"),
            documents=[paper(number)],
            relation="child",
            now=now,
        )
        services.remove_dependant(guardian_id=guardian.id, dependant_id=added.resident_id, now=now)

    for number in range(1, 21):
        name_and_take_back(number)
    with pytest.raises(TooManyDocuments):
        name_and_take_back(21)
