# SPDX-License-Identifier: EUPL-1.2
"""A real browser for all tests here."""

import shutil
import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
import uvicorn
from django.core.asgi import get_asgi_application
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from tereze.config.asgi import OnePort
from tereze.core.caching import forget_everything
from tereze.permits.gate.app import Gate
from town import database_url_of_test

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


@pytest.fixture
def instance(transactional_db: None, settings: Any) -> Iterator[str]:
    """A whole instance, gate and pages on one port, over the test's database; its address.

    `localhost`, because scripts may check signatures and keep pages only in a secure context.
    """
    settings.DEMO = True
    forget_everything()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listening.getsockname()[1]}"
        settings.URL = url
        gate = Gate(database_url=database_url_of_test(), url=url)
        application = OnePort(gate=gate, pages=get_asgi_application())
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield url
        server.should_exit = True
        thread.join()
    connections.close_all()
