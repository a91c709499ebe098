# SPDX-License-Identifier: EUPL-1.2
"""A long list is read by a job: sealed until then, and with the very result that a short one has."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from offices import PURPOSE, Office, hire, run_job, stranger
from tereze.core.models import AuditEntry
from tereze.permits.employers import returning, selectors, services
from tereze.permits.employers.models import UploadFile, UploadRow
from tereze.permits.employers.services import reading
from tereze.permits.employers.tables import BadTable
from tereze.permits.employers.types import RowFacts, UploadFacts
from town import NOON, turkistan

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Office:
    turkistan()
    return Office.found()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list is a long one, and is read four rows at a time."""
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    monkeypatch.setattr(reading, "PEOPLE_AT_ONCE", 0)
    monkeypatch.setattr(reading, "CHUNK", 4)


def read(upload: UploadFacts) -> UploadFacts:
    """What the worker does."""
    services.read_upload(upload_id=upload.id, clock=lambda: NOON)
    return selectors.get_upload(upload.id)


def rows_of(upload: UploadFacts) -> Sequence[RowFacts]:
    return selectors.list_rows(upload.id, "ready", "bad")


def jobs_of(upload: UploadFacts) -> list[str]:
    jobs = ProcrastinateJob.objects.filter(args={"upload_id": upload.id})
    return list(jobs.values_list("task_name", flat=True))


def test_what_was_sent_lies_sealed_until_a_job_has_read_it(clinic: Office, patience: None) -> None:
    name, number = stranger(1)
    upload = clinic.send([(name, number), ("Біреу", "12345")])
    assert (upload.state, upload.rows, jobs_of(upload)) == ("reading", 0, [reading.READ])
    kept = bytes(UploadFile.objects.get(upload=upload.id).sealed)
    assert name.encode() not in kept
    assert number.encode() not in kept

    upload = read(upload)
    assert (upload.state, upload.rows, upload.bad) == ("draft", 2, 1)
    assert not UploadFile.objects.exists()
    assert [row.name for row in rows_of(upload)] == [name, "Біреу"]
    _, content = returning.write_wrong_rows(upload.id)
    assert "Біреу;12345".encode() in content
    read(upload)
    assert UploadRow.objects.count() == 2, "it is read once"


def test_a_long_list_is_read_as_a_short_one_is(
    clinic: Office, request: pytest.FixtureRequest
) -> None:
    rows = [stranger(number) for number in range(9)]
    rows[6] = rows[1]  # somebody of another chunk
    rows[8] = ("", "")
    short = clinic.send(rows)
    request.getfixturevalue("patience")
    long = read(clinic.send(rows))
    assert rows_of(long) == rows_of(short)
    assert selectors.get_form(long.id) == selectors.get_form(short.id)
    assert (long.state, long.rows, long.bad) == (short.state, short.rows, short.bad)
    (twin,) = selectors.list_rows(long.id, "bad")
    assert [(one.code, one.fact) for one in twin.problems] == [("twice", "3")]


def test_progress_shows_after_each_chunk(clinic: Office, patience: None) -> None:
    upload = clinic.send([stranger(number) for number in range(10)])
    shown = []

    def clock() -> datetime:
        facts = selectors.get_upload(upload.id)
        shown.append((facts.state, facts.checked, facts.rows))
        return NOON

    services.read_upload(upload_id=upload.id, clock=clock)
    assert shown == [("reading", 0, 0), ("reading", 4, 10), ("reading", 8, 10)]
    assert selectors.get_upload(upload.id).state == "draft"


@pytest.mark.parametrize("number", [3, 4, 8])
def test_no_chunk_is_forgotten(clinic: Office, patience: None, number: int) -> None:
    upload = read(clinic.send([stranger(one) for one in range(number)]))
    assert (upload.state, upload.rows, len(rows_of(upload))) == ("draft", number, number)


def test_what_turns_out_to_be_no_list_says_why(clinic: Office, patience: None) -> None:
    upload = read(clinic.send([("Айна", "Склад")], heading=("ФИО", "Отдел")))
    assert (upload.state, upload.why_unreadable) == ("unreadable", "no-document")
    assert not UploadFile.objects.exists()
    assert AuditEntry.objects.filter(action="upload-unreadable").count() == 1


def test_what_is_seen_to_be_no_list_is_not_kept(clinic: Office, patience: None) -> None:
    with pytest.raises(BadTable):
        services.make_upload(
            signing=clinic.signing,
            content=b"\xd0\xcf\x11\xe0" + bytes(100),
            source="file",
            purpose=PURPOSE,
            document_type="kz-iin",
            now=NOON,
        )
    assert not UploadFile.objects.exists()


def test_a_list_is_taken_back_while_it_is_read(clinic: Office, patience: None) -> None:
    upload = clinic.send([stranger(number) for number in range(10)])
    moments = iter(range(3))

    def clock() -> datetime:
        if next(moments) == 1:
            services.cancel_upload(
                upload_id=upload.id, signing=clinic.signing, actor="resident:1", now=NOON
            )
        return NOON

    services.read_upload(upload_id=upload.id, clock=clock)
    assert selectors.get_upload(upload.id).state == "cancelled"
    assert not UploadRow.objects.exists()
    assert not UploadFile.objects.exists()


def test_a_list_that_no_job_reads_is_deleted_too(clinic: Office, patience: None) -> None:
    upload = clinic.send([stranger(1)])
    assert services.list_stalled_uploads(now=NOON + timedelta(minutes=1)) == []
    later = NOON + timedelta(minutes=2)
    assert services.list_stalled_uploads(now=later) == [(upload.id, "reading")]
    services.delete_old_uploads(now=NOON + timedelta(days=2))
    assert not UploadFile.objects.exists()
    read_again = services.list_stalled_uploads(now=NOON + timedelta(days=3))
    assert read_again == []


def test_many_are_activated_again_by_a_job(
    clinic: Office, monkeypatch: Any, patience: None
) -> None:
    workers = [hire(number) for number in range(6)]
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 10_000)
    clinic.get_permits(workers)
    clinic.now = later = NOON + timedelta(days=50)
    turkistan(now=later)
    renewal = services.make_renewal(signing=clinic.signing, purpose=PURPOSE, now=later)
    assert (renewal.state, jobs_of(renewal)) == ("reading", [reading.READ])
    renewal = read(renewal)
    assert (renewal.state, renewal.rows, renewal.bad) == ("draft", 6, 0)
    assert run_job(clinic.confirm(renewal), now=later).counts == {"granted": 6}
