# SPDX-License-Identifier: EUPL-1.2
"""Addresses and forms that nobody's browser sends by itself: answered, and never with a 500."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "start", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-11-20", "tomorrow"]
)
def test_a_start_that_makes_no_sense_is_left_out(browser: Client, start: str) -> None:
    assert browser.get("/ask/needs", {"from": start}).status_code == 200


def test_a_start_that_a_way_out_names_is_filled_in(browser: Client) -> None:
    page = browser.get("/ask/needs", {"from": "2026-11-21T09:30:00+05:00"}).content.decode()
    assert 'value="09:30"' in page


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "-1", "x"])
def test_nobody_of_this_number_is_asked_for(browser: Client, number: str) -> None:
    assert browser.post("/me/dependants/remove", {"dependant": number}).status_code == 404
