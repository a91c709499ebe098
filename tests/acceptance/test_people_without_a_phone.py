# SPDX-License-Identifier: EUPL-1.2
"""People without a phone, in a real browser: at a kiosk, with a card, through a helper."""

from typing import Any

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import ViewportSize, expect

from acceptance.inspector import PASSWORD
from acceptance.visitor import DESK_SIZE, Visit, Visitor
from tereze.messaging.services import add_door
from tereze.messaging.types import SCOPES
from tereze.people import services as people
from tereze.people.types import ResidentFacts
from tereze.permits import selectors
from town import NOON, PHONE, resident

SCREEN: ViewportSize = {"width": 1080, "height": 1320}
NEIGHBOUR = "+77010000002"


def pair(visit: Visit, **options: Any) -> Visitor:
    """A machine that has just become a kiosk."""
    key = add_door(name="hall", kind="kiosk", scopes=SCOPES[:1], actor="tests", now=NOON)
    machine = visit(size=SCREEN, **options)
    machine.open("/kiosk/pair")
    machine.unfold("With the key of a door")
    machine.write(key=key)
    machine.page.locator("details").get_by_role("button", name="Begin").click()
    expect(machine.page.get_by_role("heading", name="A permit to go out")).to_be_visible()
    return machine


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def kiosk(request: pytest.FixtureRequest, visit: Visit) -> Visitor:
    return pair(visit, scripts=request.param)


def test_a_kiosk_gives_a_permit_prints_it_and_forgets(kiosk: Visitor, aina: ResidentFacts) -> None:
    kiosk.tap("English", role="button")
    kiosk.write(number=aina.documents[0].number)
    kiosk.tap("Go on", role="button")
    kiosk.sees(aina.person.initials)
    kiosk.tap("Food and daily needs")
    kiosk.tap("Ask for the permit", role="button")
    (permit,) = selectors.list_permits(aina.id, since=NOON)
    kiosk.sees(permit.code[:4])
    assert aina.person.name not in kiosk.page.content()
    if kiosk.scripts:
        kiosk.page.evaluate("window.print = () => { window.printed = true }")
        kiosk.tap("Print", role="button")
        assert kiosk.page.evaluate("window.printed")
    kiosk.tap("Finish")
    assert kiosk.path == "/kiosk/"
    kiosk.page.go_back()
    expect(kiosk.page.locator("body")).not_to_contain_text(permit.code[:4])


def test_a_screen_that_nobody_touches_clears(visit: Visit, aina: ResidentFacts) -> None:
    machine = pair(visit)
    machine.tap("English", role="button")
    machine.write(number=aina.documents[0].number)
    machine.page.clock.run_for(61_000)
    expect(machine.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    machine.look()
    machine.tap("Yes, I go on", role="button")
    # What was typed is still there.
    expect(machine.page.locator("[name=number]")).to_have_value(aina.documents[0].number)
    machine.tap("Go on", role="button")
    machine.page.clock.run_for(61_000)
    machine.page.clock.run_for(21_000)
    expect(machine.page.get_by_role("heading", name="A permit to go out")).to_be_visible()
    machine.open("/kiosk/choose")
    assert machine.path == "/kiosk/"


def test_type_and_targets_of_a_kiosk_are_large(visit: Visit, aina: ResidentFacts) -> None:
    machine = pair(visit, thorough=False)

    def is_large() -> None:
        assert machine.page.evaluate(_SMALL_TYPE) == []
        assert machine.page.evaluate(_SMALL_TARGETS) == []

    is_large()
    machine.tap("English", role="button")
    is_large()
    machine.write(number=aina.documents[0].number)
    machine.tap("Go on", role="button")
    is_large()
    machine.tap("Doctor and treatment")
    is_large()


_SMALL_TYPE = """
() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && !one.closest(".skip, .unseen, .demo"))
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 24)
    .map(one => one.outerHTML.slice(0, 80))
"""
_SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, input:not([type=hidden], [type=radio]), select, summary, label.choice")]
    .filter(one => one.checkVisibility() && !one.closest(".unseen") && !one.matches(".skip"))
    .filter(one => one.getBoundingClientRect().height < 64)
    .map(one => one.outerHTML.slice(0, 80))
"""


def test_a_card_is_printed_from_the_permits_page(visitor: Visitor, aina: ResidentFacts) -> None:
    visitor.sign_in()
    visitor.tap("Food and daily needs")
    visitor.tap("Leave home")
    card = visitor.page.get_by_role("link", name="Print a card")
    address = card.get_attribute("href") or ""
    answer = visitor.page.request.get(visitor.site + address)
    assert answer.headers["content-type"] == "application/pdf"
    (page,) = pypdfium2.PdfDocument(answer.body())
    (found,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert found.text.startswith("TZ1:")


def test_a_helper_asks_and_the_mandate_is_ended(
    visit: Visit, visitor: Visitor, aina: ResidentFacts
) -> None:
    resident(phone=NEIGHBOUR, name="Марат Терезеұлы Көршиев", sex="male")
    visitor.sign_in(PHONE)
    visitor.tap("Let somebody help you, or help somebody")
    visitor.tap("Let somebody help")
    visitor.tap("Make the code")
    code = visitor.page.locator(".code").first.inner_text()

    helper = visit(scripts=visitor.scripts, thorough=False)
    helper.sign_in(NEIGHBOUR)
    helper.tap("Let somebody help you, or help somebody")
    helper.write(code=code)
    helper.tap("Help this person")
    helper.sees(f"You help {aina.person.name} now.")
    helper.tap(aina.person.name)
    helper.sees("May ask for 10 more permits")
    helper.tap("Food and daily needs")
    helper.tap("Leave home")
    helper.sees(aina.person.name)

    visitor.open("/me")
    visitor.sees("asked for you")
    visitor.open("/me/helpers")
    visitor.tap("End it", role="button")
    visitor.sees("Ended. Nothing can be asked or seen under it any more.")
    helper.page.goto(helper.site + "/")
    expect(helper.page.locator("body")).not_to_contain_text(aina.person.name)


def test_a_sheet_is_typed_in_and_its_card_printed(visit: Visit, aina: ResidentFacts) -> None:
    operator = visit(size=DESK_SIZE)
    people.ensure_demo_staff(password=PASSWORD, now=NOON)
    operator.open("/staff/sign-in")
    operator.write(name="operator", password=PASSWORD)
    operator.tap("Sign in", role="button")
    blank = operator.page.request.get(operator.site + "/sheet.pdf")
    (page,) = pypdfium2.PdfDocument(blank.body())
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    operator.tap("Paper")
    operator.write(sheet=code.text)
    operator.tap("Open", role="button")
    operator.tap("Food and daily needs")
    operator.write(number=aina.documents[0].number, name=aina.person.name, signed_on="2026-11-19")
    operator.page.locator("[name=home]").select_option("KZ-61-TURKISTAN")
    operator.tap("Type it in", role="button")
    operator.sees("Granted")
    card = operator.page.get_by_role("link", name="Print the card").get_attribute("href") or ""
    assert operator.page.request.get(operator.site + card).ok
    operator.open(f"/staff/paper/sheets/{code.text.split(':')[-1]}")
    operator.sees("Granted")
