# SPDX-License-Identifier: EUPL-1.2
"""Signing in, registering, asking for others, and what a person may see of their data."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from integration.web.steps import ask, code_sent, path_of, sign_in
from tereze.core import clock
from tereze.core.offline import HEADER
from tereze.people import selectors as people
from tereze.people.models import Look
from tereze.people.types import Person, ResidentFacts
from town import NOON, PHONE, SHIPPED, iin, resident, turkistan


def test_a_phone_and_its_code_sign_in(client: Client, aina: ResidentFacts) -> None:
    page = sign_in(client, "8 701 000 00 01")
    assert path_of(page) == "/"
    assert "Sign out" in page.content.decode()


def test_nobody_learns_who_is_registered(client: Client, aina: ResidentFacts) -> None:
    known = client.post("/sign-in", {"phone": PHONE}, follow=True)
    unknown = client.post("/sign-in", {"phone": "+77019999999"}, follow=True)
    assert path_of(known) == path_of(unknown) == "/sign-in/code"


def test_a_wrong_code_does_not_sign_in(client: Client, aina: ResidentFacts) -> None:
    client.post("/sign-in", {"phone": PHONE})
    wrong = f"{(int(code_sent()) + 1) % 1_000_000:06}"
    page = client.post("/sign-in/code", {"code": wrong})
    assert page.status_code == 422
    assert "The code is not right" in page.content.decode()
    assert client.get("/me").status_code == 302


def test_too_many_codes_have_to_wait(client: Client, aina: ResidentFacts) -> None:
    pages = [client.post("/sign-in", {"phone": PHONE}) for _ in range(4)]
    assert [page.status_code for page in pages] == [302, 302, 302, 422]
    assert "ask again in" in pages[-1].content.decode()


def test_one_comes_back_to_where_one_wanted(client: Client, aina: ResidentFacts) -> None:
    client.get(client.get("/permits").headers["Location"])
    assert path_of(sign_in(client, PHONE)) == "/permits"


def test_nobody_is_led_elsewhere_after_signing_in(client: Client, aina: ResidentFacts) -> None:
    client.get("/sign-in?next=https://example.com/")
    assert path_of(sign_in(client, PHONE)) == "/"


def test_a_phone_is_not_readable_in_the_session(client: Client, aina: ResidentFacts) -> None:
    client.post("/sign-in", {"phone": PHONE})
    assert PHONE not in str(dict(client.session.items()))


def test_who_shares_a_phone_says_who_they_are(client: Client, aina: ResidentFacts) -> None:
    other = resident(name="Ерлан Терезеұлы", sex="male")
    assert path_of(sign_in(client, PHONE)) == "/sign-in/who"
    page = client.post("/sign-in/who", {"who": str(other.id)}, follow=True)
    assert path_of(page) == "/"
    assert "Ерлан" in client.get("/me").content.decode()


def test_nobody_signs_in_as_somebody_with_another_phone(
    client: Client, aina: ResidentFacts
) -> None:
    resident(name="Ерлан Терезеұлы", sex="male")
    stranger = resident(name="Біреу Басқа", phone="+77010000009")
    sign_in(client, PHONE)
    assert client.post("/sign-in/who", {"who": str(stranger.id)}).status_code == 422
    assert client.get("/me").status_code == 302


def test_after_sign_out_the_phone_forgets(browser: Client) -> None:
    page = browser.post("/sign-out")
    assert page.headers["Tereze-Offline"] == "forget"
    assert browser.get("/me").status_code == 302


# --- registering ------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(client: Client, town: None) -> Client:
    """Somebody whom nobody knows, with a proven phone."""
    assert path_of(sign_in(client, "+77015555555")) == "/register"
    return client


def answers(**parts: str) -> dict[str, str]:
    person = Person(name="x", born=date(1990, 5, 1), sex="male")
    return {
        "name": "Жаңа Адам",
        "document": "kz-iin",
        "number": iin(person),
        "home": "KZ-61-KENTAU",
        **parts,
    }


def test_who_is_unknown_registers_and_can_ask_at_once(newcomer: Client) -> None:
    page = newcomer.post("/register", answers(), follow=True)
    text = page.content.decode()
    assert path_of(page) == "/"
    assert "Not confirmed yet" in text
    assert 'href="/ask/needs"' in text
    found = people.list_residents_by_phone("+77015555555")[0]
    assert found.person.born == date(1990, 5, 1)
    assert found.verified_at is None
    assert path_of(ask(newcomer)).startswith("/permits/")


def test_nobody_registers_without_a_proven_phone(client: Client, town: None) -> None:
    assert client.get("/register").headers["Location"] == "/sign-in"
    assert client.post("/register", answers()).headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"number": "850101150010"}, "Check the number"),
        ({"number": ""}, "Write the number of the document."),
        ({"name": "…"}, "Write the name as the document has it."),
        ({"home": ""}, "Choose the place."),
        ({"document": "passport", "number": "N1234567"}, "Write the date of birth."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    newcomer: Client, said: dict[str, str], complaint: str
) -> None:
    page = newcomer.post("/register", answers(**said))
    assert page.status_code == 422
    assert page.content.decode().count(complaint) == 2  # above the form and beside the field


def test_nobody_takes_somebody_s_place_by_knowing_their_number(
    newcomer: Client, aina: ResidentFacts
) -> None:
    page = newcomer.post("/register", answers(number=aina.documents[0].number))
    assert page.status_code == 422
    assert "Somebody is known here by this document" in page.content.decode()
    assert newcomer.get("/me").status_code == 302


def test_where_people_only_declare_who_they_are_no_document_is_asked(
    client: Client, db: None, settings, now
) -> None:
    settings.DEMO = True
    turkistan(folder=SHIPPED / "gr-13033/2020-11")
    sign_in(client, "+302101234567")
    page = client.post(
        "/register", {"name": "Άννα Παραθύρου", "address": "Οδός 1", "home": "GR-I"}, follow=True
    )
    assert path_of(page) == "/"
    assert path_of(ask(client, "shop", minutes="60")).startswith("/permits/")


# --- for others -------------------------------------------------------------------------------------


def test_a_child_is_added_and_removed(browser: Client, aina: ResidentFacts) -> None:
    child = Person(name="x", born=date(2015, 1, 1), sex="female")
    said = answers(relation="child", name="Кішкентай", number=iin(child))
    page = browser.post("/me/dependants/add", said, follow=True)
    assert "You can ask for Кішкентай now." in page.content.decode()
    (added,) = people.list_dependants(aina.id)
    assert "Кішкентай" in browser.get("/").content.decode()
    browser.post("/me/dependants/remove", {"dependant": str(added.resident_id)})
    assert people.list_dependants(aina.id) == ()


def test_a_known_person_is_not_shown_before_an_operator_confirmed(browser: Client) -> None:
    known = resident(name="Біреу Басқа", phone="+77010000009")
    said = answers(relation="parent", number=known.documents[0].number)
    page = browser.post("/me/dependants/add", said, follow=True).content.decode()
    assert "An operator will confirm" in page
    assert "Біреу Басқа" not in page
    assert "Б. Б." in page
    assert browser.get("/?for=1").status_code == 404


# --- my data ----------------------------------------------------------------------------------------


def test_my_data_say_who_looked_and_why(browser: Client, aina: ResidentFacts) -> None:
    Look.objects.create(
        resident_id=aina.id, who="operator 7", at=NOON, what="profile", why="A call for help"
    )
    page = browser.get("/me").content.decode()
    assert "Operator 7: A call for help" in page
    assert "14 days after a permit ends" in page


def test_my_data_say_who_looked_at_a_child(browser: Client, aina: ResidentFacts) -> None:
    child = Person(name="x", born=date(2015, 1, 1), sex="female")
    said = answers(relation="child", name="Кішкентай", number=iin(child))
    browser.post("/me/dependants/add", said)
    (added,) = people.list_dependants(aina.id)
    Look.objects.create(
        resident_id=added.resident_id, who="operator 7", at=NOON, what="profile", why="A call"
    )
    page = browser.get("/me").content.decode()
    assert "at the data of Кішкентай" in page
    assert "Operator 7: A call" in page


def test_a_page_that_names_somebody_in_passing_is_not_kept_for_everybody(browser: Client) -> None:
    child = Person(name="x", born=date(2015, 1, 1), sex="female")
    said = answers(relation="child", name="Кішкентай", number=iin(child))
    browser.post("/me/dependants/add", said)
    page = browser.get("/help")
    assert "You can ask for Кішкентай now." in page.content.decode()
    assert HEADER not in page.headers
    again = browser.get("/help")
    assert "Кішкентай" not in again.content.decode()
    assert again.headers[HEADER] == "anyone"


def test_my_data_can_be_taken_along(browser: Client, aina: ResidentFacts) -> None:
    ask(browser)
    ask(browser, key="2")
    browser.post("/emergency/declare", {"code": "", "account": "My father fell."})
    page = browser.get("/me/data.json")
    assert "attachment" in page.headers["Content-Disposition"]
    data = json.loads(page.content)
    assert data["people"]["resident"]["person"]["name"] == aina.person.name
    assert data["permits"][0]["purpose"] == "needs"
    assert data["refusals"][0]["refusal"]["code"] == "already-out"
    assert data["emergencies"][0]["account"] == "My father fell."


def test_messages_come_in_the_chosen_language(browser: Client, aina: ResidentFacts) -> None:
    browser.post("/me/language", {"language": "az"})
    assert people.get_resident(aina.id).person.language == "az"
    assert browser.post("/me/language", {"language": "xx"}).status_code == 400


def test_one_can_be_forgotten(browser: Client, aina: ResidentFacts) -> None:
    assert "Delete my data?" in browser.get("/me/delete").content.decode()
    page = browser.post("/me/delete", follow=True)
    assert "Your data are deleted." in page.content.decode()
    assert people.find_resident_by_document("kz-iin", aina.documents[0].number) is None


def test_nobody_gets_a_new_quota_by_being_forgotten(
    browser: Client, aina: ResidentFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(browser)
    page = browser.post("/me/delete", follow=True)
    assert path_of(page) == "/me"
    assert "still needed" in page.content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))
    assert path_of(browser.post("/me/delete", follow=True)) == "/"
    assert people.find_resident_by_document("kz-iin", aina.documents[0].number) is None
