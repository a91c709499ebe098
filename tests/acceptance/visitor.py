# SPDX-License-Identifier: EUPL-1.2
"""Somebody with a browser who walks through pages, and looks closely at each of them.

With JavaScript every page on the way is looked at: nothing has to be scrolled sideways, what is
tapped is large enough, and axe, where it is taken along, finds nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from integration.web.steps import code_sent
from town import PHONE

PHONE_SIZE: ViewportSize = {"width": 360, "height": 740}
DESK_SIZE: ViewportSize = {"width": 1280, "height": 900}
#: Pixels; links within a sentence may be smaller (WCAG 2.2, 2.5.8).
SMALLEST_TARGET = 24

SetClock: TypeAlias = Callable[[datetime], None]
Visit: TypeAlias = Callable[..., "Visitor"]


@dataclass
class Visitor:
    """Somebody with a browser. Counts taps, and looks closely at each page if there is JavaScript."""

    page: Page
    site: str
    scripts: bool
    #: takes axe along, which takes its time
    thorough: bool = True
    taps: int = 0
    looked_at: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.look()

    def tap(self, name: str, *, role: str = "") -> None:
        """What is called so: a button or a link."""
        button, link = (
            self.page.get_by_role("button", name=name),
            self.page.get_by_role("link", name=name),
        )
        (button if role == "button" else button.or_(link)).first.click()
        self.taps += 1
        self.look()

    def unfold(self, name: str) -> None:
        """What is called so, and folded."""
        self.page.locator("main summary", has_text=name).first.click()
        self.look()

    def write(self, **answers: str) -> None:
        for name, answer in answers.items():
            self.page.locator(f"[name={name}]").first.fill(answer)

    def sign_in(self, phone: str = PHONE) -> None:
        self.open("/sign-in")
        self.write(phone=phone)
        self.tap("Send me a code")
        self.write(code=code_sent())
        self.tap("Sign in", role="button")
        self.taps = 0

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def look(self) -> None:
        """Is the page good for everybody?"""
        if not self.scripts:
            return
        self.page.wait_for_load_state()
        if self.thorough:
            results = Axe().run(self.page)
            assert results.violations_count == 0, f"{self.path}\n{results.generate_report()}"
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.path
        assert self.page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET) == [], self.path
        self.looked_at.append(self.path)


def wait_until(page: Page, condition: str) -> None:
    """Wait in the page itself: Playwright's own waiting would need eval, which pages here forbid."""
    page.evaluate(
        f"(async () => {{ while (!(await ({condition}))) await new Promise(requestAnimationFrame) }})()"
    )


#: Whether the page that is open is kept for when there is no connection.
IS_KEPT = "caches.match(location.href.split('#')[0], { ignoreVary: true }).then(Boolean)"

_SMALL_TARGETS = """
smallest => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
    .filter(one => one.checkVisibility() && !one.closest("p, dd, .unseen") && !one.matches(".skip"))
    .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < smallest)
    .map(([text]) => text)
"""
