# SPDX-License-Identifier: EUPL-1.2
"""A real browser for all tests here."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
#: Quiet and alone: nothing is asked of the network but what a test opens.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-domain-reliability",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without any page; each test opens a context of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: scripts/browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
