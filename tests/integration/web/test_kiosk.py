# SPDX-License-Identifier: EUPL-1.2
"""The kiosk: whoever comes next finds nothing of whoever was there before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bucket_table import let_nothing_come_back
from integration.web.conftest import ADMINISTRATOR, INSPECTOR, OPERATOR, Employ
from integration.web.steps import path_of, text
from tereze.core import clock
from tereze.messaging import selectors as messaging
from tereze.messaging.services import add_door, close_door, rotate_door_key
from tereze.messaging.types import SCOPES, DoorKind
from tereze.people import services as people
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import selectors
from tereze.permits.kiosk import limits, urls
from tereze.permits.kiosk.pairing import COOKIE
from town import NOON, iin, resident

#: pages of a visit: nobody opens them who has not said who they are
OF_A_VISIT = {
    "kiosk-choose": (),
    "kiosk-ask": ("needs",),
    "kiosk-permit": (),
    "kiosk-refusal": (),
}
#: pages of a paired machine
OF_A_MACHINE = {"kiosk", "kiosk-who", "kiosk-idle", "kiosk-emergency"}
FREE = {"kiosk-pair", "kiosk-pair-key", "kiosk-end"}


@pytest.fixture
def kiosk(town: None) -> Client:
    """The browser of a paired machine."""
    key = open_door("hall", "kiosk")
    client = Client()
    client.post("/kiosk/pair/key", {"key": key})
    return client


def say(kiosk: Client, person: ResidentFacts, **parts: str) -> Any:
    number = person.documents[0].number
    answers = {"document": "kz-iin", "number": number, "born": "", **parts}
    return kiosk.post("/kiosk/who", answers, follow=True)


def ask(
    kiosk: Client, purpose: str = "needs", key: str = "1", whom: str = "", **answers: str
) -> Any:
    return kiosk.post(f"/kiosk/ask/{purpose}{whom}", {"key": key, **answers}, follow=True)


def open_door(name: str, kind: DoorKind) -> str:
    return add_door(name=name, kind=kind, scopes=SCOPES[:1], actor="tests", now=NOON)


# --- the machine ----------------------------------------------------------------------------------


def test_every_address_asks_for_a_machine_or_a_visit() -> None:
    assert {one.name for one in urls.urlpatterns} == {*OF_A_VISIT, *OF_A_MACHINE, *FREE}


def test_no_other_machine_opens_a_page(town: None) -> None:
    for name in (*OF_A_VISIT, *OF_A_MACHINE):
        page = Client().get(reverse(name, args=OF_A_VISIT.get(name, ())), follow=True)
        assert path_of(page) == "/kiosk/pair"


def test_nobody_skips_saying_who_they_are(kiosk: Client) -> None:
    for name, parts in OF_A_VISIT.items():
        page = kiosk.get(reverse(name, args=parts), follow=True)
        assert path_of(page) == "/kiosk/"


def test_who_works_here_makes_a_machine_a_kiosk_and_is_signed_out(employ: Employ) -> None:
    client = employ(OPERATOR)
    page = client.post("/kiosk/pair", {"name": "hall-1"}, follow=True)
    assert path_of(page) == "/kiosk/"
    assert client.get("/staff/").status_code == 302
    (door,) = messaging.list_doors()
    assert (door.name, door.kind) == ("hall-1", "kiosk")
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/kiosk"
    assert "tz_" not in cookie.value


def test_an_inspector_makes_no_kiosk(employ: Employ) -> None:
    page = employ(INSPECTOR).post("/kiosk/pair", {"name": "hall-1"})
    assert page.status_code == 422
    assert messaging.list_doors() == ()


def test_the_key_of_another_door_makes_no_kiosk(town: None) -> None:
    key = open_door("desk", "desk")
    for wrong in (key, "nonsense"):
        page = Client().post("/kiosk/pair/key", {"key": wrong})
        assert page.status_code == 200
        assert COOKIE not in page.cookies
        assert wrong not in text(page)


@pytest.mark.parametrize("how", [close_door, rotate_door_key])
def test_an_ended_pairing_ends_at_the_next_page(kiosk: Client, how: Any) -> None:
    assert kiosk.get("/kiosk/").status_code == 200
    how(name="hall", actor="tests", now=NOON)
    assert path_of(kiosk.get("/kiosk/", follow=True)) == "/kiosk/pair"


def test_an_administrator_sees_and_ends_kiosks(kiosk: Client, employ: Employ) -> None:
    administrator = employ(ADMINISTRATOR)
    assert "hall" in text(administrator.get("/staff/kiosks/"))
    administrator.post("/staff/kiosks/close", {"name": "hall"})
    assert path_of(kiosk.get("/kiosk/", follow=True)) == "/kiosk/pair"
    assert employ(OPERATOR).get("/staff/kiosks/").status_code == 403
    assert Client().get("/staff/kiosks/").status_code == 302


def test_no_other_door_is_closed_from_there(kiosk: Client, employ: Employ) -> None:
    open_door("desk", "desk")
    employ(ADMINISTRATOR).post("/staff/kiosks/close", {"name": "desk"})
    assert [door.name for door in messaging.list_doors() if door.closed_at] == []


# --- a visit --------------------------------------------------------------------------------------


def test_a_visit_from_document_to_permit(kiosk: Client, aina: ResidentFacts) -> None:
    page = say(kiosk, aina)
    assert path_of(page) == "/kiosk/choose"
    page = ask(kiosk)
    assert path_of(page) == "/kiosk/permit"
    (permit,) = selectors.list_permits(aina.id, since=NOON)
    assert permit.door == "hall"
    assert permit.code[:4] in text(page)


def test_the_screen_tells_initials_and_nothing_more(kiosk: Client, aina: ResidentFacts) -> None:
    kept = [*aina.person.name.split(), aina.documents[0].number, "+7701", "KZ-61-TURKISTAN"]
    for page in (say(kiosk, aina), ask(kiosk), ask(kiosk, key="2")):
        assert not [words for words in kept if words in text(page)]
        assert "no-store" in page["Cache-Control"]
    assert aina.person.initials in text(kiosk.get("/kiosk/choose"))


def test_what_somebody_has_left_does_not_stand_there(kiosk: Client, aina: ResidentFacts) -> None:
    say(kiosk, aina)
    before = text(kiosk.get("/kiosk/choose"))
    ask(kiosk)
    assert text(kiosk.get("/kiosk/choose")) == before


def test_a_refusal_says_why_and_when_again(kiosk: Client, aina: ResidentFacts) -> None:
    say(kiosk, aina)
    ask(kiosk)
    page = ask(kiosk, key="2")
    assert path_of(page) == "/kiosk/refusal"
    assert "You can ask again" in text(page)


def test_who_is_not_known_and_who_says_it_wrong_read_the_same(
    kiosk: Client, aina: ResidentFacts
) -> None:
    known = PaperDocument(type="passport", number="N12345678")
    people.register_resident(
        person=aina.person, documents=[*aina.documents, known],
        source="register:tests", verified=True, actor="tests", now=NOON,
    )  # fmt: skip
    answers = {"document": "passport", "born": "01.01.1970"}
    pages = [
        kiosk.post("/kiosk/who", {**answers, "number": number})
        for number in (known.number, "N87654321")
    ]
    assert {page.status_code for page in pages} == {422}
    assert {"ask the attendant to help" in text(page) for page in pages} == {True}
    right = kiosk.post("/kiosk/who", {**answers, "number": known.number, "born": "14.03.1988"})
    assert right.status_code == 302


def test_who_is_not_confirmed_may_ask_for_what_the_rules_open(kiosk: Client, town: None) -> None:
    unknown = resident(verified=False)
    say(kiosk, unknown)
    assert path_of(ask(kiosk, "needs")) == "/kiosk/permit"
    say(kiosk, unknown)
    assert (
        path_of(ask(kiosk, "funeral", key="2", minutes="240", kind="movement", party="1"))
        == "/kiosk/refusal"
    )


def test_a_parent_asks_for_a_child(kiosk: Client, aina: ResidentFacts) -> None:
    child = Person(name="Дана Терезеқызы Жарықова", home="KZ-61-TURKISTAN", born=aina.person.born)
    people.add_dependant(
        guardian_id=aina.id,
        person=child,
        documents=[PaperDocument(type="kz-iin", number=iin(child))],
        relation="child",
        now=NOON,
    )
    say(kiosk, aina)
    page = kiosk.get("/kiosk/choose?for=1")
    assert child.initials in text(page)
    assert child.name not in text(page)
    assert "/kiosk/ask/needs?for=1" in text(page)
    assert child.initials in text(ask(kiosk, whom="?for=1"))
    assert selectors.list_permits(aina.id, since=NOON) == []


# --- its end --------------------------------------------------------------------------------------


def test_nothing_of_a_visit_stays(kiosk: Client, aina: ResidentFacts) -> None:
    kiosk.post("/language", {"language": "kk", "next": "/kiosk/who"})
    say(kiosk, aina)
    ask(kiosk)
    page = kiosk.get("/kiosk/end")
    assert page.cookies["django_language"].value == ""
    assert page["Clear-Site-Data"] == '"cache"'
    assert not kiosk.session.keys()
    assert path_of(kiosk.get("/kiosk/permit", follow=True)) == "/kiosk/"


def test_a_link_to_the_end_signs_nobody_out_elsewhere(town: None, employ: Employ) -> None:
    operator = employ(OPERATOR)
    operator.get("/kiosk/end")
    assert operator.get("/staff/").status_code == 200


def test_the_next_person_starts_from_nothing(kiosk: Client, aina: ResidentFacts) -> None:
    say(kiosk, aina)
    ask(kiosk)
    other = resident(phone="+77010000009", name="Марат Терезеұлы Көршиев")
    say(kiosk, other)
    assert path_of(kiosk.get("/kiosk/permit", follow=True)) == "/kiosk/choose"


def test_a_visit_that_nobody_ends_ends_itself(
    kiosk: Client, aina: ResidentFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(kiosk, aina)
    later: datetime = NOON + timedelta(minutes=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert path_of(kiosk.get("/kiosk/choose", follow=True)) == "/kiosk/"


def test_without_scripts_the_page_asks_whether_somebody_is_there(
    kiosk: Client, aina: ResidentFacts
) -> None:
    page = text(say(kiosk, aina))
    assert '<noscript><meta http-equiv="refresh" content="60; url=/kiosk/idle"></noscript>' in page
    page = text(kiosk.get("/kiosk/idle"))
    assert '<meta http-equiv="refresh" content="20; url=/kiosk/end">' in page


# --- what it stands -------------------------------------------------------------------------------


@pytest.fixture
def nothing_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for buckets in (limits._wrong, limits._dates, limits._visits):
        let_nothing_come_back(monkeypatch, buckets)


@pytest.mark.usefixtures("nothing_comes_back")
def test_nobody_goes_through_documents(kiosk: Client, aina: ResidentFacts) -> None:
    nobody = Person(name="N", born=aina.person.born)
    for _ in range(limits.WRONG_AT_ONCE):
        kiosk.post("/kiosk/who", {"document": "kz-iin", "number": iin(nobody)})
    page = say(kiosk, aina)
    assert "Too much was tried here." in text(page)


@pytest.mark.usefixtures("nothing_comes_back")
def test_nobody_tries_dates_of_birth_of_one_person(kiosk: Client, aina: ResidentFacts) -> None:
    known = PaperDocument(type="passport", number="N12345678")
    people.register_resident(
        person=aina.person, documents=[*aina.documents, known],
        source="register:tests", verified=True, actor="tests", now=NOON,
    )  # fmt: skip
    answers = {"document": "passport", "number": known.number}
    for day in range(1, limits.DATES_AT_ONCE + 1):
        kiosk.post("/kiosk/who", {**answers, "born": f"{day:02}.01.1988"})
    page = kiosk.post("/kiosk/who", {**answers, "born": "14.03.1988"})
    assert "Too much was tried here." in text(page)


@pytest.mark.usefixtures("nothing_comes_back")
def test_nobody_comes_with_a_list(kiosk: Client, aina: ResidentFacts) -> None:
    for _ in range(limits.VISITS_AT_ONCE):
        assert path_of(say(kiosk, aina)) == "/kiosk/choose"
    assert "Too much was tried here." in text(say(kiosk, aina))


def test_an_emergency_is_on_every_page_and_needs_nothing(
    kiosk: Client, aina: ResidentFacts
) -> None:
    for page in (kiosk.get("/kiosk/"), kiosk.get("/kiosk/who"), say(kiosk, aina), ask(kiosk)):
        assert 'href="/kiosk/emergency"' in text(page)
    page = text(kiosk.get("/kiosk/emergency"))
    assert "Go now. You need no permit." in page
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = kiosk.cookies
    assert "Let pass: emergency" in text(strict.post("/kiosk/emergency"))
