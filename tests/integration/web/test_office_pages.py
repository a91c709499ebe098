# SPDX-License-Identifier: EUPL-1.2
"""What administrators do on their pages: packs, orders, figures, and nobody's name."""

import re
from typing import Any

import pytest
from django.test import Client

from integration.web.conftest import ADMINISTRATOR
from integration.web.steps import ask, text
from tereze.core.models import AuditEntry
from tereze.packs.services import install_pack
from tereze.people.types import ResidentFacts
from tereze.permits import office
from tereze.permits.models import Order
from town import NOON, PHONE, SHIPPED, member

# --- packs and orders -------------------------------------------------------------------------------


def act_of(**more: str) -> dict[str, Any]:
    return {
        "title": "Second quarantine",
        "legal_basis": "Decree 18",
        "signed_by": "The mayor",
        "places": ["KZ-61"],
        "from_day": "2026-11-21",
        "from_time": "00:00",
        "until_day": "2026-12-05",
        "until_time": "00:00",
        "crossing_hours": 12,
        **more,
    }


def test_a_pack_is_told_in_words_and_compared(administrator: Client) -> None:
    other = install_pack(folder=SHIPPED / "az-8103" / "2020-04", actor="tests", now=NOON)
    (act,) = office.list_acts()
    page = text(administrator.get(f"/staff/packs/{act.digest}", {"with": other.digest}))
    assert "1 permit a day for each person" in page
    assert "Scenarios hold" in page
    assert "Rules: " in page
    assert administrator.get("/staff/packs/0000").status_code == 404


def test_an_order_is_previewed_before_it_is_prepared(
    administrator: Client, browser: Client, aina: ResidentFacts
) -> None:
    ask(browser, key="1")
    ask(browser, key="2")
    strict = install_pack(folder=SHIPPED / "moscow-2020" / "2020-04", actor="tests", now=NOON)
    places = [place.code for place in strict.regime.places]
    where = f"/staff/orders/new?pack={strict.digest}"
    page = administrator.post(where, act_of(places=places[0]))
    preview = page.context["preview"]
    assert (preview.result.asked, preview.granted_then) == (2, 1)
    assert preview.result.newly_refused == 1
    assert "aged 30 to 39, Turkistan city" in text(page)
    assert "fewer than 5" in text(page)
    for secret in (aina.person.name, PHONE, aina.documents[0].number):
        assert secret not in text(page)
    assert Order.objects.count() == 1


def test_confirming_prepares_the_order(administrator: Client) -> None:
    (old,) = office.list_acts()
    where = f"/staff/orders/new?pack={old.digest}"
    page = administrator.post(where, act_of(confirm="yes"), follow=True)
    assert "The order is prepared" in text(page)
    act = office.list_acts()[0]
    assert (act.title, act.state(NOON)) == ("Second quarantine", "prepared")
    assert act.starts_at.isoformat() == "2026-11-20T19:00:00+00:00"  # midnight in Almaty
    assert AuditEntry.objects.get(action="order-prepared").actor.startswith("staff:")
    assert "Prepared" in text(administrator.get("/staff/orders/"))


def test_changing_something_leads_back_to_the_form_with_all_answers(administrator: Client) -> None:
    (old,) = office.list_acts()
    page = administrator.post(f"/staff/orders/new?pack={old.digest}", act_of(change="yes"))
    assert page.status_code == 200
    assert 'value="Second quarantine"' in text(page)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"places": []},
        {"places": ["XX"]},
        {"until_day": "2026-11-21"},
        {"from_day": "2026-11-01", "until_day": "2026-11-02"},
        {"from_time": "noon"},
    ],
)
def test_an_act_with_mistakes_is_neither_previewed_nor_prepared(
    administrator: Client, wrong: Any
) -> None:
    (old,) = office.list_acts()
    where = f"/staff/orders/new?pack={old.digest}"
    for step in ({}, {"confirm": "yes"}):
        assert administrator.post(where, {**act_of(), **wrong, **step}).status_code == 422
    assert Order.objects.count() == 1


def test_an_order_is_ended_with_a_reason(administrator: Client) -> None:
    (act,) = office.list_acts()
    assert administrator.post(f"/staff/orders/{act.id}/end", {"why": ""}).status_code == 422
    page = administrator.post(f"/staff/orders/{act.id}/end", {"why": "No new cases"}, follow=True)
    assert "The order has ended" in text(page)
    assert office.get_act(act.id).state(NOON) == "ended"
    assert AuditEntry.objects.get(action="order-ended").details == {"why": "No new cases"}
    page = administrator.post(f"/staff/orders/{act.id}/end", {"why": "Again"}, follow=True)
    assert "had ended already" in text(page)


# --- figures ----------------------------------------------------------------------------------------


def test_figures_are_counts_with_tables_and_nobody_s_name(
    administrator: Client, browser: Client, aina: ResidentFacts
) -> None:
    ask(browser, key="1")
    ask(browser, key="2")
    page = administrator.get("/staff/figures/")
    assert (page.context["figures"].granted, page.context["figures"].refused) == (1, 1)
    for words in ("Out already", "Food and daily needs", "Turkistan Region", "Counted 12:00 today"):
        assert words in text(page)
    assert aina.person.name not in text(page)


def test_an_administrator_sees_orders_and_keys_in_the_django_admin(town: None) -> None:
    staff = member(ADMINISTRATOR)
    staff.is_staff = True
    staff.save()
    client = Client()
    client.force_login(staff)
    for path in ("permits/order/", "permits/signingkey/"):
        assert client.get(f"/admin/{path}").status_code == 200
    key = re.search(
        r"/admin/permits/signingkey/(\w+)/", text(client.get("/admin/permits/signingkey/"))
    )
    assert key
    page = client.get(key[0] + "change/")
    assert page.status_code == 200
    assert "sealed" not in text(page).lower()
