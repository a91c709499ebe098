# SPDX-License-Identifier: EUPL-1.2
"""A real browser for all tests here, and a town that it opens."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright

from acceptance.camera import Camera
from acceptance.inspector import PASSWORD, Shown, ask
from acceptance.visitor import PHONE_SIZE, SetClock, Visit, Visitor
from gate_client import database_url_of_test
from needs import CHROMIUM, require
from serving import serving
from tereze.config.asgi import OnePort
from tereze.config.pages import Pages
from tereze.core import clock
from tereze.people import services as people
from tereze.people.types import ResidentFacts
from tereze.permits.gate.app import Gate
from town import NOON, add_checkpoint, resident, turkistan

#: Milliseconds until something that does not come is missed; what comes is never waited for.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

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
    require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def instance(transactional_db: None, settings: Any) -> Iterator[str]:
    """A whole instance, gate and pages on one port, over the test's database; its address."""
    settings.DEMO = True

    def one_port(url: str) -> OnePort:
        settings.URL = url
        return OnePort(gate=Gate(database_url=database_url_of_test(), url=url), pages=Pages())

    with serving(one_port) as url:
        yield url
    connections.close_all()


@pytest.fixture(scope="module", autouse=True)
def database_beside_a_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; our queries do not wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Server and browser have the same clock; it stands at noon in Almaty."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def site(transactional_db: None, settings: Any, set_clock: SetClock) -> Iterator[str]:
    """Turkistan's order in force, in a demonstration, where codes can be read; its address."""
    settings.DEMO = True
    turkistan()
    with serving(lambda _: Pages()) as url:
        yield url
    connections.close_all()


@pytest.fixture
def aina(site: str) -> ResidentFacts:
    return resident()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """Opens a browser in which nobody is signed in."""
    contexts = []

    def act(
        *,
        scripts: bool = True,
        thorough: bool = True,
        size: ViewportSize = PHONE_SIZE,
        **options: Any,
    ) -> Visitor:
        context = chromium.new_context(
            viewport=size,
            locale="en",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.clock.install(time=NOON)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        return Visitor(page=page, site=site, scripts=scripts, thorough=thorough)

    yield act
    for context in contexts:
        context.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request: pytest.FixtureRequest, visit: Visit) -> Visitor:
    # All pages are met by axe in one test for residents and one for staff; that is enough.
    return visit(scripts=request.param, thorough=False)


# --- an inspector at work ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    return Camera(tmp_path_factory.mktemp("camera") / "film.y4m")


@pytest.fixture(scope="module")
def with_camera(camera: Camera) -> Iterator[Browser]:
    require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera.flags])
        yield browser
        browser.close()


#: An inspector waits 800 ms for an answer of the server and no longer (tests/javascript tells of that).
#: Here it comes when it comes.
WAITS_FOR_ANSWERS = "AbortSignal.timeout = () => new AbortController().signal;"


@pytest.fixture
def phone(with_camera: Browser, camera: Camera) -> Iterator[BrowserContext]:
    """An inspector's phone; it sees nothing yet."""
    camera.look_away()
    context = with_camera.new_context(viewport={"width": 360, "height": 740}, locale="en")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WAITS_FOR_ANSWERS)
    yield context
    context.close()


@pytest.fixture
def checkpoint(instance: str) -> int:
    """A checkpoint of Turkistan with two lanes, and somebody who works there."""
    now = clock.now()
    turkistan(now=now)
    people.ensure_demo_staff(password=PASSWORD, now=now)
    return add_checkpoint(now=now).id


@pytest.fixture
def shown(instance: str, checkpoint: int) -> Shown:
    return ask(instance)
