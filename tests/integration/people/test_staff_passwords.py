# SPDX-License-Identifier: EUPL-1.2
"""A password is its owner's: they change it themselves, and whoever else was in is out then."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from tereze.core import clock
from tereze.core.models import AuditEntry
from tereze.people import rules, services
from tereze.people.cli import staff as command
from tereze.people.errors import EverybodysPassword, UnknownStaff, WeakPassword

pytestmark = pytest.mark.django_db

NEW = "four windows to the east"


@pytest.fixture
def password(now, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(clock, "now", lambda: now)
    _, password = services.add_staff(name="aigerim", role="operator", actor="test", now=now)
    return password


@pytest.fixture
def browser(client: Client, password) -> Client:
    sign_in(client, password)
    return client


def sign_in(client: Client, password: str) -> None:
    client.post("/staff/sign-in", {"name": "aigerim", "password": password})


def is_in(client: Client) -> bool:
    return client.get("/staff/password").status_code == 200


def change(client: Client, old: str, new: str = NEW, again: str | None = None):
    return client.post("/staff/password", {"old": old, "new": new, "again": again or new})


def set_by() -> list[str]:
    return [entry.actor for entry in AuditEntry.objects.filter(action="staff-password-set")]


def test_whoever_changes_the_password_stays_signed_in_and_all_others_are_out(
    browser: Client, password, now
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, password)
    assert is_in(elsewhere)

    assert change(browser, password).headers["Location"] == "/staff/"

    assert is_in(browser)
    assert not is_in(elsewhere)
    sign_in(elsewhere, password)
    assert not is_in(elsewhere)
    sign_in(elsewhere, NEW)
    assert is_in(elsewhere)
    (actor,) = set_by()
    assert actor.startswith("staff:")


def test_a_session_does_not_last_longer_for_a_changed_password(browser: Client, password) -> None:
    change(browser, password)
    assert browser.session.get_expiry_age() <= rules.STAFF_SESSION.total_seconds()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"old": "a wrong one"}, "old"),
        ({"old": ""}, "old"),
        ({"again": "something else"}, "again"),
        ({"new": "short"}, "new"),
        ({"new": "1q2w3e4r5t6y"}, "new"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_changes_nothing(
    browser: Client, password, answers, field
) -> None:
    page = change(browser, **{"old": password, **answers})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert set_by() == []


def test_the_old_password_is_not_guessed_at_a_machine_left_open(
    browser: Client, password, now, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        change(browser, "a wrong one")
    page = change(browser, password)
    assert (page.status_code, set_by()) == (422, [])
    assert "15 minutes" in page.content.decode()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=15))
    assert change(browser, password).status_code == 302


def test_the_page_never_repeats_what_was_typed(browser: Client, password) -> None:
    page = change(browser, password, NEW, "something else").content.decode()
    assert password not in page
    assert NEW not in page


def test_the_django_admin_has_no_other_page_for_it(browser: Client) -> None:
    assert browser.get("/admin/password_change/").templates[0].name == "people/staff_password.html"


def test_an_administrator_at_the_machine_sets_a_lost_password(browser: Client, client) -> None:
    done = CliRunner().invoke(command, ["password", "aigerim"], input=f"{NEW}\n{NEW}\n")
    assert done.exit_code == 0, done.output
    assert NEW not in done.output
    assert set_by() == ["command-line"]
    assert not is_in(browser)
    sign_in(client, NEW)
    assert is_in(client)


def test_the_machine_refuses_a_weak_password_and_a_stranger_s_name(password, now) -> None:
    with pytest.raises(WeakPassword):
        services.set_staff_password(name="aigerim", new="window", actor="test", now=now)
    with pytest.raises(UnknownStaff):
        services.set_staff_password(name="nobody", new=NEW, actor="test", now=now)


def test_what_everybody_knows_in_a_demonstration_stays_known(
    client: Client, settings: Settings, now
) -> None:
    settings.DEMO = True
    services.ensure_demo_staff(password="open-the-window", now=now)
    client.post("/staff/sign-in", {"name": "operator", "password": "open-the-window"})
    page = change(client, "open-the-window")
    assert page.status_code == 422
    assert "In a demonstration" in page.content.decode()
    with pytest.raises(EverybodysPassword):
        services.set_staff_password(name="operator", new=NEW, actor="test", now=now)
