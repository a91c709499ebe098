# SPDX-License-Identifier: EUPL-1.2
"""What an inspector does with a phone, in the words of the tests."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tereze.core import clock
from tereze.people.types import ResidentFacts
from tereze.permits import selectors, services
from tereze.permits.checkpoints.models import Crossing
from tereze.permits.issuing import issue_credential
from tereze.permits.types import Granted, PermitFacts, Request
from town import resident

PASSWORD = "open-the-window"

needs_reader = pytest.mark.needs("reader")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A permit in somebody's hand."""

    permit: PermitFacts
    holder: ResidentFacts
    text: str


def ask(instance: str, *, holder: ResidentFacts | None = None, **parts: Any) -> Shown:
    """Somebody gets a permit a moment ago."""
    now = clock.now()
    holder = holder or resident(now=now)
    request = Request(**{"purpose": "needs", "door": "web", **parts})
    answer = services.ask_permit(resident=holder, request=request, door="web", now=now)
    assert isinstance(answer, Granted)
    credential = issue_credential(answer.permit, selectors.get_key_ring(), url=instance)
    return Shown(permit=answer.permit, holder=holder, text=credential.text)


def sign_in(context: BrowserContext, instance: str) -> Page:
    """An inspector before the start of a shift."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(instance + "/inspect/")
    page.fill("[name=name]", "inspector")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Start a shift")).to_be_visible()
    return page


def start(page: Page) -> Page:
    """An inspector at work."""
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#work")).to_be_visible()
    expect(page.locator("[data-told=age]")).to_have_text("List 0 min old")
    return page


def verdict(page: Page) -> str:
    heading = page.locator("#shown .verdict h1")
    expect(heading).to_be_visible()
    return heading.inner_text()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#work")).to_be_visible()


def look_up(page: Page, text: str, *, by: str = "code") -> None:
    if not page.locator("#typed").is_visible():
        page.locator("[data-typing] summary").click()
    page.select_option("#by", by)
    page.fill("#typed", text)
    page.locator("[data-form=type] button").click()


def sync(page: Page) -> None:
    """What happens each minute, and when the connection comes back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def sync_until_sent(page: Page) -> None:
    """The connection comes back again and again: while one upload fails, no other begins."""
    page.wait_for_function(
        """() => {
          dispatchEvent(new Event("online"));
          return document.querySelector("[data-told=queue]").textContent === "All crossings are sent";
        }""",
        polling=500,
    )


def sync_until_taken_back(page: Page, code: str) -> None:
    """Until the phone has heard of it: the server says the same to everybody for some seconds."""
    page.wait_for_function(
        """(code) => {
          dispatchEvent(new Event("online"));
          return JSON.stringify(localStorage).includes(code);
        }""",
        arg=code,
        polling=500,
    )


def all_are_sent(page: Page) -> None:
    expect(page.locator("[data-told=queue]")).to_have_text("All crossings are sent")


def crossings() -> list[tuple[Any, ...]]:
    return list(Crossing.objects.order_by("at").values_list("verdict", "basis", "passed", "code"))


#: Rows that the page keeps in the browser's database.
LEFT_ON_THE_DEVICE = """
async () => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open("tereze-inspector");
    opening.onsuccess = () => resolve(opening.result);
  });
  const count = (name) => new Promise((resolve) => {
    const counting = database.transaction(name).objectStore(name).count();
    counting.onsuccess = () => resolve(counting.result);
  });
  const counts = { kept: await count("kept"), sealed: await count("sealed") };
  database.close();
  return counts;
}
"""
