# SPDX-License-Identifier: EUPL-1.2
"""What every page for residents keeps to: who may open it, what it weighs, what it does not hold."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from integration.web.access import EVERYBODY, RESIDENTS, addresses
from tereze.people.types import Person, ResidentFacts
from tereze.people.urls import urlpatterns as of_people
from tereze.permits import urls as of_permits
from town import iin, resident

INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son[a-z]+=", re.IGNORECASE
)
FIRST_LOAD = 60_000


def test_every_address_has_an_access_rule() -> None:
    names = {pattern.name for pattern in (*of_permits.residents, *of_permits.everybody, *of_people)}
    assert {name for name in names if name and not name.startswith("staff-")} <= {
        *RESIDENTS,
        *EVERYBODY,
    }


@pytest.mark.parametrize("name", RESIDENTS)
def test_pages_of_residents_send_strangers_to_sign_in(
    client: Client, town: None, name: str
) -> None:
    page = client.get(addresses(name))
    assert page.status_code in (302, 405)
    if page.status_code == 302:
        assert page.headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "name", ["my-language", "dependant-remove", "helper-end", "helping-begin", "sign-out"]
)
def test_nothing_is_changed_by_opening_an_address(browser: Client, name: str) -> None:
    assert browser.get(reverse(name)).status_code == 405


def test_forms_without_a_token_are_refused(town: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    for name in ("sign-in", "sign-out"):
        assert strict.post(reverse(name)).status_code == 403


@pytest.mark.parametrize("path", ["/", "/help", "/emergency", "/sign-in", "/outbox"])
def test_pages_for_everybody_need_no_sign_in(client: Client, town: None, path: str) -> None:
    assert client.get(path).status_code == 200


def test_outside_a_demonstration_nobody_reads_messages(
    client: Client, town: None, settings
) -> None:
    settings.DEMO = False
    assert client.get("/outbox").status_code == 404
    assert "+7701" not in client.get("/sign-in").content.decode()


def test_pages_are_light_and_hold_nothing_inline(browser: Client) -> None:
    granted = browser.post("/ask/needs", {"key": "light"}, follow=True)
    paths = ["/", "/ask/needs", "/ask/treatment", "/permits", "/quota", "/appeals", "/me", "/help"]
    paths += ["/emergency", "/emergency/declare", "/me/dependants/add", "/me/delete"]
    paths += ["/me/helpers", "/me/helpers/new"]
    for page in (granted, *map(browser.get, paths)):
        where = page.request["PATH_INFO"]
        text = page.content.decode()
        assert not INLINE.search(text), f"{where}: {INLINE.search(text)}"
        assert weight(page) <= FIRST_LOAD, f"{where} weighs {weight(page)}"


def test_no_page_is_left_in_a_shared_cache(browser: Client) -> None:
    for path in ("/", "/permits", "/me", "/ask/needs"):
        assert "no-store" in browser.get(path).headers["Cache-Control"]


def test_no_address_tells_who_somebody_is(browser: Client, aina: ResidentFacts) -> None:
    secrets = [aina.documents[0].number, "77010000001", str(aina.id)]
    granted = browser.post("/ask/needs", {"key": "1"}, follow=True)
    pages = [granted, *map(browser.get, ("/", "/me", "/permits"))]
    links = [
        link
        for page in pages
        for link in re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())
    ]
    assert links
    assert not [link for link in links for secret in secrets if secret in link]


def test_the_whole_number_of_a_document_is_on_no_page(browser: Client, aina: ResidentFacts) -> None:
    page = browser.get("/me").content.decode()
    assert aina.documents[0].number not in page
    assert aina.documents[0].number[-4:] in page


@pytest.mark.parametrize("language", ["kk", "ru", "az"])
def test_a_page_speaks_the_language_that_was_chosen(browser: Client, language: str) -> None:
    browser.post("/language", {"language": language, "next": "/"})
    page = browser.get("/").content.decode()
    assert f'<html lang="{language}"' in page


def test_somebody_else_s_child_is_not_offered(browser: Client, town: None) -> None:
    resident(name="Біреу Басқа", phone="+77010000009")
    assert browser.get("/?for=1").status_code == 404
    assert browser.get("/ask/needs?for=1").status_code == 404
    assert iin(Person(name="x"))


def weight(page: Any) -> int:
    """The page as it is, and its style and scripts as the server packs them."""
    text = page.content.decode()
    total = len(page.content)
    for name in set(re.findall(r'(?:href|src)="/static/([^"]+)"', text)):
        if name.endswith((".css", ".js", ".svg")):
            found = finders.find(name)
            assert found, name
            total += len(gzip.compress(Path(str(found)).read_bytes()))
    return total
