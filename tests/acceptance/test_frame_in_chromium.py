# SPDX-License-Identifier: EUPL-1.2
"""The frame of every page in a real browser: open to everybody, and there without a connection."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from playwright.sync_api import Browser, BrowserContext, Page

from acceptance.conftest import PATIENCE
from acceptance.visitor import IS_KEPT, wait_until
from serving import serving
from tereze.config.pages import Pages
from tereze.core import views
from tereze.core.offline import Keeper, forget_residents_pages, kept_offline

#: True only where our style sheet was applied.
HAS_STYLE = "getComputedStyle(document.body).display === 'flex'"


@require_safe
@kept_offline(Keeper.RESIDENT)
def permit(request: HttpRequest) -> HttpResponse:
    return render(request, "core/error.html", {"title": "My permit", "lines": ["until 14:30"]})


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "core/error.html", {"title": "Appeals"})


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    answer = render(request, "core/error.html", {"title": "You are signed out"})
    forget_residents_pages(answer)
    return answer


urlpatterns = [
    path("", include("tereze.core.urls")),
    path("permit", permit),
    path("staff", staff),
    path("signed-out", signed_out),
]


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.DEMO = True
    settings.ROOT_URLCONF = __name__
    with serving(lambda _: Pages()) as url:
        yield url


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def open_and_keep(context: BrowserContext, address: str) -> Page:
    """Open a page with the service worker in charge of it."""
    page = context.new_page()
    page.goto(address)
    wait_until(page, "navigator.serviceWorker.controller")
    page.reload()
    wait_until(page, IS_KEPT)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_component_passes_axe_and_fits_the_screen(
    chromium: Browser, site: str, scheme: Any, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    for address in ("/style", "/style?errors", "/style?verdict=go", "/style?verdict=wait"):
        page.goto(site + address)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert wrong == []


def test_a_form_with_mistakes_puts_the_reader_before_the_list_of_them(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/style?errors")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Error: ")


def test_the_language_changes_without_javascript(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(f"{site}/style?errors")
    page.locator(".language summary").click()
    page.get_by_role("button", name="Қазақша").click()
    assert page.url == f"{site}/style?errors"
    assert page.locator("html").get_attribute("lang") == "kk"
    context.close()


def test_the_language_changes_and_what_stands_after_the_hash_stays(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/offline#scanned")
    page.locator(".language summary").click()
    page.get_by_role("button", name="Русский").click()
    page.wait_for_selector("html[lang=ru]")
    assert page.url == f"{site}/offline#scanned"


def test_a_permit_opens_with_its_style_when_there_is_no_connection(
    context: BrowserContext, site: str
) -> None:
    page = open_and_keep(context, f"{site}/permit")
    context.set_offline(True)
    page.goto(f"{site}/permit")
    assert page.locator("h1").text_content() == "My permit"
    assert page.evaluate(HAS_STYLE)
    assert page.locator("[data-when-offline]").is_visible()


def test_a_page_that_was_not_kept_says_what_works_without_a_connection(
    context: BrowserContext, site: str
) -> None:
    page = open_and_keep(context, f"{site}/permit")
    page.goto(f"{site}/staff")
    context.set_offline(True)
    page.goto(f"{site}/staff")
    assert page.locator("h1").text_content() == "You are offline"
    page.get_by_role("link", name="My permit").click()
    assert page.locator("h1").text_content() == "My permit"


def test_signing_out_makes_the_phone_forget(context: BrowserContext, site: str) -> None:
    page = open_and_keep(context, f"{site}/permit")
    page.goto(f"{site}/signed-out")
    wait_until(page, "caches.has('resident').then(kept => !kept)")
    context.set_offline(True)
    page.goto(f"{site}/permit")
    assert page.locator("h1").text_content() == "You are offline"


def test_a_new_version_leaves_kept_permits_their_style(
    context: BrowserContext, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_and_keep(context, f"{site}/permit")

    monkeypatch.setattr(views, "_SHELL", ("core/tokens.css",))
    page.evaluate("navigator.serviceWorker.ready.then(worker => worker.update())")
    wait_until(page, "navigator.serviceWorker.ready.then(worker => !!worker.waiting)")
    assert page.evaluate(HAS_STYLE)  # the open page lives on under the old version
    page.close()

    page = context.new_page()
    page.goto(f"{site}/staff")
    wait_until(
        page,
        "navigator.serviceWorker.ready.then(w => !w.waiting && w.active.state === 'activated')",
    )
    context.set_offline(True)
    page.goto(f"{site}/permit")
    assert page.locator("h1").text_content() == "My permit"
    assert page.evaluate(HAS_STYLE)
