# SPDX-License-Identifier: EUPL-1.2
"""Who checks a permit sees what the check needs, and not what is between the resident and us."""

from django.test import Client

from integration.web.steps import ask, code_of
from tereze.permits.services import revoke_permit
from town import NOON


def test_why_a_permit_was_taken_back_is_the_resident_s_to_read(browser: Client) -> None:
    code = code_of(ask(browser))
    revoke_permit(code=code, why="Tested positive on Monday.", actor="tests", now=NOON)

    seen = Client().get("/v", {"code": code}).content.decode()

    assert "Withdrawn" in seen
    assert "Monday" not in seen
    assert "Monday" in browser.get(f"/permits/{code}").content.decode()
