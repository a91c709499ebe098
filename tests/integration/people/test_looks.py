# SPDX-License-Identifier: EUPL-1.2
"""Every look at a person's data by an official is recorded and shown to that person."""

import pytest

from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.people import selectors
from tereze.people.errors import WrongRole


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
