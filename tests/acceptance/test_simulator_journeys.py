# SPDX-License-Identifier: EUPL-1.2
"""A newcomer asks by message and in a messenger, in a real browser: with JavaScript, and without."""

import pytest
from playwright.sync_api import expect

from acceptance.visitor import Visitor
from tereze.config import demo_baku
from tereze.core.caching import forget_everything
from tereze.permits.models import Permit
from town import NOON

EVERYBODY = "Nərgiz Pəncərəli, Günəş Pəncərəli"


@pytest.fixture
def baku(site: str) -> None:
    """The demonstration's people and rules in Azerbaijan, beside those of Turkistan."""
    demo_baku.register_residents(now=NOON, actor="tests")
    demo_baku.put_in_force(
        starts_at=NOON.replace(day=1), ends_at=NOON.replace(month=12), actor="tests", now=NOON
    )
    forget_everything()


def test_a_newcomer_asks_by_message_and_goes_on_in_a_messenger(
    visitor: Visitor, baku: None
) -> None:
    page, visitor.thorough = visitor.page, True
    visitor.open("/simulator")
    visitor.sees(EVERYBODY)
    phone, chat = (
        page.get_by_role("region", name="A phone"),
        page.get_by_role("region", name="A messenger"),
    )

    phone.get_by_label("Message").fill("2 AZE00000001")
    phone.get_by_role("button", name="Send").click()
    visitor.look()
    expect(phone.get_by_role("list")).to_contain_text("*0001")
    assert Permit.objects.get().door == "sms"

    chat.get_by_label("Message").fill("/start")
    chat.get_by_role("button", name="Send").click()
    visitor.look()
    chat.get_by_role("button", name="Doctor").click()
    visitor.look()
    chat.get_by_role("button", name="Share the phone number").click()
    visitor.look()
    chat.get_by_role("button", name="Günəş").click()
    visitor.look()
    expect(chat.get_by_role("list")).to_contain_text("Günəş")
