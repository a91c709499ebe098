# SPDX-License-Identifier: EUPL-1.2
"""What somebody does who signs for an organisation, in a real browser: a file with errors comes back,
is corrected, and becomes permits; the worker finds theirs and may deny it."""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from acceptance.visitor import DESK_SIZE, Visit, Visitor
from offices import Office, hire, row_of, run_job, stranger
from tereze.people import services as people
from tereze.people.types import ResidentFacts
from tereze.permits.employers import selectors, services
from tereze.permits.employers.services import reading
from town import NOON

DIRECTOR = "+77010000500"
PASSWORD = "open-the-window"


@pytest.fixture
def clinic(site: str) -> Office:
    return Office.found()


@pytest.fixture
def workers(site: str) -> list[ResidentFacts]:
    return [hire(number, phone=f"+770100006{number:02}", language="en") for number in range(7)]


def send(visitor: Visitor, file: Path) -> None:
    visitor.tap("Send a list of people")
    visitor.page.locator("[name=file]").set_input_files(file)
    visitor.tap("Check the list", role="button")


def sign(visitor: Visitor, permits: str) -> None:
    visitor.page.locator("[name=sign]").check()
    visitor.tap(f"Ask for {permits}", role="button")


def wait(visitor: Visitor) -> None:
    """Until the page notices by itself; without scripts it is opened anew every 5 seconds, or now."""
    if visitor.scripts:
        visitor.page.clock.run_for(4_000)
    else:
        visitor.tap("How far is it now?")


def test_a_file_with_errors_is_corrected_and_becomes_permits(
    visitor: Visitor, clinic: Office, workers: list[ResidentFacts], tmp_path: Path
) -> None:
    file = tmp_path / "staff.csv"
    rows = [("ФИО", "ИИН"), *map(row_of, workers[:6])]
    (name, number) = rows[-1]
    rows[-1] = (name, "8,80101E+11")
    file.write_bytes("\r\n".join(";".join(row) for row in rows).encode("kz1048"))

    visitor.sign_in(DIRECTOR)
    visitor.open("/me")
    visitor.tap("Organisations for which you sign")
    visitor.tap("Clinic")
    send(visitor, file)
    visitor.sees("Excel lost digits of the number.")
    with visitor.page.expect_download() as downloading:
        visitor.page.get_by_role("link", name="File with the rows to correct").click()
    back = tmp_path / "back.csv"
    downloading.value.save_as(back)
    sign(visitor, "5 permits")
    visitor.sees("Done")
    assert selectors.count_workers(clinic.organisation.id) == {"active": 5}

    content = back.read_bytes().decode("kz1048")
    back.write_text(content.replace("8,80101E+11", number), encoding="utf-8")
    visitor.tap("Back")
    send(visitor, back)
    sign(visitor, "1 permit")
    visitor.sees("Done")
    assert selectors.count_workers(clinic.organisation.id) == {"active": 6}


def test_a_long_file_tells_how_far_it_is_read(
    visitor: Visitor, clinic: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    monkeypatch.setattr(reading, "CHUNK", 4)
    file = tmp_path / "staff.csv"
    rows = [("ФИО", "ИИН"), *map(stranger, range(7))]
    file.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    visitor.sign_in(DIRECTOR)
    visitor.open(f"/employers/{clinic.organisation.id}")
    send(visitor, file)
    visitor.sees("The list is being opened")
    upload = selectors.list_uploads(clinic.organisation.id)[0]

    def look_meanwhile() -> datetime:
        if selectors.get_upload(upload.id).checked:
            wait(visitor)
            visitor.sees("4 of 7 rows checked")
            visitor.look()
        return NOON

    services.read_upload(upload_id=upload.id, clock=look_meanwhile)
    wait(visitor)
    visitor.sees("So the list was read")
    sign(visitor, "7 permits")
    visitor.sees("0 of 7 answered")


def test_a_long_list_tells_how_far_it_is_and_a_worker_denies(
    visit: Visit, clinic: Office, workers: list[ResidentFacts]
) -> None:
    director = visit()
    director.sign_in(DIRECTOR)
    director.open(f"/employers/{clinic.organisation.id}")
    director.tap("Send a list of people")
    director.write(paste="\n".join("\t".join(row_of(worker)) for worker in workers))
    director.tap("Check the list", role="button")
    director.sees("So the list was read")
    sign(director, "7 permits")
    director.sees("0 of 7 answered")
    upload = selectors.list_uploads(clinic.organisation.id)[0]
    run_job(upload)
    wait(director)
    director.sees("Have a permit now")
    director.look()
    director.open(f"/employers/{clinic.organisation.id}/workers")
    director.tap("Қызметкер Сынақ 6")
    director.sees("This person reads that you looked.")
    director.open(f"/employers/{clinic.organisation.id}/workers/add")
    director.open(f"/employers/{clinic.organisation.id}/signers")
    director.tap("Let somebody else sign")

    worker = visit()
    worker.sign_in("+77010000606")
    worker.open("/permits")
    worker.tap("Work, for the whole term")
    worker.sees("Clinic")
    expect(worker.page.get_by_role("timer", include_hidden=True)).to_be_hidden()  # weeks
    worker.tap("I don't work there")
    worker.tap("I don't work there", role="button")
    worker.sees("The permit has ended, and an officer will ask the organisation.")
    worker.open("/me")
    worker.sees("Employer Clinic")


def test_whoever_watches_over_employers_finds_what_waits(
    visit: Visit, clinic: Office, workers: list[ResidentFacts]
) -> None:
    clinic.get_permits(workers)
    (first, *_) = selectors.list_workers(clinic.organisation.id, states=["active"])
    services.dispute_worker(resident_id=first.resident_id, worker_id=first.id, now=NOON)
    services.draw_checks(now=NOON)
    people.ensure_demo_staff(password=PASSWORD, now=NOON)
    for role in ("administrator", "duty-officer"):
        staff = visit(size=DESK_SIZE)
        staff.open("/staff/sign-in")
        staff.write(name=role, password=PASSWORD)
        staff.tap("Sign in", role="button")
        staff.open("/staff/employers/")
        staff.sees("Somebody says that they do not work there")
        staff.open(f"/staff/employers/{clinic.organisation.id}")
        staff.sees("What was signed")
        if role == "administrator":
            staff.open("/staff/employers/add")
            continue
        staff.open("/staff/employers/checks")
        staff.page.locator("ul.rows a").first.click()
        staff.look()
        staff.write(why="Sample of the week")
        staff.tap("Look", role="button")
        expect(staff.page.get_by_role("button", name="Works there", exact=True)).to_be_visible()
        staff.look()
