# SPDX-License-Identifier: EUPL-1.2
"""Anybody checks a permit at /v: scanned, pasted or typed, with a connection and without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from acceptance.conftest import PATIENCE
from acceptance.visitor import IS_KEPT, wait_until
from tereze.core import clock
from tereze.permits import decisions, selectors, services
from tereze.permits.issuing import issue_credential
from tereze.permits.types import Granted, PermitFacts, Request
from town import resident, turkistan


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A permit in somebody's hand."""

    permit: PermitFacts
    text: str
    link: str


@pytest.fixture
def shown(instance: str) -> Shown:
    turkistan(now=clock.now())
    return ask(instance, Request(purpose="needs", door="web"))


def ask(instance: str, request: Request) -> Shown:
    now = clock.now()
    answer = services.ask_permit(resident=resident(now=now), request=request, door="web", now=now)
    assert isinstance(answer, Granted)
    credential = issue_credential(answer.permit, selectors.get_key_ring(), url=instance)
    return Shown(permit=answer.permit, text=credential.text, link=credential.link)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def keep_for_later(page: Page, *, lists: int = 0) -> None:
    """Until all that verdicts without a connection need is on the phone."""
    wait_until(page, "navigator.serviceWorker.controller")
    page.reload()
    wait_until(page, IS_KEPT)
    wait_until(page, "localStorage['tereze-keys'] && localStorage['tereze-withdrawn']")
    wait_until(
        page,
        f"caches.open('status-lists').then(kept => kept.keys()).then(all => all.length >= {lists})",
    )


def verdict(page: Page) -> str:
    heading = page.locator(".verdict h1")
    expect(heading).to_be_visible()
    return heading.inner_text()


def test_a_camera_opens_the_link_and_sees_that_it_is_valid(
    phone: BrowserContext, shown: Shown
) -> None:
    page = phone.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(shown.link)
    assert verdict(page) == "Valid"
    facts = page.locator("[data-facts]").inner_text()
    assert "Food and daily needs" in facts
    assert shown.permit.initials.replace(" ", "") in facts
    expect(page.locator("[data-note=online]")).to_be_visible()
    secret = shown.link.split("#")[1]
    assert not any(secret in url for url in sent), "the permit itself never leaves the phone"


def test_a_pasted_text_is_checked_in_the_browser(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = phone.new_page()
    page.goto(instance + "/v")
    page.fill("[name=code]", shown.text)
    page.click("main form button")
    assert verdict(page) == "Valid"


def test_after_the_first_visit_it_works_without_a_connection(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = phone.new_page()
    page.goto(instance + "/v")
    keep_for_later(page)
    phone.set_offline(True)
    page.goto(shown.link)
    page.reload()
    assert verdict(page) == "Valid"
    expect(page.locator("[data-note=listed]")).to_be_visible()


def test_a_connection_that_never_answers_holds_no_verdict_up(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = phone.new_page()
    page.goto(instance + "/v")
    keep_for_later(page)
    for address in ("**/api/v1/**", "**/.well-known/**"):
        phone.route(address, lambda route: None)
    page.goto(shown.link)
    page.reload()
    assert verdict(page) == "Valid"
    expect(page.locator("[data-note=listed]")).to_be_visible()


@pytest.mark.parametrize("place", [60, 120, -10])
def test_a_changed_qr_code_is_refused(
    phone: BrowserContext, instance: str, shown: Shown, place: int
) -> None:
    changed = list(shown.text)
    changed[place] = "A" if changed[place] != "A" else "B"
    page = phone.new_page()
    page.goto(instance + "/v")
    page.fill("[name=code]", "".join(changed))
    page.click("main form button")
    assert verdict(page) == "Not ours"
    expect(page.locator("[data-facts]")).to_be_hidden()


def test_a_withdrawn_permit_is_told_when_the_server_can_be_asked(
    phone: BrowserContext, shown: Shown
) -> None:
    services.revoke_permit(code=shown.permit.code, why="given in error", actor="t", now=clock.now())
    page = phone.new_page()
    page.goto(shown.link)
    assert verdict(page) == "Withdrawn"


def test_a_withdrawn_permit_is_told_without_a_connection_once_the_list_was_fetched(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    services.revoke_permit(code=shown.permit.code, why="given in error", actor="t", now=clock.now())
    page = phone.new_page()
    page.goto(instance + "/v")
    keep_for_later(page)
    phone.set_offline(True)
    page.goto(shown.link)
    page.reload()
    assert verdict(page) == "Withdrawn"


def test_a_standing_permit_is_told_without_a_connection_by_the_list_that_it_names(
    phone: BrowserContext, instance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A permit with a place in a list has one whatever its length is.
    places = iter([7, 8])
    monkeypatch.setattr(decisions, "draw_place", lambda **_: next(places))
    turkistan(now=clock.now())
    withdrawn, other = (
        ask(instance, Request(purpose=p, door="web")) for p in ("needs", "medicine")
    )
    services.revoke_permit(
        code=withdrawn.permit.code, why="given in error", actor="t", now=clock.now()
    )
    page = phone.new_page()
    page.goto(withdrawn.link)
    keep_for_later(page, lists=1)
    phone.set_offline(True)

    page.reload()
    assert verdict(page) == "Withdrawn"
    page.goto(other.link)
    page.reload()
    assert verdict(page) == "Valid"
    expect(page.locator("[data-note=listed]")).to_be_visible()
    assert page.locator("[data-fact=list-age]").inner_text() == "0"


def test_a_permit_is_not_yet_and_no_longer_valid(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = phone.new_page()
    in_an_hour = clock.now() + timedelta(hours=1)
    page.goto(ask(instance, Request(purpose="needs", door="web", starts_at=in_an_hour)).link)
    assert verdict(page) == "Not yet"
    page.clock.set_fixed_time(shown.permit.ends_at + timedelta(minutes=30))
    page.goto(instance + "/v")
    page.goto(shown.link)
    assert verdict(page) == "Ended"


def test_without_scripts_the_server_answers_for_a_short_code(
    chromium: Browser, instance: str, shown: Shown
) -> None:
    with chromium.new_context(java_script_enabled=False, locale="en") as context:
        page = context.new_page()
        page.goto(instance + "/v")
        page.fill("[name=code]", shown.permit.code.lower())
        page.click("main form button")
        assert page.locator(".verdict h1").inner_text() == "Valid"
        assert shown.permit.initials in page.inner_text("main")
        another = "1" if shown.permit.code.endswith("0") else "0"
        page.goto(instance + "/v?code=" + shown.permit.code[:-1] + another)
        assert page.locator(".verdict h1").count() == 0


def test_an_emergency_pass_is_let_through(phone: BrowserContext, instance: str) -> None:
    turkistan(now=clock.now())
    taken = services.take_emergency_pass(now=clock.now())
    page = phone.new_page()
    page.goto(f"{instance}/v?code={taken.code}")
    assert verdict(page) == "Let pass: emergency"


def test_the_page_and_its_verdicts_are_for_everybody(
    phone: BrowserContext, instance: str, shown: Shown
) -> None:
    page = phone.new_page()
    for address in ("/v", f"/v?code={shown.permit.code}", shown.link.removeprefix(instance)):
        page.goto(instance + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
