# SPDX-License-Identifier: EUPL-1.2
"""Pages of those who work here: who may open which, and that none is kept anywhere."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from integration.web.conftest import ADMINISTRATOR, INSPECTOR, OFFICER, OPERATOR, Employ
from tereze.people.types import ROLES, Role
from tereze.permits.staff_urls import urlpatterns

#: who may open what; every address has to be here
ACCESS: dict[str, set[Role]] = {
    "staff-home": {OPERATOR, OFFICER, ADMINISTRATOR, INSPECTOR},
    "staff-appeals": {OFFICER},
    "staff-appeal": {OFFICER},
    "staff-permits": {OPERATOR, OFFICER},
    "staff-permit": {OPERATOR, OFFICER},
    "staff-permit-revoke": {OFFICER},
    "staff-residents": {OPERATOR, OFFICER},
    "staff-waiting": {OPERATOR},
    "staff-resident-new": {OPERATOR},
    "staff-resident": {OPERATOR, OFFICER},
    "staff-resident-verify": {OPERATOR},
    "staff-resident-phone": {OPERATOR},
    "staff-helper": {OPERATOR},
    "staff-helper-end": {OPERATOR},
    "staff-dependant": {OPERATOR},
    "staff-emergencies": {OFFICER},
    "staff-emergency": {OPERATOR, OFFICER},
    "staff-orders": {ADMINISTRATOR},
    "staff-order-new": {ADMINISTRATOR},
    "staff-order": {ADMINISTRATOR},
    "staff-order-end": {ADMINISTRATOR},
    "staff-packs": {ADMINISTRATOR},
    "staff-pack": {ADMINISTRATOR},
    "staff-figures": {OFFICER, ADMINISTRATOR},
}
ONLY_POST = {"staff-helper-end", "staff-permit-revoke", "staff-resident-verify"}


def address(name: str) -> str:
    """An address of the page; what it names need not exist."""
    pattern = next(one for one in urlpatterns if one.name == name)
    parts = {
        part: {"code": "7K3M9QXA", "digest": "0" * 64}.get(part, 1)
        for part in pattern.pattern.converters
    }
    return reverse(name, kwargs=parts)


def test_every_address_has_an_access_rule() -> None:
    assert all(isinstance(one, URLPattern) for one in urlpatterns)
    assert {one.name for one in urlpatterns} == set(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_strangers_and_residents_are_sent_to_sign_in(
    client: Client, browser: Client, name: str
) -> None:
    for somebody in (Client(), browser):
        page = somebody.post(address(name)) if name in ONLY_POST else somebody.get(address(name))
        assert page.status_code == 302
        assert page.headers["Location"].startswith("/staff/sign-in?next=/staff/")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_and_no_others(employ: Employ, role: Role) -> None:
    client = employ(role)
    for name, allowed in ACCESS.items():
        page = client.post(address(name)) if name in ONLY_POST else client.get(address(name))
        assert (page.status_code == 403) == (role not in allowed), name


@pytest.mark.parametrize("role", ROLES)
def test_navigation_offers_what_the_role_may_open(employ: Employ, role: Role) -> None:
    client = employ(role)
    page = client.get("/staff/")
    offered = {section.url for section in page.context["sections"]}
    assert offered
    assert all(client.get(url).status_code == 200 for url in offered)


def test_nothing_is_changed_by_opening_an_address(officer: Client, operator: Client) -> None:
    assert officer.get(address("staff-permit-revoke")).status_code == 405
    assert operator.get(address("staff-resident-verify")).status_code == 405


def test_no_page_of_staff_is_kept_anywhere(employ: Employ, appeal_id: int) -> None:
    for role in ROLES:
        client = employ(role)
        for name, allowed in ACCESS.items():
            if role in allowed and name not in ONLY_POST:
                page = client.get(address(name))
                if page.status_code == 200:
                    assert "no-store" in page.headers["Cache-Control"], name
                    assert "Tereze-Offline" not in page.headers, name
