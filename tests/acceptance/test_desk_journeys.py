# SPDX-License-Identifier: EUPL-1.2
"""An operator's calls in a real browser: by keyboard alone, on a wide screen and on a small one."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, Request, expect

from acceptance.visitor import DESK_SIZE, PHONE_SIZE, Visit, Visitor
from tereze.messaging.selectors import list_outbox
from tereze.people import services as people
from tereze.people.models import Staff
from tereze.people.types import Person, ResidentFacts
from tereze.permits.desk import services
from tereze.permits.desk.models import Call
from tereze.permits.desk.types import CallEvent
from tereze.permits.models import Appeal, EmergencyPass, Permit
from town import NOON, PHONE, iin

PASSWORD = "open-the-window"


@dataclass
class Typist:
    """Somebody with a keyboard and no mouse."""

    page: Page
    keys: int = 0
    #: pages that were waited for since the pick-up
    pages: int = 0

    def pick_up(self) -> None:
        """What comes from here on is between the caller and the permit."""
        self.page.on("request", self._count)

    def _count(self, request: Request) -> None:
        # An answer that leads on to another page is no page.
        self.pages += request.is_navigation_request() and not request.redirected_from

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1

    def write(self, text: str) -> None:
        self.press(*text)


@pytest.fixture
def worker(visit: Visit) -> Visitor:
    return at_desk(visit, size=DESK_SIZE, thorough=False)


@pytest.fixture
def typist(worker: Visitor) -> Typist:
    return Typist(page=worker.page)


def at_desk(visit: Visit, **options: object) -> Visitor:
    people.ensure_demo_staff(password=PASSWORD, now=NOON)
    worker = visit(**options)
    worker.open("/staff/sign-in")
    worker.write(name="operator", password=PASSWORD)
    worker.tap("Sign in", role="button")
    worker.open("/desk")
    return worker


def answer_at_the_line(phone: str = PHONE) -> None:
    """The telephone system tells that the operator has picked up."""
    operator = Staff.objects.get(username="operator")
    services.sit_at_line(staff=operator, line="101", now=NOON)
    event = CallEvent(call="pbx-1", event="answered", at=NOON, caller=phone, line="101")
    services.hear_event(event=event, now=NOON)


def granted(page: Page) -> str:
    """The code that is dictated."""
    expect(page.get_by_text("You have a permit")).to_be_visible()
    return "".join(page.locator(".spelled strong").all_inner_texts())


def test_two_keys_bring_a_permit_to_a_caller_whose_phone_is_known(
    worker: Visitor, typist: Typist, aina: ResidentFacts
) -> None:
    answer_at_the_line()
    worker.page.wait_for_url(re.compile(r"/desk/calls/\d+$"))
    typist.pick_up()
    expect(worker.page.get_by_role("heading", name=aina.person.name)).to_be_visible()
    typist.press("1")
    worker.page.wait_for_url(re.compile(r"/ask/needs$"))
    typist.press("Enter")
    code = granted(worker.page)
    assert Permit.objects.get().code == code
    # The twenty seconds that are promised are for two people to speak.
    assert (typist.keys, typist.pages) == (2, 2)

    typist.press("s")
    expect(worker.page.get_by_text("Sent to the phone that ends in 0001.")).to_be_visible()
    assert code[:4] in list_outbox()[0].text
    typist.press("w")
    expect(worker.page.get_by_label("A permit", exact=True)).to_be_checked()
    typist.press("Enter")
    expect(worker.page.get_by_text("Written down. Ready for the next call.")).to_be_visible()
    assert typist.keys == 5


def test_a_document_typed_while_it_is_said_brings_a_permit_too(
    worker: Visitor, typist: Typist, aina: ResidentFacts
) -> None:
    typist.pick_up()
    typist.press("n")
    worker.page.wait_for_url(re.compile(r"/desk/calls/\d+$"))
    typist.press("/")
    typist.write(aina.documents[0].number)
    typist.press("Enter")
    expect(worker.page.get_by_role("heading", name=aina.person.name)).to_be_visible()
    typist.press("1")
    worker.page.wait_for_url(re.compile(r"/ask/needs$"))
    typist.press("Enter", "Enter")
    code = granted(worker.page)
    assert Permit.objects.get().code == code
    assert (typist.keys, typist.pages) == (18, 4)


def test_refused_then_appealed_then_in_danger_by_keyboard(
    worker: Visitor, typist: Typist, aina: ResidentFacts
) -> None:
    answer_at_the_line()
    worker.page.wait_for_url(re.compile(r"/desk/calls/\d+$"))
    for _ in range(2):
        typist.press("1")
        worker.page.wait_for_url(re.compile(r"/ask/needs$"))
        typist.press("Enter")
        worker.page.wait_for_url(re.compile(r"#outcome$"))
    worker.sees("I can't give you this permit now.")
    typist.press("a")
    worker.page.wait_for_url(re.compile(r"/appeal/\d+$"))
    typist.write("Even my children have no bread: 1 shop, e.g. W.")
    expect(worker.page.locator("[name=sentence]")).to_have_value(re.compile("^Even my children"))
    assert not EmergencyPass.objects.exists(), "letters in a field are letters"
    typist.press("Tab", "Enter")
    worker.sees("An officer reads what you said")
    assert Appeal.objects.count() == 1
    typist.press("e")
    worker.sees("Go now. You need no permit.")
    assert EmergencyPass.objects.count() == 1


def test_a_caller_is_registered_by_keyboard(worker: Visitor, typist: Typist) -> None:
    nobody = Person(name="Ewa Weber", born=date(1990, 5, 17))
    typist.press("n")
    worker.page.wait_for_url(re.compile(r"/desk/calls/\d+$"))
    typist.press("r")
    worker.page.wait_for_url(re.compile(r"/register$"))
    typist.write(nobody.name)
    typist.press("Enter")
    expect(worker.page.locator("[name=number]")).to_be_focused()
    assert not EmergencyPass.objects.exists(), "letters in a field are letters"
    typist.write(iin(nobody))
    typist.press("Enter")
    expect(worker.page.locator("[name=home]")).to_be_focused()
    typist.press("ArrowDown", "Tab", "Enter")
    expect(worker.page.get_by_role("heading", name=nobody.name)).to_be_visible()


def test_keys_can_be_switched_off(worker: Visitor, typist: Typist) -> None:
    worker.page.get_by_role("button", name="Keys: on").press("Enter")
    worker.page.locator("h1").first.click()
    typist.press("n")
    worker.page.reload()
    expect(worker.page.get_by_role("button", name="Keys: off")).to_be_visible()
    typist.press("n")
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("size", "columns"), [(PHONE_SIZE, 1), (DESK_SIZE, 3)], ids=["small", "wide"]
)
def test_every_page_of_a_call_is_good_for_everybody(
    visit: Visit, aina: ResidentFacts, size: object, columns: int
) -> None:
    # What axe looks for is the same on both.
    worker = at_desk(visit, size=size, thorough=columns == 3)
    services.hear_event(
        event=CallEvent(call="a", event="ringing", at=NOON, caller="+77770000001"), now=NOON
    )
    services.hear_event(
        event=CallEvent(call="b", event="ended", at=NOON, caller="+77770000002"), now=NOON
    )
    worker.open("/desk")
    worker.write(phone=PHONE)
    worker.tap("I have a caller")
    lefts = worker.page.evaluate(
        "[...document.querySelectorAll('.desk > section')].map(one => one.offsetLeft)"
    )
    assert len(set(lefts)) == columns
    worker.tap("Food and daily needs")
    worker.tap("Ask for it")
    worker.tap("Қазақша")
    worker.tap("English", role="button")
    worker.tap("Food and daily needs")
    worker.tap("Ask for it")
    worker.tap("Appeal")
    worker.tap("Something else")
    worker.tap("It is somebody else")
    worker.tap("Register")
    worker.tap("Something else")
    worker.write(said="Айна")
    worker.tap("Find", role="button")
    worker.sees("write at least two words")
    worker.tap("Wrap up")
    worker.tap("Write down")
    worker.open("/desk/calls")
    worker.page.context.clear_cookies()
    worker.open("/staff/sign-in")
    worker.write(name="duty-officer", password=PASSWORD)
    worker.tap("Sign in", role="button")
    worker.open("/staff/calls/")
    worker.sees("waiting now")


def test_a_call_without_scripts(visit: Visit, aina: ResidentFacts) -> None:
    worker = at_desk(visit, size=DESK_SIZE, scripts=False)
    worker.write(phone=PHONE)
    worker.tap("I have a caller")
    worker.tap("Food and daily needs")
    worker.tap("Ask for it")
    worker.sees("You have a permit")
    worker.tap("Send as a message")
    worker.tap("Wrap up")
    worker.tap("Write down")
    worker.sees("Ready for the next call.")
    assert Permit.objects.count() == 1
