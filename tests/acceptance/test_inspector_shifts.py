# SPDX-License-Identifier: EUPL-1.2
"""A shift of an inspector in a real browser: what it remembers without a connection, what it keeps
awake, and what its end leaves."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from acceptance.inspector import (
    LEFT_ON_THE_DEVICE,
    PASSWORD,
    Shown,
    all_are_sent,
    ask,
    crossings,
    look_up,
    press,
    sign_in,
    start,
    sync_until_sent,
    verdict,
)
from tereze.core import clock
from tereze.people import services as people
from tereze.permits import services
from town import BORDER_TOWN, Town, add_checkpoint

HOURS_12 = 12 * 60 * 60 * 1000

#: A screen that the page may keep on, as far as tests can see it.
WAKE_LOCK = """
  globalThis.screenLocks = [];
  const wakeLock = {
    request: async () => {
      const lock = { released: false, release: async () => { lock.released = true; } };
      globalThis.screenLocks.push(lock);
      return lock;
    },
  };
  Object.defineProperty(navigator, "wakeLock", { value: wakeLock, configurable: true });
"""
HELD = "screenLocks.filter((lock) => !lock.released).length"


@pytest.fixture
def visitor(instance: str) -> Shown:
    """Somebody who may come into a town once, where there is a checkpoint."""
    now = clock.now()
    town = Town.found(BORDER_TOWN, now=now, places=["KZ"])
    people.ensure_demo_staff(password=PASSWORD, now=now)
    add_checkpoint("KZ-61-TOWN", now=now)
    inhabitant = town.add_resident(home="KZ-75")
    return ask(instance, holder=inhabitant.facts, purpose="visit", kind="entry", place="KZ-61-TOWN")


def test_a_permit_for_one_passage_is_used_up_without_a_connection(
    phone: BrowserContext, instance: str, visitor: Shown
) -> None:
    page = start(sign_in(phone, instance))
    phone.set_offline(True)
    look_up(page, visitor.text)
    assert verdict(page) == "Valid"
    press(page, "Identity confirmed")
    look_up(page, visitor.text)
    assert verdict(page) == "Used already"
    expect(page.get_by_role("button", name="Identity confirmed")).to_be_hidden()
    press(page, "Turn back")

    page.reload()
    expect(page.locator("#work")).to_be_visible()
    look_up(page, visitor.permit.code)
    assert verdict(page) == "Used already"
    press(page, "Next")
    page.get_by_text("Going out").click()
    look_up(page, visitor.permit.code)
    assert verdict(page) == "Valid"
    press(page, "Identity confirmed")
    page.get_by_text("Going in").click()

    phone.set_offline(False)
    sync_until_sent(page)
    code = visitor.permit.code
    assert crossings() == [
        ("valid", "permit", True, code),
        ("used", "none", False, code),
        ("valid", "permit", True, code),
    ]


def end_by_the_clock(page: Page, *, was_open: bool) -> None:
    """Twelve hours later, on a phone that lay open on the table, or in a pocket."""
    if was_open:
        page.clock.fast_forward(HOURS_12)
        return
    address = page.url
    page.goto("about:blank")
    page.clock.fast_forward(HOURS_12)
    page.goto(address)


@pytest.mark.parametrize("was_open", [True, False], ids=["left open", "opened again"])
def test_a_shift_whose_time_is_over_ends_by_itself_without_a_connection(
    phone: BrowserContext, instance: str, shown: Shown, was_open: bool
) -> None:
    page = sign_in(phone, instance)
    page.clock.install(time=clock.now())
    page.reload()
    start(page)
    phone.set_offline(True)
    look_up(page, shown.text)
    press(page, "Identity confirmed")

    end_by_the_clock(page, was_open=was_open)

    expect(page.locator("[data-note=over]")).to_be_visible()
    expect(page.locator("[data-note=unsent]")).to_contain_text(
        "Crossings that wait on this device: 1."
    )
    expect(page.locator("[data-note=no-connection]")).to_be_visible()
    expect(page.locator("#work")).to_be_hidden()
    assert page.evaluate(LEFT_ON_THE_DEVICE)["sealed"] == 0

    phone.set_offline(False)
    with page.expect_response("**/api/v1/crossings"):
        page.reload()
    assert crossings() == [("valid", "permit", True, shown.permit.code)]


def test_an_emergency_pass_lets_pass_with_a_connection_and_without_one(
    phone: BrowserContext, instance: str, checkpoint: int
) -> None:
    first, second = (services.take_emergency_pass(now=clock.now()).code for _ in range(2))
    page = start(sign_in(phone, instance))
    look_up(page, first)
    assert verdict(page) == "Let pass: emergency"
    expect(page.get_by_role("button", name="Turn back", exact=True)).to_be_hidden()
    press(page, "Let pass, emergency")
    all_are_sent(page)

    phone.set_offline(True)
    look_up(page, second)
    assert verdict(page) == "Not in the list"
    expect(page.locator("#shown .verdict")).to_contain_text("Danger to life never waits")
    press(page, "Let pass, emergency")
    phone.set_offline(False)
    sync_until_sent(page)
    assert crossings() == [
        ("emergency", "emergency", True, first),
        ("emergency", "emergency", True, second),
    ]


def test_the_screen_stays_on_during_a_shift_and_no_longer(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    phone.add_init_script(WAKE_LOCK)
    page = sign_in(phone, instance)
    assert page.evaluate(HELD) == 0
    start(page)
    assert page.evaluate(HELD) == 1
    page.evaluate("screenLocks[0].released = true")  # as browsers do when the page is hidden
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate(HELD) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="End the shift").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert page.evaluate(HELD) == 0


def test_the_first_verdict_finds_everything_warm(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = start(sign_in(phone, instance))
    phone.set_offline(True)
    page.reload()
    page.wait_for_function("() => performance.getEntriesByName('warmed-up').length === 1")
