# SPDX-License-Identifier: EUPL-1.2
"""A list is asked for once, whoever asks and whatever is killed in the middle."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from gate_client import database_url_of_test
from offices import CAPPED, Office, hire, row_of, run_job, stranger
from tereze.core import clock
from tereze.messaging.selectors import list_outbox
from tereze.people.types import ResidentFacts
from tereze.permits import selectors as permits
from tereze.permits.employers import selectors, services, tasks
from tereze.permits.employers.asking import AskTogether, ask_each
from tereze.permits.employers.errors import UploadMoved
from tereze.permits.employers.models import UploadFile
from tereze.permits.employers.services import reading
from tereze.permits.employers.types import UploadFacts
from town import NOON, turkistan

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")

SET_UP = """
import sys
import django
django.setup()
from datetime import datetime
upload_id, url, now = int(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
"""

#: The job that asks, stopped where it hurts most: permits of the second chunk are granted, and nothing
#: says so.
ASK = (
    SET_UP
    + """
from tereze.permits.employers.asking import AskTogether
from tereze.permits.employers.services import answering

write, chunks = answering._write, []

def stop_before_the_second(*parts):
    if chunks:
        print("granted", flush=True)
        sys.stdin.read()
    chunks.append(parts)
    write(*parts)

answering._write = stop_before_the_second
with AskTogether(url, url="https://permits.example.kz") as ask:
    while answering.answer_rows(upload_id=upload_id, ask=ask, now=now, most=4):
        pass
"""
)

#: The job that reads, stopped where rows of the second chunk are written, and how far it is is not.
READ = (
    SET_UP
    + """
from tereze.core import clock
from tereze.permits.employers import tasks
from tereze.permits.employers.services import reading

insert, reading.CHUNK = reading._insert, 4

def stop_after_the_second(upload, lines):
    insert(upload, lines)
    if upload.checked:
        print("written", flush=True)
        sys.stdin.read()

reading._insert = stop_after_the_second
clock.now = lambda: now
tasks.read_list(upload_id=upload_id)
"""
)


@pytest.fixture(autouse=True)
def order() -> None:
    turkistan()


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """What comes of acts that begin at the same moment."""
    start = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return one()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def permits_of(workers: list[ResidentFacts]) -> Counter[int]:
    since = NOON - timedelta(days=1)
    return Counter(
        {worker.id: len(permits.list_permits(worker.id, since=since)) for worker in workers}
    )


def waiting_jobs(upload: UploadFacts) -> int:
    return ProcrastinateJob.objects.filter(args={"upload_id": upload.id}).count()


def test_a_job_that_is_killed_loses_nobody_and_doubles_nobody(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    clinic = Office.found()
    workers = [hire(number, phone=f"+770100007{number:02}", language="en") for number in range(10)]
    upload = clinic.confirm(clinic.send([row_of(worker) for worker in workers]))
    kill(ASK, upload, when="granted")
    assert permits_of(workers).total() == 8, "two chunks of four are granted"
    assert selectors.get_upload(upload.id).answered == 4, "and one of them is written down"

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=5))
    before = waiting_jobs(upload)
    for _ in range(2):
        tasks.resume(timestamp=0)
    assert waiting_jobs(upload) == before + 1, "one is enough, however long it waits"
    tasks.ask_for_rows(upload_id=upload.id)
    tasks.resume(timestamp=0)
    assert waiting_jobs(upload) == before + 1, "nothing is left to go on with"
    done = selectors.get_upload(upload.id)
    assert (done.state, done.counts, done.answered) == ("done", {"granted": 10}, 10)
    assert set(permits_of(workers).values()) == {1}
    codes = {
        one.permit_code for one in selectors.list_workers(clinic.organisation.id, states=["active"])
    }
    assert len(codes) == 10
    assert len(list_outbox()) == 10, "each is told once"


def test_a_job_that_is_killed_while_it_reads_leaves_nothing_half_done(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = Office.found()
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    rows = [stranger(number) for number in range(10)]
    rows[9] = rows[0]
    upload = clinic.send(rows)
    kill(READ, upload, when="written")
    half = selectors.get_upload(upload.id)
    assert (half.state, half.checked, half.counts) == ("reading", 4, {"ready": 4})
    assert UploadFile.objects.filter(upload=upload.id).exists(), "what was sent is still there"

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=5))
    before = waiting_jobs(upload)
    for _ in range(2):
        tasks.resume(timestamp=0)
    assert waiting_jobs(upload) == before + 1, "one is enough, however long it waits"
    read_until_done(upload)
    whole = selectors.get_upload(upload.id)
    assert (whole.state, whole.rows, whole.checked) == ("draft", 10, 10)
    assert whole.counts == {"ready": 9, "bad": 1}, "who is on it twice was met before the kill"
    assert not UploadFile.objects.exists()
    tasks.resume(timestamp=0)
    assert waiting_jobs(upload) == before + 1, "nothing is left to go on with"


def test_two_jobs_that_read_the_same_list_read_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Office.found()
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    monkeypatch.setattr(reading, "CHUNK", 2)
    upload = clinic.send([stranger(number) for number in range(10)])

    def read() -> None:
        services.read_upload(upload_id=upload.id, clock=lambda: NOON)

    assert at_once(*[read] * 2) == [None, None]
    whole = selectors.get_upload(upload.id)
    assert (whole.state, whole.rows, whole.counts) == ("draft", 10, {"ready": 10})


def test_a_job_that_lives_is_left_alone_however_long_it_takes(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = Office.found()
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 0)
    upload = clinic.send([stranger(number) for number in range(10)])
    with start_job(READ, upload) as job:
        assert job.stdout is not None
        assert job.stdout.readline().decode() == "written\n"
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(services, "read_upload", None)
            tasks.read_list(upload_id=upload.id)
        job.kill()
    read_until_done(upload)
    assert selectors.get_upload(upload.id).counts == {"ready": 10}


def read_until_done(upload: UploadFacts) -> None:
    """Go on with a list whose job was killed, as soon as the database knows of it."""
    while selectors.get_upload(upload.id).state == "reading":
        tasks.read_list(upload_id=upload.id)


def kill(code: str, upload: UploadFacts, *, when: str) -> None:
    """Run a job until it says that word, and kill it."""
    with start_job(code, upload) as job:
        assert job.stdout is not None
        assert job.stdout.readline().decode() == f"{when}\n"
        os.kill(job.pid, signal.SIGKILL)


def start_job(code: str, upload: UploadFacts) -> "subprocess.Popen[bytes]":
    url = database_url_of_test()
    here = Path(__file__).parents[1]
    return subprocess.Popen(
        [sys.executable, "-c", code, str(upload.id), url, NOON.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tereze.config.settings",
            "TEREZE_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join(
                [str(here), str(here.parent / "src"), os.environ.get("PYTHONPATH", "")]
            ),
        },
    )


def test_two_jobs_at_the_same_list_get_the_same_permits(settings: Any) -> None:
    settings.DEMO = True
    clinic = Office.found()
    workers = [hire(number, phone=f"+770100007{number:02}") for number in range(6)]
    upload = clinic.confirm(clinic.send([row_of(worker) for worker in workers]))
    at_once(*[lambda: run_job(upload, ask=ask_each)] * 2)
    assert selectors.get_upload(upload.id).counts == {"granted": 6}
    assert selectors.get_upload(upload.id).answered == 6
    assert set(permits_of(workers).values()) == {1}
    assert len(list_outbox()) == 6


def test_of_two_who_approve_at_once_one_does() -> None:
    farm = Office.found(sector=CAPPED, staff=2, name="Farm")
    upload = farm.confirm(farm.send([row_of(hire(number)) for number in range(3)]))
    second = hire(90, phone="+77010000590")
    farm.let_in(second)
    came = at_once(
        lambda: services.approve_upload(
            upload_id=upload.id, signing=None, actor="staff:1", now=NOON
        ),
        lambda: services.approve_upload(
            upload_id=upload.id, signing=farm.sign(second), actor="resident:2", now=NOON
        ),
    )
    assert [type(one) for one in came].count(UploadMoved) == 1


def test_two_lists_never_take_more_than_the_cap_together() -> None:
    farm = Office.found(sector=CAPPED, staff=10, name="Farm")  # 60 % of 10 is 6
    lists = [
        farm.confirm(farm.send([row_of(hire(10 * part + number)) for number in range(5)]))
        for part in range(2)
    ]
    assert [one.state for one in lists] == ["asking", "asking"], "each fits by itself"

    def run(upload: UploadFacts) -> UploadFacts:
        with AskTogether(database_url_of_test(), url="https://permits.example.kz") as ask:
            return run_job(upload, ask=ask)

    at_once(*[lambda one=one: run(one) for one in lists])
    counts = Counter[str]()
    for one in lists:
        counts.update(selectors.get_upload(one.id).counts)
    assert counts == {"granted": 6, "refused": 4}


def test_a_worker_who_disputes_while_the_employer_suspends_stays_off_the_list() -> None:
    clinic = Office.found()
    worker = hire(1)
    clinic.get_permits([worker])
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    at_once(
        lambda: services.dispute_worker(resident_id=worker.id, worker_id=facts.id, now=NOON),
        lambda: services.suspend_worker(signing=clinic.signing, worker_id=facts.id, now=NOON),
    )
    assert selectors.count_workers(clinic.organisation.id) == {"disputed": 1}
