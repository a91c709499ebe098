# SPDX-License-Identifier: EUPL-1.2
"""Danger to life never waits for a permit, and the pages never stand in the way."""

import pytest
from django.test import Client

from integration.web.steps import path_of
from tereze.core.buckets import Buckets
from tereze.permits.models import EmergencyPass
from tereze.permits.services import emergencies


def test_in_danger_nothing_is_asked(client: Client, town: None) -> None:
    page = client.post("/emergency", follow=True)
    code = path_of(page).removeprefix("/emergency/")
    text = page.content.decode()
    assert EmergencyPass.objects.get().code == code
    assert "Let pass: emergency" in text
    assert 'href="tel:112"' in text


def test_no_cookie_is_needed(town: None) -> None:
    """A phone may keep the page for weeks, and forbid cookies."""
    strict = Client(enforce_csrf_checks=True)
    assert "csrf" not in strict.get("/emergency").content.decode()
    assert path_of(strict.post("/emergency", follow=True)).startswith("/emergency/")


def test_the_page_is_there_when_nothing_is_in_force(client: Client, db: None) -> None:
    assert "Go now. You need no permit." in client.get("/emergency").content.decode()
    assert client.post("/emergency", follow=True).status_code == 200


def test_a_made_up_code_opens_no_page(client: Client, town: None) -> None:
    assert client.get("/emergency/7K3M9QXA").status_code == 404
    assert client.get("/emergency/nonsense").status_code == 404


def test_it_is_declared_afterwards_in_one_step(browser: Client) -> None:
    code = path_of(browser.post("/emergency", follow=True)).removeprefix("/emergency/")
    address = f"/emergency/declare?code={code}"
    assert code in browser.get(address).content.decode()
    said = {"code": f"{code[:4]} {code[4:]}".lower(), "account": "My father fell."}
    page = browser.post(address, said, follow=True)
    assert path_of(page) == "/"
    assert "Left today: 1 of 1" in page.content.decode()
    assert "Nothing more to do" in browser.get(f"/emergency/{code}").content.decode()
    again = browser.post(address, said)
    assert again.status_code == 422


def test_it_can_be_declared_without_a_code(browser: Client) -> None:
    page = browser.post("/emergency/declare", {"code": "", "account": "A fire."}, follow=True)
    assert path_of(page) == "/"
    assert EmergencyPass.objects.get().declared_at is not None


def test_a_wrong_code_is_told(browser: Client) -> None:
    page = browser.post("/emergency/declare", {"code": "7K3M9QX0", "account": "A fire."})
    assert page.status_code == 422


def test_beyond_the_limit_of_a_network_people_still_go_and_no_row_is_written(
    client: Client, town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = Buckets("emergency", size=3, seconds=600, most=10)
    monkeypatch.setattr(emergencies, "_passes", passes)

    pages = [client.post("/emergency", follow=True, REMOTE_ADDR="8.8.8.8") for _ in range(5)]

    assert {page.status_code for page in pages} == {200}
    assert "Go now. You need no permit." in pages[-1].content.decode()
    assert EmergencyPass.objects.count() == 3
    client.post("/emergency", REMOTE_ADDR="8.8.4.4")
    assert EmergencyPass.objects.count() == 4
