# SPDX-License-Identifier: EUPL-1.2
"""Asking on pages: what is asked, what comes back, and for whom."""

import logging
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from io import StringIO

import pytest
from django.test import Client

from integration.web.steps import ask, code_of, path_of, sign_in
from tereze.core import clock
from tereze.core.log import PagesNotAddresses
from tereze.people import services as people
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import selectors
from tereze.permits.credential import verify
from tereze.permits.credential.text import from_text
from tereze.permits.models import Order
from tereze.permits.services import revoke_permit
from town import NOON, SHIPPED, iin, resident, turkistan

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def child(aina: ResidentFacts) -> Person:
    """Aina's child, for whom she may ask."""
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


def test_the_permit_says_how_far_from_home_it_holds(browser: Client) -> None:
    page = ask(browser).content.decode()
    assert re.search(r"From home at most</dt><dd>\s*2\s*km", page)


def test_where_nothing_has_to_be_asked_there_is_one_button(browser: Client) -> None:
    page = browser.get("/ask/needs").content.decode()
    form = page[page.index("<form method") :]
    assert form.count("Leave home") == 1
    assert "<details>" in form  # later, or by car
    assert page.count('type="radio"') == 0
    assert "14:00 today" in page


def test_the_permit_that_was_granted_holds_the_credential(browser: Client, now: datetime) -> None:
    page = ask(browser)
    permit = selectors.get_permit(code_of(page), now)
    text = unescape(page.content.decode())
    link = re.search(r'href="(http[^"]*/v#[^"]*)"', text)
    assert link
    claims = verify(from_text(link[1]), [selectors.get_key_ring().active.public], now)
    assert (claims.code, claims.valid_until) == (permit.code, permit.ends_at)
    assert "<path" in text
    assert permit.ends_at - permit.starts_at == timedelta(hours=2)


def test_two_taps_get_one_permit(browser: Client, now: datetime) -> None:
    key = re.search(r'name="key" value="([^"]+)"', browser.get("/ask/needs").content.decode())
    assert key
    assert code_of(ask(browser, key=key[1])) == code_of(ask(browser, key=key[1]))


def test_a_page_that_was_used_for_something_else_is_made_anew(browser: Client) -> None:
    ask(browser, key="same")
    again = ask(browser, key="same", day="2026-11-21", time="10:00")
    assert path_of(again) == "/ask/needs"
    assert "You asked with that page before" in again.content.decode()


def test_the_pane_lights_once(browser: Client) -> None:
    granted = ask(browser)
    assert 'class="granted"' in granted.content.decode()
    assert 'class="granted already"' in browser.get(path_of(granted)).content.decode()


def test_a_later_start_is_in_local_time(browser: Client, now: datetime) -> None:
    permit = selectors.get_permit(code_of(ask(browser, day="2026-11-20", time="18:30")), now)
    assert permit.starts_at == datetime.fromisoformat("2026-11-20T18:30:00+05:00")
    assert "You may go out from 18:30 today" in browser.get("/").content.decode()


def test_who_goes_by_car_has_the_plate_on_the_permit(browser: Client, now: datetime) -> None:
    permit = selectors.get_permit(code_of(ask(browser, plate="123 abc 13")), now)
    assert permit.plate == "123ABC13"


def test_what_the_regime_needs_is_asked(browser: Client, now: datetime) -> None:
    page = ask(browser, "work", kind="movement")
    assert page.status_code == 422
    assert "Letter from your place of work" in page.content.decode()
    permit = selectors.get_permit(
        code_of(ask(browser, "work", kind="entry", certificate="on")), now
    )
    assert permit.kind == "entry"


def test_a_refusal_is_a_page_that_helps(browser: Client, set_clock: SetClock) -> None:
    ask(browser)
    set_clock(NOON + timedelta(hours=3))
    page = ask(browser, key="2")
    text = page.content.decode()
    assert page.status_code == 200
    assert path_of(page).startswith("/refusals/2026-11-20/")
    assert "Not now, because" in text
    assert "You have had your permit for today" in text
    assert "You can ask again from 00:00 tomorrow." in text
    assert 'href="https://kaz.zakon.kz/' in text
    assert "/ask/needs?from=2026-11-20T19%3A00%3A00%2B00%3A00" in text
    assert 'href="/ask/medicine"' in text
    assert "/appeals/new/2026-11-20/" in text
    assert text.rindex('href="/emergency"') > text.rindex("/appeals/new/")


def test_another_hour_is_filled_in(browser: Client) -> None:
    page = browser.get("/ask/needs?from=2026-11-20T19%3A00%3A00%2B00%3A00").content.decode()
    assert 'value="00:00"' in page
    assert '<option value="2026-11-21" selected>' in page
    assert "<details open>" in page
    assert browser.get("/ask/needs?from=tomorrow").status_code == 200


def test_an_appeal_is_one_sentence(browser: Client, set_clock: SetClock) -> None:
    ask(browser)
    set_clock(NOON + timedelta(hours=3))
    refused = path_of(ask(browser, key="2"))
    address = refused.replace("/refusals/", "/appeals/new/")
    assert browser.post(address, {"sentence": " "}).status_code == 422
    page = browser.post(address, {"sentence": "The shop was closed."}, follow=True)
    text = page.content.decode()
    assert path_of(page) == "/appeals"
    assert "The shop was closed." in text
    assert "Answer at the latest" in text
    assert "17:00 today" in text
    again = browser.post(address, {"sentence": "Please."}, follow=True)
    assert path_of(again) == "/appeals"
    assert "/appeals/new/" not in browser.get(refused).content.decode()


def test_no_code_of_a_permit_stands_in_the_log(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit = path_of(ask(browser))
    (console,) = [
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(one, PagesNotAddresses) for one in handler.filters)
    ]
    monkeypatch.setattr(console, "stream", said := StringIO())
    assert browser.post(permit).status_code == 405
    assert "/permits/<str:code>" in said.getvalue()
    assert permit not in said.getvalue()


def test_others_permits_and_refusals_do_not_exist(
    browser: Client, client: Client, aina: ResidentFacts, set_clock: SetClock
) -> None:
    resident(name="Біреу Басқа", phone="+77010000009")
    stranger = Client()
    sign_in(stranger, "+77010000009")

    def expect_theirs(*addresses: str) -> None:
        for address in addresses:
            assert browser.get(address).status_code == 200, address
            assert stranger.get(address).status_code == 404, address

    permit = path_of(ask(browser))
    expect_theirs(permit, f"{permit}/qr.png", f"{permit}/calendar.ics")
    set_clock(NOON + timedelta(hours=3))
    refused = path_of(ask(browser, key="2"))
    expect_theirs(refused, refused.replace("/refusals/", "/appeals/new/"))


def test_a_guardian_asks_for_a_child(browser: Client, child: Person, now: datetime) -> None:
    assert child.name in browser.get("/").content.decode()
    page = ask(browser, whom="1")
    permit = selectors.get_permit(code_of(page), now)
    assert child.name in page.content.decode()
    assert permit.initials == "Ж. Т."
    assert "You are at home" in browser.get("/").content.decode()
    assert "may be out" in browser.get("/?for=1").content.decode()


def test_a_permit_goes_into_the_calendar(browser: Client) -> None:
    page = browser.get(f"{path_of(ask(browser))}/calendar.ics")
    assert page.headers["Content-Type"].startswith("text/calendar")
    lines = page.content.decode().split("\r\n")
    assert "DTSTART:20261120T070000Z" in lines
    assert "DTEND:20261120T090000Z" in lines
    assert "SUMMARY:Permit: Food and daily needs" in lines
    assert max(len(line.encode()) for line in lines) <= 75


def test_a_permit_that_was_taken_back_shows_why_and_no_code(browser: Client, now: datetime) -> None:
    path = path_of(ask(browser))
    revoke_permit(
        code=path.rsplit("/", 1)[1], why="Asked twice by mistake", actor="staff:1", now=now
    )
    page = browser.get(path).content.decode()
    assert "Asked twice by mistake" in page
    assert "/v#" not in page
    for what in ("qr.png", "calendar.ics"):
        assert browser.get(f"{path}/{what}").status_code == 404


def test_after_its_end_a_permit_is_listed_without_code(
    browser: Client, set_clock: SetClock
) -> None:
    path = path_of(ask(browser))
    set_clock(NOON + timedelta(hours=5))
    assert "/v#" not in browser.get(path).content.decode()
    assert "Ended" in browser.get("/permits").content.decode()


def test_quotas_say_when_they_renew(browser: Client) -> None:
    ask(browser)
    page = browser.get("/quota").content.decode()
    assert "Used: 1 of 1" in page
    assert "from 00:00 tomorrow" in page


def test_after_the_sunset_no_permit_is_needed(browser: Client, set_clock: SetClock) -> None:
    set_clock(NOON + timedelta(days=41))
    assert "No permit is needed now" in browser.get("/").content.decode()
    assert path_of(browser.get("/ask/needs", follow=True)) == "/"


def test_a_purpose_of_another_door_is_not_found(browser: Client) -> None:
    assert browser.get("/ask/work-standing").status_code == 404
    assert browser.get("/ask/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("pack", "purpose", "answers"),
    [
        ("dubai-2020/2020-04", "cash", {"minutes": "60", "transport": "foot"}),
        ("moscow-2020/2020-04", "personal", {"party": "1", "kind": "movement"}),
        ("az-8103/2020-12", "needs", {}),
    ],
)
def test_pages_serve_any_regime(
    client: Client,
    db: None,
    settings,
    now: datetime,
    set_clock: SetClock,
    pack: str,
    purpose: str,
    answers: dict[str, str],
) -> None:
    settings.DEMO = True
    order = turkistan(folder=SHIPPED / pack)
    assert isinstance(order, Order)
    regime = selectors.get_order(order.pk).regime
    type_id, document = next(
        (type_id, regime.documents[type_id])
        for type_id in regime.identification.documents or tuple(regime.documents)
    )
    people.register_resident(
        person=Person(
            name="Test", born=date(1980, 1, 1), phone="+77010000001", home=order.places[0]
        ),
        documents=[PaperDocument(type=type_id, number=document.example)],
        source="register:tests",
        verified=True,
        actor="tests",
        now=NOON,
    )
    sign_in(client, "+77010000001")
    page = client.get("/")
    for offered in re.findall(r'href="(/ask/[^"]+)"', page.content.decode()):
        assert client.get(offered).status_code == 200, offered
    asked = ask(client, purpose, **answers)
    assert asked.status_code == 200
    assert path_of(asked).startswith(("/permits/", "/refusals/"))
