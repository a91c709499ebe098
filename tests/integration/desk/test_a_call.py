# SPDX-License-Identifier: EUPL-1.2
"""From the pick-up to the permit, to what else a call may bring, to what is written down of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from integration.desk.conftest import text, the_call
from tereze.core import clock
from tereze.messaging.selectors import list_outbox
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import duty
from tereze.permits.desk import screen
from tereze.permits.desk.models import Call, CallAnswer
from tereze.permits.models import Appeal, EmergencyPass, Permit
from tereze.permits.templatetags.permits import told_why
from town import NOON, PHONE, iin, member, resident


def ask(
    desk: Client, address: str, purpose: str = "needs", *, key: str = "1", **answers: str
) -> Any:
    return desk.post(f"{address}/ask/{purpose}", {"key": key, **answers}, follow=True)


def looks(person: ResidentFacts) -> list[tuple[str, str]]:
    return [(look.what, look.why) for look in reversed(people.list_looks(person.id))]


def test_a_caller_whose_phone_is_known_gets_a_permit(desk: Client, called: str, aina) -> None:
    page = ask(desk, called)
    permit = Permit.objects.get()
    assert (permit.resident_id, permit.door) == (aina.id, "desk")
    assert "You have a permit: Food and daily needs" in text(page)
    assert "until 14:00 today" in text(page)
    spelled = re.findall(r"<li><strong>(.)</strong>([^<]+)</li>", text(page))
    assert "".join(character for character, _ in spelled) == permit.code
    assert CallAnswer.objects.get().code == permit.code


def test_the_person_reads_once_that_they_were_opened_in_a_call(
    desk: Client, called: str, aina
) -> None:
    for _ in range(3):
        desk.get(called)
    ask(desk, called)
    why = "A call to the call centre"
    assert looks(aina) == [("search", why), ("profile, permits", why)]
    with translation.override("kk"):
        assert told_why(why) == "Қоңырау орталығына қоңырау"


def test_nobody_lies_open_in_a_call_that_was_never_written_down(
    desk: Client, called: str, aina, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOON + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    for address in (called, f"{called}/wrap-up", f"{called}/ask/needs"):
        page = desk.get(address)
        assert page.status_code == 409
        assert aina.person.name not in text(page)
    assert desk.post(f"{called}/find", {"said": aina.documents[0].number}).status_code == 409


def test_two_presses_of_enter_bring_one_permit(desk: Client, called: str) -> None:
    first, second = ask(desk, called), ask(desk, called)
    assert Permit.objects.count() == CallAnswer.objects.count() == 1
    assert text(first).count("You have a permit") == text(second).count("You have a permit") == 1


def test_what_is_said_is_in_the_callers_language(desk: Client, called: str) -> None:
    desk.post(f"{called}/language", {"language": "kk"})
    page = text(ask(desk, called))
    assert "Азық-түлік" in page
    assert "Outcome" in page, "the rest is in the operator's"
    desk.post(f"{called}/send/{CallAnswer.objects.get().pk}")
    assert "Азық-түлік" in list_outbox()[0].text


def test_a_refusal_is_said_with_its_ways_out_and_appealed_against(
    desk: Client, called: str, aina
) -> None:
    ask(desk, called, key="1")
    said = text(ask(desk, called, key="2"))
    assert "I can&#x27;t give you this permit now." in said
    assert "Nobody needs a permit for that." in said
    refused = CallAnswer.objects.get(kind="refused")
    appeal = f"{called}/appeal/{refused.pk}"
    assert desk.post(appeal, {"sentence": ""}).status_code == 422
    page = desk.post(appeal, {"sentence": "The shop was empty."}, follow=True)
    assert "An officer reads what you said" in text(page)
    (open_appeal,) = duty.list_open_appeals()
    assert Appeal.objects.get().resident_id == aina.id
    case = duty.access_appeal(
        staff=member("duty-officer"), appeal_id=open_appeal.id, why="Test", now=NOON
    )
    assert case.sentence == "The shop was empty."
    desk.post(appeal, {"sentence": "Again."})
    assert CallAnswer.objects.filter(kind="appealed").count() == 1


def test_danger_gets_a_code_before_anybody_is_known(desk: Client, town: None) -> None:
    address = desk.post("/desk", {"phone": ""}, follow=True).request["PATH_INFO"]
    pressed = {"key": "pass-0"}
    desk.post(f"{address}/emergency", pressed)
    page = desk.post(f"{address}/emergency", pressed, follow=True)
    taken = EmergencyPass.objects.get()
    assert "Go now. You need no permit." in text(page)
    assert CallAnswer.objects.get().code == taken.code


def test_the_code_goes_to_the_phone_on_record_once(desk: Client, called: str) -> None:
    ask(desk, called)
    send = f"{called}/send/{CallAnswer.objects.get().pk}"
    desk.post(send)
    desk.post(send)
    (message,) = list_outbox()
    assert message.to == PHONE
    code = Permit.objects.get().code
    assert f"{code[:4]} {code[4:]}" in message.text


@pytest.mark.parametrize(
    "said", ["{iin}", "8 701 000 00 01", "Айна Жарыкова", "aina jarikova 14.3.1988"]
)
def test_one_box_finds_by_document_phone_or_name(desk: Client, aina, said: str) -> None:
    address = desk.post("/desk", {"phone": ""}, follow=True).request["PATH_INFO"]
    page = desk.post(
        f"{address}/find", {"said": said.format(iin=aina.documents[0].number)}, follow=True
    )
    assert aina.person.name in text(page)
    assert the_call().resident_id == aina.id


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Айна", "at least two words"),
        ("Нургуль Есикова", "Nobody is known here by that."),
        ("", "Write what the caller says."),
        ("999", "This is no number that we know."),
    ],
)
def test_whoever_is_not_found_is_said_so(desk: Client, aina, said: str, word: str) -> None:
    address = desk.post("/desk", {"phone": ""}, follow=True).request["PATH_INFO"]
    assert word in text(desk.post(f"{address}/find", {"said": said}))


def test_of_those_who_share_a_phone_one_is_chosen(desk: Client, aina) -> None:
    sister = resident(name="Сана Терезеқызы Жарықова")
    page = desk.post("/desk", {"phone": PHONE}, follow=True)
    address = page.request["PATH_INFO"]
    assert aina.person.name in text(page)
    assert sister.person.name in text(page)
    assert [what for what, _ in looks(sister)] == ["search"]
    page = desk.post(f"{address}/choose", {"place": "1"}, follow=True)
    assert aina.person.name not in text(page)
    ask(desk, address)
    assert Permit.objects.get().resident_id == sister.id
    desk.post(f"{address}/leave")
    assert the_call().resident_id is None
    assert desk.post(f"{address}/choose", {"place": "7"}).status_code == 400


def test_a_caller_asks_for_their_child_whose_data_open_only_then(
    desk: Client, called: str, aina
) -> None:
    people_services.add_dependant(
        guardian_id=aina.id,
        person=Person(name="Жарық Терезеұлы Жарықов", home="KZ-61-TURKISTAN"),
        documents=[PaperDocument(type="kz-iin", number=iin(aina.person))],
        relation="child",
        now=NOON,
    )
    child = people.list_dependants(aina.id)[0].resident_id
    assert "Жарық Терезеұлы" not in text(desk.get(called))
    page = desk.post(f"{called}/whom", {"number": "1"}, follow=True)
    assert "Жарық Терезеұлы" in text(page)
    ask(desk, called)
    assert Permit.objects.get().resident_id == child
    assert [one.what for one in people.list_looks(child)] == ["profile, permits"]
    assert desk.post(f"{called}/whom", {"number": "9"}).status_code == 404


def test_whom_nobody_knows_is_registered_without_the_phone_that_called(
    desk: Client, town: None
) -> None:
    address = desk.post("/desk", {"phone": "+77770000009"}, follow=True).request["PATH_INFO"]
    person = Person(name="Жаңа Қоңырау")
    said = {"name": person.name, "document": "kz-iin", "number": iin(person), "home": "KZ-61"}
    desk.post(f"{address}/register", said)
    ask(desk, address)
    permit = Permit.objects.get()
    registered = people.get_resident(permit.resident_id)
    assert (registered.person.phone, registered.verified_at) == (None, None)
    # The code may go to the phone that called all the same.
    desk.post(f"{address}/send/{CallAnswer.objects.get(kind='granted').pk}")
    assert list_outbox()[0].to == "+77770000009"


def test_a_stranger_who_knows_a_document_does_not_get_the_persons_phone_changed(
    desk: Client, aina
) -> None:
    address = desk.post("/desk", {"phone": "+77770000009"}, follow=True).request["PATH_INFO"]
    said = {
        "name": aina.person.name,
        "document": "kz-iin",
        "number": aina.documents[0].number,
        "home": "KZ-61",
    }
    page = desk.post(f"{address}/register", said)
    assert page.status_code == 422
    assert "Look them up by its number." in text(page)
    assert people.get_resident(aina.id).person.phone == PHONE


def test_what_a_call_was_about_is_read_in_the_next_one(desk: Client, called: str, aina) -> None:
    ask(desk, called)
    page = desk.get(f"{called}/wrap-up")
    assert 'value="permit" id="id_reason_0" checked' in re.sub(r"\s+", " ", text(page))
    desk.post(f"{called}/wrap-up", {"reason": "permit", "note": "Hears badly, speak slowly."})
    call = the_call()
    assert call.wrapped_up_at
    assert b"Hears" not in bytes(call.sealed_note or b"")
    assert desk.get(called).status_code == 409
    assert "Hears badly, speak slowly." in text(desk.post("/desk", {"phone": PHONE}, follow=True))
    desk.force_login(member("operator"))
    assert "Hears badly" not in text(desk.get("/desk/calls")), "the log is the operator's own"


def test_a_call_is_nobody_elses(called: str) -> None:
    other = Client()
    other.force_login(member("operator"))
    assert other.get(called).status_code == 409
    assert other.post(f"{called}/emergency", {"key": "1"}).status_code == 409
    assert other.get("/desk/calls/7").status_code == 404
    assert not EmergencyPass.objects.exists()


def test_where_the_desk_is_no_door_the_caller_is_told_so(
    desk: Client, called: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DOORS", ("kiosk",))  # a door that Turkistan does not have
    assert "Permits are not given by telephone here." in text(desk.get(called))


def test_calls_lie_sealed(called: str) -> None:
    row = str(vars(Call.objects.get()))
    assert PHONE not in row
    assert "7010000001" not in row
