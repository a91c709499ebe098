# SPDX-License-Identifier: EUPL-1.2
"""Those who work here sign in by name and password, for a day, and nobody guesses for long."""

from datetime import timedelta

import pytest
from django.test import Client

from tereze.core import clock
from tereze.core.models import AuditEntry
from tereze.people import rules, services
from tereze.people.errors import TooManyPasswords
from tereze.people.models import Staff
from tereze.people.types import ResidentFacts

pytestmark = pytest.mark.django_db

OFFICE = "8.8.8.8"


@pytest.fixture
def password(now, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(clock, "now", lambda: now)
    _, password = services.add_staff(name="aigerim", role="operator", actor="test", now=now)
    return password


def check(now, password, name="aigerim", address=OFFICE) -> Staff | None:
    return services.check_staff_password(name=name, password=password, address=address, now=now)


def guess(now, times, name="aigerim", address=OFFICE) -> None:
    for _ in range(times):
        assert check(now, "a wrong one", name=name, address=address) is None


def test_signing_in_leads_to_work_and_lasts_a_working_day(client: Client, password) -> None:
    answer = client.post("/staff/sign-in", {"name": "aigerim", "password": password})
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert client.session.get_expiry_age() == pytest.approx(8 * 3600, abs=60)
    assert AuditEntry.objects.filter(action="staff-signed-in").count() == 1


def test_signing_in_leads_back_to_where_one_was_going_but_never_elsewhere(
    client: Client, password
) -> None:
    right = {"name": "aigerim", "password": password}
    answer = client.post("/staff/sign-in?next=/staff/figures/", right)
    assert answer["Location"] == "/staff/figures/"
    answer = client.post("/staff/sign-in?next=https://elsewhere.example/", right)
    assert answer["Location"] == "/staff/"


def test_a_wrong_password_does_not_tell_who_works_here(client: Client, password) -> None:
    pages = [
        client.post("/staff/sign-in", {"name": name, "password": "a wrong one"})
        for name in ("aigerim", "nobody")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    told = [page.context["form"].non_field_errors() for page in pages]
    assert told[0] == told[1]


def test_who_runs_the_house_reads_that_passwords_are_tried(
    password, now, caplog: pytest.LogCaptureFixture
) -> None:
    guess(now, times=1)
    guess(now, times=1, name="hunter2 in the wrong field")
    said = [record.getMessage() for record in caplog.records]
    aigerim = Staff.objects.get(username="aigerim")
    assert said == [f"a wrong password for staff:{aigerim.pk}", "a wrong password for nobody"]


def test_whoever_sat_there_before_is_signed_out(
    client: Client, password, register, aru, now
) -> None:
    resident: ResidentFacts = register(aru)
    session = client.session
    session["people.resident"] = resident.id
    session.save()
    client.post("/staff/sign-in", {"name": "aigerim", "password": password})
    assert "people.resident" not in client.session


def test_signing_out_ends_it(client: Client, password) -> None:
    client.post("/staff/sign-in", {"name": "aigerim", "password": password})
    client.post("/staff/sign-out")
    assert "_auth_user_id" not in client.session


def test_after_ten_wrong_passwords_the_right_one_waits_too(now, password) -> None:
    guess(now, times=10)
    with pytest.raises(TooManyPasswords) as refused:
        check(now, password, address="1.1.1.1")
    assert refused.value.retry_at == now + timedelta(minutes=15)
    assert check(refused.value.retry_at, password) is not None


def test_the_name_is_counted_whatever_its_capitals(now, password) -> None:
    guess(now, times=5)
    guess(now, times=5, name="Aigerim")
    with pytest.raises(TooManyPasswords):
        check(now, password)


def test_signing_in_forgets_the_wrong_passwords(now, password) -> None:
    for _ in range(3):
        guess(now, times=9)
        assert check(now, password) is not None


def test_one_network_can_not_try_one_password_on_every_name(
    now, password, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "STAFF_NETWORK_LIMITS", ((3, timedelta(minutes=15)),))
    for name in ("one", "two", "three"):
        guess(now, times=1, name=name)
    with pytest.raises(TooManyPasswords):
        check(now, password)
    assert check(now, password, address="1.1.1.1") is not None


def test_the_page_says_how_long_to_wait(client: Client, password, now) -> None:
    guess(now, times=10, address="127.0.0.1")
    page = client.post("/staff/sign-in", {"name": "aigerim", "password": password})
    assert page.status_code == 422
    assert "15 minutes" in page.content.decode()


def test_the_django_admin_has_no_other_way_in(client: Client, password) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.templates[0].name == "people/staff_sign_in.html"
