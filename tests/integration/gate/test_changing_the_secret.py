# SPDX-License-Identifier: EUPL-1.2
"""Who got a code before the operator changed the secret still has a permit."""

import os

import pytest

from tereze.core.caching import forget_everything
from tereze.permits import selectors
from town import Town


def test_a_code_is_found_under_the_secret_that_it_was_given_under(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    code = town.gate.post("/api/v1/permits", body).json["code"]

    monkeypatch.setenv("TEREZE_SECRET", f"{'a newer secret ' * 3},{os.environ['TEREZE_SECRET']}")
    forget_everything()

    assert town.gate.get(f"/api/v1/permits/{code}").json["state"] == "valid"
    assert selectors.get_permit(code, town.now).code == code
