# SPDX-License-Identifier: EUPL-1.2
"""The pages of employers: who may open which, and a list on its way through them."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from integration.web.conftest import ADMINISTRATOR, OFFICER, Employ
from integration.web.steps import path_of, sign_in, text
from offices import CAPPED, Office, hire, row_of, run_job, stranger
from tereze.people import selectors as people
from tereze.people.types import ROLES, Role
from tereze.permits import selectors as permits
from tereze.permits.employers import rules, selectors, services, watching
from tereze.permits.employers.services import reading
from tereze.permits.employers.staff_urls import urlpatterns as staff_patterns
from tereze.permits.employers.tables import read_table
from tereze.permits.employers.urls import urlpatterns
from town import NOON, turkistan

#: who may open what of the staff's pages
ACCESS: dict[str, set[Role]] = {
    "staff-employers": {OFFICER, ADMINISTRATOR},
    "staff-employer": {OFFICER, ADMINISTRATOR},
    "staff-employer-add": {ADMINISTRATOR},
    "staff-employer-answer": {ADMINISTRATOR},
    "staff-employer-close": {ADMINISTRATOR},
    "staff-employer-signer-end": {ADMINISTRATOR},
    "staff-employer-upload": {ADMINISTRATOR},
    "staff-alarm": {OFFICER},
    "staff-checks": {OFFICER},
    "staff-check": {OFFICER},
}

Enter = Callable[[str], Client]


@pytest.fixture
def town(db: None, settings: Any, now: datetime) -> None:
    """Turkistan's rules in force. Nothing here has connections of its own."""
    settings.DEMO = True
    turkistan(now=now)


@pytest.fixture
def clinic(town: None) -> Office:
    return Office.found()


@pytest.fixture
def enter(clinic: Office) -> Enter:
    """A browser in which somebody is signed in, by phone."""

    def act(phone: str) -> Client:
        client = Client()
        sign_in(client, phone)
        return client

    return act


@pytest.fixture
def director(enter: Enter) -> Client:
    return enter("+77010000500")


def address(name: str, office: Office, **parts: Any) -> str:
    return reverse(name, kwargs={"organisation_id": office.organisation.id, **parts})


def send(director: Client, office: Office, content: bytes, name: str = "list.csv") -> Any:
    return director.post(
        address("employer-upload-new", office),
        {
            "purpose": "work-standing",
            "document": "kz-iin",
            "file": SimpleUploadedFile(name, content),
        },
        follow=True,
    )


def test_every_staff_address_has_an_access_rule() -> None:
    assert {one.name for one in staff_patterns} == set(ACCESS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_and_no_others(employ: Employ, role: Role) -> None:
    client = employ(role)
    for pattern in staff_patterns:
        name = str(pattern.name)
        url = reverse(name, kwargs=dict.fromkeys(pattern.pattern.converters, 1))
        allowed = role in ACCESS[name]
        assert {client.get(url).status_code, client.post(url).status_code} & {403} == (
            set() if allowed else {403}
        ), url


def test_whoever_does_not_sign_for_an_organisation_finds_none(
    clinic: Office, browser: Client
) -> None:
    for pattern in urlpatterns:
        names = set(pattern.pattern.converters)
        if "organisation_id" not in names:
            continue
        parts: dict[str, Any] = dict.fromkeys(names, 1)
        if "kind" in parts:
            parts["kind"] = "csv"
        url = reverse(pattern.name, kwargs={**parts, "organisation_id": clinic.organisation.id})
        assert {browser.get(url).status_code, browser.post(url).status_code} <= {404, 405}, url


def test_a_file_with_errors_is_corrected_and_becomes_permits(
    director: Client, clinic: Office
) -> None:
    good, other = hire(1), hire(2)
    wrong = ("Айдос Бекұлы", "8.80314E+11")
    content = "\r\n".join(";".join(row) for row in [("ФИО", "ИИН"), row_of(good), wrong])
    page = send(director, clinic, content.encode("kz1048"))
    assert "Excel lost digits" in text(page)
    assert good.person.name in text(page)
    upload = page.context["upload"]
    file = director.get(address("employer-wrong-rows", clinic, upload_id=upload.id))
    table = read_table(file.content)
    assert table.form.kind == "csv"
    assert [row[:2] for row in table.rows] == [("ФИО", "ИИН"), wrong]
    assert "Excel lost digits" in table.rows[1][2]

    page = director.post(path_of(page), {}, follow=True)
    assert page.status_code == 422, "nothing is asked for without a signature"
    page = director.post(path_of(page), {"sign": "on"}, follow=True)
    assert page.context["upload"].counts == {"bad": 1, "granted": 1}
    assert "I sign for Clinic" in text(page)

    corrected = file.content.decode("kz1048").replace(wrong[1], row_of(other)[1])
    corrected = corrected.replace(wrong[0], other.person.name)
    page = send(director, clinic, corrected.encode("kz1048"))
    page = director.post(path_of(page), {"sign": "on"}, follow=True)
    assert page.context["upload"].counts == {"granted": 1}
    assert selectors.count_workers(clinic.organisation.id) == {"active": 2}


def test_rows_are_pasted_and_one_person_is_typed(director: Client, clinic: Office) -> None:
    first, second = hire(1), hire(2)
    page = director.post(
        address("employer-upload-new", clinic),
        {"purpose": "work-standing", "document": "kz-iin", "paste": "\t".join(row_of(first))},
        follow=True,
    )
    director.post(path_of(page), {"sign": "on"})
    name, number = row_of(second)
    page = director.post(
        address("employer-worker-add", clinic),
        {"purpose": "work-standing", "name": name, "document": "kz-iin", "number": number},
        follow=True,
    )
    page = director.post(path_of(page), {"sign": "on"}, follow=True)
    assert page.context["upload"].counts == {"granted": 1}
    workers = address("employer-workers", clinic)
    assert "Has a permit" in text(director.get(workers))
    for number in ("0", "-1", "x", "9" * 30):
        assert director.get(workers, {"page": number}).status_code == 200


def test_what_is_no_list_is_sent_back_with_the_reason(director: Client, clinic: Office) -> None:
    for content, words in (
        (b"\xd0\xcf\x11\xe0", "old Excel file"),
        ("ФИО;Отдел\nАйна Ж;Склад".encode(), "No column holds numbers"),
    ):
        page = send(director, clinic, content)
        assert page.status_code == 422
        assert words in text(page)
    page = director.post(address("employer-upload-new", clinic), {"purpose": "work-standing"})
    assert page.status_code == 422


def test_a_long_list_shows_how_far_it_is(director: Client, clinic: Office) -> None:
    rows = [row_of(hire(number)) for number in range(6)]
    page = send(director, clinic, "\n".join(";".join(row) for row in rows).encode())
    page = director.post(path_of(page), {"sign": "on"}, follow=True)
    assert "0 of 6 answered" in text(page)
    assert 'hx-trigger="every 3s"' in text(page)
    polled = {"HX-Request": "true"}
    assert "0 of 6 answered" in text(director.get(path_of(page), headers=polled))
    run_job(page.context["upload"])
    assert director.get(path_of(page), headers=polled).headers["HX-Refresh"] == "true"
    page = director.get(path_of(page))
    assert "hx-trigger" not in text(page)
    assert page.context["upload"].counts == {"granted": 6}


def test_a_long_file_shows_how_far_it_is_read(
    director: Client, clinic: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    page = send(director, clinic, ";".join(stranger(1)).encode())
    upload, polled = page.context["upload"], {"HX-Request": "true"}
    assert "The list is being opened" in text(page)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text(page)
    assert "The list is being opened" in text(director.get(path_of(page), headers=polled))
    file = address("employer-wrong-rows", clinic, upload_id=upload.id)
    assert director.get(file).status_code == 404
    director.post(path_of(page), {"sign": "on"})
    assert selectors.get_upload(upload.id).state == "reading", "what nobody has read nobody signs"
    services.read_upload(upload_id=upload.id, clock=lambda: NOON)
    assert director.get(path_of(page), headers=polled).headers["HX-Refresh"] == "true"
    page = director.get(path_of(page))
    assert "So the list was read" in text(page)
    assert 'http-equiv="refresh"' not in text(page)


def test_a_long_file_that_is_no_list_says_why_and_is_deleted(
    director: Client, clinic: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    page = send(director, clinic, "ФИО;Отдел\nАйна Ж;Склад".encode())
    upload = page.context["upload"]
    services.read_upload(upload_id=upload.id, clock=lambda: NOON)
    page = director.get(path_of(page))
    assert "No column holds numbers" in text(page)
    assert "Send another list" in text(page)
    assert "Can&#x27;t be read" in text(director.get(address("employer", clinic)))
    director.post(address("employer-upload-cancel", clinic, upload_id=upload.id))
    assert selectors.get_upload(upload.id).state == "cancelled"


def test_the_example_to_begin_with_is_read_back(director: Client, clinic: Office) -> None:
    for kind in ("xlsx", "csv"):
        file = director.get(address("employer-sample", clinic, kind=kind))
        rows = read_table(io.BytesIO(b"".join(file)).read()).rows
        assert rows[0][:2] == ("Name", "Number of the document")


def test_a_worker_is_suspended_restored_and_told_who_looked(
    director: Client, clinic: Office
) -> None:
    worker = hire(1, phone="+77010000601", language="en")
    clinic.get_permits([worker])
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    own_page = address("employer-worker", clinic, worker_id=facts.id)
    assert worker.documents[0].number not in text(director.get(own_page))
    (look,) = people.list_looks(worker.id)
    assert look.who == "employer Clinic"
    move = address("employer-worker-move", clinic, worker_id=facts.id)
    assert "On leave" in text(director.post(move, {"to": "suspend"}, follow=True))
    permit = permits.get_permit(facts.permit_code, NOON)
    assert permit.revoked_why == "Your employer says that you are not at work now."
    director.post(move, {"to": "restore"})
    assert "1 person on the list has no permit now" in text(
        director.get(address("employer", clinic))
    )
    page = director.post(
        address("employer-renew", clinic), {"purpose": "work-standing"}, follow=True
    )
    page = director.post(path_of(page), {"sign": "on"}, follow=True)
    assert page.context["upload"].counts == {"granted": 1}
    assert "Has a permit" in text(director.post(move, {"to": "restore"}, follow=True))


def test_somebody_who_does_not_work_there_says_so(
    director: Client, clinic: Office, enter: Enter, officer: Client
) -> None:
    worker = hire(1, phone="+77010000601", language="en")
    clinic.get_permits([worker])
    own = enter("+77010000601")
    page = own.get("/employers/mine")
    assert "Clinic" in text(page)
    (job,) = page.context["rows"]
    own.post(reverse("job-dispute", args=[job.worker_id]))
    permit = permits.get_permit(job.permit_code, NOON)
    assert permit.state(NOON) == "revoked"
    assert "Somebody says that they do not work there" in text(officer.get("/staff/employers/"))
    again = clinic.get_permits([worker])
    (row,) = selectors.list_rows(again.id, "refused")
    assert row.why == "disputed"
    (alarm,) = watching.list_alarms()
    officer.post(reverse("staff-alarm", args=[alarm.id]), {"note": "The list is corrected."})
    assert watching.list_alarms() == ()


def test_nobody_disputes_for_somebody_else(clinic: Office, browser: Client) -> None:
    clinic.get_permits([hire(1)])
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    assert browser.post(reverse("job-dispute", args=[facts.id])).status_code == 404


def test_an_administrator_confirms_who_applied(
    browser: Client, administrator: Client, clinic: Office
) -> None:
    asked = {
        "name": "Нан зауыты",
        "registration_number": "200440000018",
        "sector": "food-supply",
        "staff": "40",
    }
    page = browser.post("/employers/apply", asked, follow=True)
    assert "Waits for an administrator" in text(page)
    (applied,) = administrator.get("/staff/employers/").context["applied"]
    administrator.post(reverse("staff-employer-answer", args=[applied.id]), {"answer": "confirm"})
    assert browser.get(reverse("employer", args=[applied.id])).status_code == 200


def test_an_administrator_adds_an_organisation_and_lets_somebody_sign(
    browser: Client, administrator: Client, aina: Any
) -> None:
    page = administrator.post(
        "/staff/employers/add",
        {"name": "Су арнасы", "registration_number": "1", "sector": "utilities", "staff": "9"},
        follow=True,
    )
    url = path_of(page)
    number = page.context["one"].id
    signer = {"do": "let-in", "document": "kz-iin", "number": aina.documents[0].number}
    administrator.post(url, signer)
    assert browser.get(reverse("employer", args=[number])).status_code == 200
    page = administrator.post(url, {"do": "change", "sector": "health", "staff": "10"}, follow=True)
    assert page.context["one"].staff == 10
    (by,) = page.context["signers"]
    administrator.post(reverse("staff-employer-signer-end", args=[number, by.id]))
    assert browser.get(reverse("employer", args=[number])).status_code == 404
    administrator.post(url, signer)
    administrator.post(reverse("staff-employer-close", args=[number]))
    assert browser.get(reverse("employer", args=[number])).status_code == 404


def test_a_second_person_approves_what_goes_over_the_cap(
    administrator: Client, enter: Enter, town: None
) -> None:
    farm = Office.found(sector=CAPPED, staff=2, name="Farm")  # 60 % of 2 is 1
    rows = [row_of(hire(number)) for number in range(2)]
    upload = farm.confirm(farm.send(rows))
    page = administrator.get("/staff/employers/")
    assert "There are more people than permits left" in text(page)
    administrator.post(reverse("staff-employer-upload", args=[upload.id]), {"answer": "approve"})
    assert run_job(upload).counts == {"granted": 2}


def test_who_signed_a_list_is_told_who_else_may_approve_it(
    enter: Enter, director: Client, clinic: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "TWO_FROM", 2)
    second = hire(90, phone="+77010000690")
    clinic.let_in(second)
    rows = [";".join(row_of(hire(number))) for number in range(2)]
    draft = send(director, clinic, "\n".join(rows).encode())
    page = director.post(path_of(draft), {"sign": "on"}, follow=True)
    assert "You signed it. Whoever else signs for Clinic can approve it" in text(page)
    approve = address("employer-upload-approve", clinic, upload_id=page.context["upload"].id)
    assert approve not in page.content.decode()
    assert approve in enter("+77010000690").get(path_of(draft)).content.decode()


def test_a_director_delegates_with_limits_and_ends_it(
    director: Client, clinic: Office, enter: Enter
) -> None:
    clerk = hire(3, phone="+77010000603")
    name, number = row_of(clerk)
    page = director.post(
        address("employer-signer-add", clinic),
        {"document": "kz-iin", "number": number, "workers_at_most": "5", "until": "2026-12-01"},
        follow=True,
    )
    assert name in text(page)
    own = enter("+77010000603")
    assert own.get(address("employer", clinic)).status_code == 200
    assert own.get(address("employer-signer-add", clinic)).status_code == 403
    signer = page.context["rows"][1][0]
    director.post(address("employer-signer-end", clinic, signer_id=signer.id))
    assert own.get(address("employer", clinic)).status_code == 404


def test_an_officer_asks_after_people_who_were_drawn(officer: Client, clinic: Office) -> None:
    worker = hire(1, phone="+77010000601", language="en")
    clinic.get_permits([worker])
    assert services.draw_checks(now=NOON) == 1
    assert services.draw_checks(now=NOON) == 1, "a week is drawn once"
    page = officer.get("/staff/employers/checks")
    assert "16 November" in text(page)
    (check,) = page.context["checks"]
    url = reverse("staff-check", args=[check.id])
    assert worker.person.name not in text(officer.get(url))
    assert worker.person.name in text(officer.post(url, {"why": "Sample of the week"}))
    (look,) = people.list_looks(worker.id)
    assert look.why == "Sample of the week"
    officer.post(url, {"finding": "unknown"})
    assert officer.get(url).status_code == 404
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["ended"])
    permit = permits.get_permit(facts.permit_code, NOON)
    assert permit.revoked_why == "A check found that you do not work there."
    (alarm,) = watching.list_alarms()
    assert alarm.kind == "audit"
    page = officer.get(reverse("staff-employer", args=[clinic.organisation.id]))
    assert "A check found somebody who does not work there" in text(page)
