# SPDX-License-Identifier: EUPL-1.2
"""Every look at a person's data by an official is recorded and shown to that person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.people import selectors, services
from tereze.people.errors import WrongRole
from tereze.people.types import PaperDocument


def test_a_look_is_recorded_and_the_person_reads_who_when_what_and_why(
    register, employ, now
) -> None:
    resident = register()
    officer = employ("duty-officer")
    facts = selectors.access_resident(
        staff=officer, resident_id=resident.id, what="appeal", why="Appeal 7", now=now
    )
    assert facts == resident
    (look,) = selectors.list_looks(resident.id)
    assert (look.who, look.at) == (f"duty-officer {officer.pk}", now)
    assert (look.what, look.why) == ("appeal", "Appeal 7")
    assert officer.username not in look.who
    assert selectors.get_data_held(resident.id).looks == (look,)


def look_at(resident_id: int, employ, now, why: str = "Call 12") -> None:
    selectors.access_resident(
        staff=employ("operator"), resident_id=resident_id, what="profile", why=why, now=now
    )


def test_whoever_may_act_for_a_child_reads_who_looked_at_it(register, employ, aru, now) -> None:
    mother = register(verified=True)
    child = services.add_dependant(
        guardian_id=mother.id,
        person=replace(aru, name="Дана Терезеқызы", phone=None),
        documents=[PaperDocument(type="kz-birth-certificate", number="XII0001")],
        relation="child",
        now=now,
    )
    look_at(mother.id, employ, now)
    look_at(child.resident_id, employ, now + timedelta(hours=1), why="Call 13")

    looks = selectors.get_data_held(mother.id).looks

    assert [(look.dependant, look.why) for look in looks] == [
        ("Дана Терезеқызы", "Call 13"),
        ("", "Call 12"),
    ]
    assert [look.why for look in selectors.list_looks(child.resident_id)] == ["Call 13"]


def test_who_only_says_to_be_a_guardian_reads_of_no_look(register, employ, aru, iin, now) -> None:
    paper = PaperDocument(type="kz-birth-certificate", number="XII0001")
    known = register(replace(aru, name="Дана Терезеқызы", phone=None), paper, verified=True)
    stranger = register(replace(aru, phone="+77010000009"), iin)
    added = services.add_dependant(
        guardian_id=stranger.id,
        person=known.person,
        documents=[paper],
        relation="child",
        now=now,
    )
    assert not added.may_act
    look_at(known.id, employ, now)
    assert selectors.list_looks(stranger.id) == ()


def test_who_has_no_role_for_it_sees_nothing_and_leaves_no_look(register, employ, now) -> None:
    resident = register()
    left = employ("operator")
    left.is_active = False
    for staff in (employ("administrator"), left):
        with pytest.raises(WrongRole):
            selectors.access_resident(
                staff=staff, resident_id=resident.id, what="profile", why="curious", now=now
            )
    assert selectors.list_looks(resident.id) == ()


def test_a_look_needs_a_reason(register, employ, now) -> None:
    resident = register()
    with pytest.raises(BadInput):
        selectors.access_resident(
            staff=employ("operator"), resident_id=resident.id, what="profile", why=" ", now=now
        )


@pytest.mark.parametrize("by", ["document", "phone"])
def test_a_search_that_finds_somebody_is_a_look(register, employ, aru, iin, now, by) -> None:
    resident = register()
    found = selectors.search_residents_for_staff(
        staff=employ("operator"),
        document=iin if by == "document" else None,
        phone=aru.phone if by == "phone" else None,
        why="Call 12",
        now=now,
    )
    assert [facts.id for facts in found] == [resident.id]
    assert [look.what for look in selectors.list_looks(resident.id)] == ["search"]


def test_a_search_that_finds_nobody_is_on_record_without_what_was_typed(
    register, employ, now
) -> None:
    register()
    operator = employ("operator")
    found = selectors.search_residents_for_staff(
        staff=operator, phone="+77770000000", why="Call 12", now=now
    )
    assert found == ()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor, entry.action) == (f"staff:{operator.pk}", "residents-searched")
    assert entry.details == {"by": ["phone"], "found": 0}


def test_whoever_sits_at_the_machine_leaves_a_look_too(register, iin, now) -> None:
    resident = register()
    selectors.search_residents_from_command_line(document=iin, why="a test", now=now)
    assert [look.who for look in selectors.list_looks(resident.id)] == ["command-line"]
