# SPDX-License-Identifier: EUPL-1.2
"""What residents do, in a real browser on a small phone: with JavaScript, and without."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from acceptance.visitor import (
    DESK_SIZE,
    IS_KEPT,
    PHONE_SIZE,
    SetClock,
    Visit,
    Visitor,
    wait_until,
)
from tereze.people import services as people
from tereze.people.types import PaperDocument, Person, ResidentFacts
from town import NOON, PHONE, iin


@pytest.fixture
def child(aina: ResidentFacts) -> Person:
    person = Person(
        name="Жарық Терезеұлы", born=date(2012, 5, 9), sex="male", home="KZ-61-TURKISTAN"
    )
    people.add_dependant(
        guardian_id=aina.id,
        person=person,
        documents=[PaperDocument(type="kz-iin", number=iin(person))],
        relation="child",
        now=NOON,
    )
    return person


# --- journeys ---------------------------------------------------------------------------------------


def test_a_permit_takes_three_taps_after_sign_in(visitor: Visitor, aina: ResidentFacts) -> None:
    visitor.sign_in()
    visitor.sees("You are at home")
    visitor.tap("Food and daily needs")
    visitor.tap("Leave home")
    assert visitor.taps <= 3
    assert visitor.path.startswith("/permits/")
    visitor.sees("You may be out until 14:00 today")
    expect(visitor.page.get_by_role("img", name="QR code of the permit")).to_be_visible()
    visitor.open("/")
    visitor.tap("Show the QR code")
    assert visitor.path.startswith("/permits/")


def test_a_used_quota_is_explained_and_can_be_appealed(
    visitor: Visitor, aina: ResidentFacts, set_clock: SetClock
) -> None:
    visitor.sign_in()
    visitor.tap("Food and daily needs")
    visitor.tap("Leave home")
    set_clock(NOON + timedelta(hours=3))
    visitor.open("/")
    visitor.sees("Again: from 00:00 tomorrow")
    visitor.tap("Food and daily needs")
    visitor.sees("You have had your permit for today")
    visitor.tap("Ask all the same")
    visitor.sees("You can ask again from 00:00 tomorrow.")
    visitor.tap("Ask a person to look again")
    visitor.write(sentence="My shop was closed when I came.")
    visitor.tap("Send")
    visitor.sees("Waits for an answer")
    visitor.sees("17:00 today")


def test_another_hour_is_one_of_the_ways_out(
    visitor: Visitor, aina: ResidentFacts, set_clock: SetClock
) -> None:
    visitor.sign_in()
    visitor.tap("Food and daily needs")
    visitor.tap("Leave home")
    set_clock(NOON + timedelta(hours=3))
    visitor.open("/ask/needs")
    visitor.tap("Ask all the same")
    visitor.tap("Ask for 00:00 tomorrow")
    visitor.tap("Leave home")
    visitor.sees("You may go out from 00:00 tomorrow")


def test_in_danger_two_taps_are_enough_and_nobody_has_to_sign_in(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.tap("Danger to life")
    visitor.sees("Go now. You need no permit.")
    visitor.tap("Give me a code")
    assert visitor.taps == 2
    visitor.sees("Let pass: emergency")


def test_an_emergency_is_told_afterwards_in_one_step(visitor: Visitor, aina: ResidentFacts) -> None:
    visitor.open("/emergency")
    visitor.tap("Give me a code")
    passed = visitor.path
    visitor.sign_in()
    visitor.open(passed)
    visitor.tap("Tell what happened")
    visitor.write(account="My father fell, I brought him to the hospital.")
    visitor.tap("Send")
    visitor.sees("Thank you.")


def test_who_is_unknown_registers_and_goes_out(visitor: Visitor) -> None:
    visitor.sign_in("+77015555555")
    assert visitor.path == "/register"
    visitor.tap("Register")
    visitor.sees("Write the number of the document.")
    visitor.write(name="Жаңа Адам", number=iin(Person(name="x", born=date(1990, 5, 1), sex="male")))
    visitor.page.locator("[name=home]").select_option("KZ-61-KENTAU")
    visitor.tap("Register")
    visitor.sees("Not confirmed yet")
    visitor.tap("Medicine")
    visitor.tap("Leave home")
    visitor.sees("You may be out until 13:00 today")


def test_somebody_asks_for_their_child(visitor: Visitor, child: Person) -> None:
    visitor.sign_in()
    visitor.tap(child.name)
    visitor.tap("Medicine")
    visitor.sees(child.name)
    visitor.tap("Leave home")
    visitor.sees(child.name)
    visitor.open("/")
    visitor.sees("You are at home")


@pytest.mark.parametrize("language", ["Қазақша", "Русский", "Azərbaycanca"])
def test_the_language_can_be_changed_on_every_page(
    visitor: Visitor, aina: ResidentFacts, language: str
) -> None:
    visitor.sign_in()
    for path in ("/", "/ask/treatment", "/me", "/emergency"):
        visitor.open(path)
        visitor.page.locator(".language summary").click()
        visitor.tap(language)
        assert visitor.path == path
        assert visitor.page.locator("html").get_attribute("lang") != "en"
        visitor.page.locator(".language summary").click()
        visitor.tap("English")


def test_a_permit_opens_without_a_connection(visit: Visit, aina: ResidentFacts) -> None:
    visitor = visit(thorough=False)
    visitor.sign_in()
    visitor.tap("Food and daily needs")
    visitor.tap("Leave home")
    wait_until(visitor.page, "navigator.serviceWorker.controller")
    visitor.page.reload()
    wait_until(visitor.page, IS_KEPT)
    permit = visitor.path
    visitor.page.context.set_offline(True)
    visitor.page.goto(visitor.site + permit)
    visitor.sees("You may be out until 14:00 today")
    expect(visitor.page.get_by_role("img", name="QR code of the permit")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(PHONE_SIZE, "light"), (DESK_SIZE, "dark")],
    ids=["on a phone by day", "at a desk by night"],
)
def test_every_page_is_good_for_everybody(
    visit: Visit,
    child: Person,
    set_clock: SetClock,
    size: dict[str, int],
    scheme: str,
) -> None:
    visitor = visit(size=size, color_scheme=scheme)
    for path in ("/", "/help", "/emergency", "/outbox"):
        visitor.open(path)
    visitor.open("/sign-in")
    visitor.tap("Send me a code")  # with a mistake
    visitor.write(phone=PHONE)
    visitor.tap("Send me a code")
    visitor.write(code="1")
    visitor.tap("Sign in", role="button")  # with a mistake
    visitor.unfold("No message came")
    visitor.sign_in()
    for path in ("/?for=1", "/permits", "/appeals", "/quota", "/me", "/me/delete"):
        visitor.open(path)
    visitor.open("/me/dependants/add")
    visitor.tap("Add")  # with mistakes
    visitor.open("/emergency/declare")
    visitor.tap("Send")  # with a mistake
    visitor.open("/ask/treatment")
    visitor.unfold("Later, or by car")
    visitor.open("/ask/work")
    visitor.tap("Leave home")  # with a mistake
    visitor.open("/ask/needs")
    visitor.tap("Leave home")
    permit = visitor.path
    visitor.unfold("A link to send")
    visitor.open("/")
    set_clock(NOON + timedelta(hours=3))
    visitor.open(permit)
    visitor.open("/permits")
    visitor.open("/ask/needs")
    visitor.tap("Ask all the same")
    visitor.tap("Ask a person to look again")
    visitor.tap("Send")  # with a mistake
    visitor.write(sentence="Please look again.")
    visitor.tap("Send")
    assert len(visitor.looked_at) > 30
