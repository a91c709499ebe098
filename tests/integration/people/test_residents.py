# SPDX-License-Identifier: EUPL-1.2
"""Residents become known, are confirmed, change and are forgotten."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tereze.core import events
from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.people import selectors, services
from tereze.people.errors import (
    DocumentsDisagree,
    DocumentTaken,
    StillNeeded,
    UnknownResident,
    WrongRole,
)
from tereze.people.events import ResidentErased, ResidentRegistered, ResidentVerified
from tereze.people.models import Resident, ResidentDocument
from tereze.people.types import PaperDocument, Person

PASSPORT = PaperDocument(type="passport", number="N12345678")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was told to the rooms above."""
    told: list[object] = []
    publish = events.publish

    def listen(event: object) -> None:
        told.append(event)
        publish(event)

    monkeypatch.setattr(events, "publish", listen)
    return told


@pytest.fixture
def something_active(request: pytest.FixtureRequest) -> Iterator[None]:
    """A room above that still needs everybody."""

    def object_(event: ResidentErased) -> None:
        raise StillNeeded

    events.subscribe(ResidentErased, object_)
    yield
    events._subscribers[ResidentErased].remove(object_)


def test_who_registers_is_found_by_their_document(register, aru, iin) -> None:
    facts = register()
    found = selectors.find_resident_by_document(iin.type, iin.number)
    assert found == facts
    assert facts.person == aru
    assert facts.documents == (iin,)
    assert facts.verified_at is None


def test_nobody_is_found_by_an_unknown_document(register) -> None:
    register()
    assert selectors.find_resident_by_document("passport", "900201450017") is None


def test_registering_twice_from_the_same_phone_makes_one_resident(register, aru) -> None:
    first = register()
    second = register(replace(aru, address="Есік көшесі 2"), PASSPORT, aru_document())
    assert second.id == first.id
    assert second.person.address == "Есік көшесі 2"
    assert second.documents[0] == PASSPORT
    assert Resident.objects.count() == 1


def aru_document() -> PaperDocument:
    return PaperDocument(type="kz-iin", number="900201450017")


def test_a_stranger_with_the_document_of_somebody_else_is_sent_to_a_centre(register, aru) -> None:
    known = register()
    with pytest.raises(DocumentTaken):
        register(replace(aru, phone="+77770000000"))
    assert selectors.get_resident(known.id).person == aru


def test_a_register_confirms_who_registered_themselves(register, aru, heard, now) -> None:
    own = register(replace(aru, name="Aru T"))
    confirmed = register(
        replace(aru, tags=("large-family",), language=None),
        verified=True,
        source="register:city.csv",
    )
    assert confirmed.id == own.id
    assert confirmed.verified_at == now
    assert confirmed.source == "register:city.csv"
    assert confirmed.person == replace(aru, tags=("large-family",))
    assert [type(event) for event in heard] == [ResidentRegistered, ResidentVerified]


def test_a_stranger_who_came_first_does_not_become_the_person_that_a_register_names(
    register, aru
) -> None:
    stranger = register(Person(name="Some Stranger", phone="+77770000000"))
    confirmed = register(replace(aru, phone=None), verified=True)
    assert confirmed.id == stranger.id
    assert confirmed.person.phone is None
    assert selectors.list_residents_by_phone("+77770000000") == ()


def test_a_self_registration_does_not_overwrite_a_confirmed_person(register, aru, iin) -> None:
    confirmed = register(replace(aru, tags=("infected",)), verified=True)
    after = register(replace(aru, name="Somebody Else", tags=()), iin, PASSPORT)
    assert after == confirmed
    assert selectors.find_resident_by_document("passport", PASSPORT.number) is None


def test_a_confirmed_person_without_a_phone_adds_their_own(register, aru) -> None:
    register(replace(aru, phone=None), verified=True)
    with pytest.raises(DocumentTaken):
        register(Person(name="Some Stranger", phone="+77770000000"))
    assert register(aru).person.phone == aru.phone


def test_nobody_gives_themselves_a_tag(register, aru) -> None:
    facts = register(replace(aru, tags=("health-worker",), household="7"))
    assert facts.person.tags == ()
    assert facts.person.household is None


def test_documents_of_two_people_do_not_make_one(register, aru, iin) -> None:
    register()
    register(replace(aru, name="Dana", phone="+77770000000"), PASSPORT)
    with pytest.raises(DocumentsDisagree):
        register(aru, iin, PASSPORT)


def test_a_person_without_a_document_can_not_register(db, aru, now) -> None:
    with pytest.raises(BadInput):
        services.register_resident(
            person=aru, documents=(), source="self", verified=False, actor="test", now=now
        )


def test_whoever_declares_themselves_is_known_by_the_phone(db, now) -> None:
    told = Person(name="Aru Bek", address="Window St 1", phone="8 701 123 45 67")
    first = services.declare_resident(person=told, now=now)
    again = services.declare_resident(person=replace(told, address="Door St 2"), now=now)
    assert again.id == first.id
    assert again.person == Person(name="Aru Bek", address="Door St 2", phone="+77011234567")
    assert again.documents == ()
    assert again.verified_at is None


def test_declaring_does_not_touch_who_registered_with_a_document(register, aru, now) -> None:
    registered = register()
    declared = services.declare_resident(
        person=Person(name="Other", address="Elsewhere", phone=aru.phone), now=now
    )
    assert declared.id != registered.id
    assert selectors.get_resident(registered.id) == registered


def test_a_declaration_needs_phone_and_address(db, aru, now) -> None:
    for missing in ("phone", "address"):
        with pytest.raises(BadInput) as caught:
            services.declare_resident(person=replace(aru, **{missing: None}), now=now)
        assert caught.value.field == missing


def test_an_operator_confirms_somebody_once(register, employ, heard, now) -> None:
    resident = register()
    operator = employ("operator")
    for _ in range(2):
        services.verify_resident(staff=operator, resident_id=resident.id, now=now)
    assert selectors.get_resident(resident.id).verified_at == now
    assert sum(isinstance(event, ResidentVerified) for event in heard) == 1


def test_an_administrator_confirms_nobody(register, employ, now) -> None:
    resident = register()
    with pytest.raises(WrongRole):
        services.verify_resident(staff=employ("administrator"), resident_id=resident.id, now=now)


def test_an_operator_sets_a_phone_right(register, employ, now) -> None:
    resident = register()
    services.change_phone(
        staff=employ("operator"), resident_id=resident.id, phone="8 777 000 00 00", now=now
    )
    assert selectors.list_residents_by_phone("+77011234567") == ()
    assert selectors.list_residents_by_phone("+77770000000")[0].id == resident.id


def test_a_language_is_one_of_the_site(register, now) -> None:
    resident = register()
    services.set_language(resident_id=resident.id, language="ru", now=now)
    assert selectors.get_resident(resident.id).person.language == "ru"
    with pytest.raises(BadInput):
        services.set_language(resident_id=resident.id, language="xx", now=now)


def test_who_is_forgotten_leaves_a_number_and_nothing_else(register, iin, now) -> None:
    resident = register()
    services.erase_resident(resident_id=resident.id, actor="test", now=now)
    assert not Resident.objects.exists()
    assert not ResidentDocument.objects.exists()
    assert selectors.find_resident_by_document(iin.type, iin.number) is None
    last = AuditEntry.objects.latest("pk")
    assert (last.action, last.subject) == ("resident-erased", f"resident:{resident.id}")
    with pytest.raises(UnknownResident):
        selectors.get_resident(resident.id)


def test_nobody_is_forgotten_while_something_of_theirs_runs(
    register, something_active, now
) -> None:
    resident = register()
    with pytest.raises(StillNeeded):
        services.erase_resident(resident_id=resident.id, actor="test", now=now)
    assert selectors.get_resident(resident.id) == resident


def test_every_change_is_on_record_without_personal_data(register, aru, iin) -> None:
    register()
    register(verified=True, source="register:city.csv")
    register(verified=True, source="register:city.csv")
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == [
        "resident-registered",
        "resident-confirmed",
        "resident-updated",
    ]
    for entry in entries:
        text = f"{entry.actor} {entry.subject} {entry.details}"
        assert iin.number not in text
        assert aru.name not in text


def test_residents_are_counted(register, aru) -> None:
    register()
    register(replace(aru, phone=None), PASSPORT, verified=True)
    counts = selectors.count_residents()
    assert (counts.total, counts.verified) == (2, 1)
