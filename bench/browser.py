# SPDX-License-Identifier: EUPL-1.2
"""A real browser in which somebody hired for it works."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from bench.gate import Gate
from bench.instance import run_module

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextmanager
def open_as(role: str, gate: Gate, path: str) -> Iterator[Page]:
    """The page at a path, on which somebody new with that role signs in."""
    name, password = run_module(gate.instance.home, gate.instance.url, "bench.hiring", role).split()
    executable = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if executable is None:
        raise SystemExit("Chromium is not installed: scripts/browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        page = browser.new_context(locale="en").new_page()
        page.goto(f"http://localhost:{gate.service.port}{path}")
        page.fill("[name=name]", name)
        page.fill("[name=password]", password)
        page.get_by_role("button", name="Sign in").click()
        yield page
        browser.close()
