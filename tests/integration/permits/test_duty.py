# SPDX-License-Identifier: EUPL-1.2
"""Whom an official looks at is on record; whom they do not look at they do not see."""

from datetime import date

import pytest

from tereze.people.selectors import list_looks
from tereze.people.services import add_dependant
from tereze.people.types import PaperDocument, Person
from tereze.permits import duty
from town import NOON, iin, member, resident, turkistan

pytestmark = pytest.mark.django_db


def test_a_child_is_not_shown_by_name_to_who_looks_at_the_mother() -> None:
    turkistan()
    mother = resident()
    child = Person(name="Кішкентай Терезеқызы", born=date(2015, 1, 1), sex="female")
    added = add_dependant(
        guardian_id=mother.id,
        person=child,
        documents=[PaperDocument(type="kz-iin", number=iin(child))],
        relation="child",
        now=NOON,
    )

    case = duty.access_person(
        staff=member("operator"), resident_id=mother.id, why="She called", now=NOON
    )

    assert len(list_looks(mother.id)) == 1
    assert list_looks(added.resident_id) == ()
    assert [link.name for link in case.dependants] == ["К. Т."]
