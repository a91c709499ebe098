# SPDX-License-Identifier: EUPL-1.2
"""What makes an officer look at an organisation, and what is forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from offices import Office, hire, row_of, run_job
from tereze.core.errors import BadInput
from tereze.people import services as people
from tereze.people.errors import StillNeeded
from tereze.permits import selectors as permits
from tereze.permits.employers import rules, selectors, services, watching
from tereze.permits.employers.errors import UnknownAlarm, UnknownCheck, UnknownWorker
from tereze.permits.employers.models import Check, Sample, UploadRow, Worker
from town import NOON, member, turkistan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def order() -> Any:
    return turkistan()


@pytest.fixture
def clinic(order: Any) -> Office:
    return Office.found()


def fill(office: Office, number: int, *, added_at: Any = NOON, by: int = 1) -> None:
    """So many people on the list, without asking for each."""
    Worker.objects.bulk_create(
        Worker(
            organisation_id=office.organisation.id,
            document_index=f"{office.organisation.id}-{by}-{each}".encode(),
            resident_id=10_000 * by + each,
            sealed=b"",
            state="active",
            added_by=by,
            added_at=added_at,
            since=added_at,
            purpose="work-standing",
            order_id=1,
            permit_code="",
            permit_until=NOON + timedelta(days=1),
        )
        for each in range(number)
    )


def test_an_organisation_that_grows_within_a_day_raises_an_alarm_once(clinic: Office) -> None:
    fill(clinic, 40, added_at=NOON - timedelta(days=3))
    fill(clinic, 30, by=2)
    clinic.get_permits([hire(1)])
    clinic.get_permits([hire(2)])
    (alarm,) = watching.list_alarms()
    assert (alarm.kind, alarm.facts) == ("growth", {"before": 40, "after": 72})


def test_steady_organisations_raise_none(clinic: Office) -> None:
    fill(clinic, 40, added_at=NOON - timedelta(days=3))
    clinic.get_permits([hire(1)])
    assert watching.list_alarms() == ()


def test_who_stands_out_in_a_sector_is_found(clinic: Office) -> None:
    long_ago = NOON - timedelta(days=60)
    for number in range(6):
        fill(Office.found(name=f"Clinic {number}"), 40 + number, added_at=long_ago)
    fill(clinic, 900, by=7)
    assert services.look_for_outliers(now=NOON) == 1
    (alarm,) = watching.list_alarms(clinic.organisation.id)
    assert alarm.kind == "share"
    assert services.look_for_outliers(now=NOON) == 1
    assert len(watching.list_alarms()) == 1


def test_one_who_signs_for_far_more_people_than_others_is_found(clinic: Office) -> None:
    for number in range(6):
        fill(Office.found(name=f"Clinic {number}", staff=1000), 10 + number, by=number)
    fill(clinic, 5, by=9)
    hospital = Office.found(name="Hospital", staff=90_000)
    fill(hospital, 300, by=8)
    services.look_for_outliers(now=NOON)
    (alarm,) = watching.list_alarms(hospital.organisation.id)
    assert (alarm.kind, alarm.facts) == ("approver", {"people": 300})


def test_an_alarm_is_closed_with_what_was_found(clinic: Office) -> None:
    fill(clinic, 30)
    clinic.get_permits([hire(1)])
    (alarm,) = watching.list_alarms()
    with pytest.raises(BadInput):
        services.close_alarm(alarm_id=alarm.id, note=" ", actor="staff:1", now=NOON)
    services.close_alarm(alarm_id=alarm.id, note="A new ward.", actor="staff:1", now=NOON)
    with pytest.raises(UnknownAlarm):
        services.close_alarm(alarm_id=alarm.id, note="Again.", actor="staff:1", now=NOON)


def test_the_lot_can_be_drawn_again_from_what_is_kept(clinic: Office) -> None:
    fill(clinic, 1000)
    assert services.draw_checks(now=NOON) == 20
    sample = Sample.objects.get()
    everybody = list(Worker.objects.values_list("pk", flat=True))
    drawn = Check.objects.order_by("worker").values_list("worker", flat=True)
    assert rules.draw_sample(everybody, seed=sample.seed) == list(drawn)
    facts = watching.get_sample()
    assert facts is not None
    assert (facts.drawn, facts.drawn_from) == (20, 1000)


def test_whom_an_officer_finds_at_work_keeps_the_permit(clinic: Office) -> None:
    clinic.get_permits([hire(1)])
    services.draw_checks(now=NOON)
    (check,) = watching.list_open_checks()
    officer = member("duty-officer")
    services.record_finding(staff=officer, check_id=check.id, works_there=True, now=NOON)
    with pytest.raises(UnknownCheck):
        services.record_finding(staff=officer, check_id=check.id, works_there=False, now=NOON)
    assert selectors.count_workers(clinic.organisation.id) == {"active": 1}


def test_nothing_more_is_asked_for_an_organisation_that_was_closed(clinic: Office) -> None:
    upload = clinic.confirm(clinic.send([row_of(hire(1))]))
    people.close_organisation(organisation_id=clinic.organisation.id, actor="staff:1", now=NOON)
    assert run_job(upload).counts == {"ready": 1}
    assert not Worker.objects.exists()


def test_who_is_erased_is_on_no_list_any_more(clinic: Office) -> None:
    worker = hire(1)
    clinic.get_permits([worker])
    with pytest.raises(StillNeeded):
        people.erase_resident(resident_id=worker.id, actor="tests", now=NOON)
    assert Worker.objects.count() == 1
    people.erase_resident(resident_id=worker.id, actor="tests", now=NOON + timedelta(days=90))
    assert not Worker.objects.exists()
    assert not UploadRow.objects.exists()


def test_who_left_long_ago_is_forgotten_and_who_disputes_is_not(clinic: Office) -> None:
    first, second = hire(1), hire(2)
    clinic.get_permits([first, second])
    one, other = selectors.list_workers(clinic.organisation.id, states=["active"])
    services.end_worker(signing=clinic.signing, worker_id=one.id, now=NOON)
    services.dispute_worker(resident_id=other.resident_id, worker_id=other.id, now=NOON)
    services.delete_old_uploads(now=NOON + timedelta(days=91))
    assert list(Worker.objects.values_list("pk", flat=True)) == [other.id]


def test_what_was_typed_is_corrected_and_the_permit_stays(clinic: Office) -> None:
    clinic.get_permits([hire(1)])
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    changed = services.rename_worker(
        signing=clinic.signing, worker_id=facts.id, name="Сынақ Қ.", plate="123ABC13", now=NOON
    )
    assert (changed.name, changed.plate) == ("Сынақ Қ.", "123ABC13")
    assert permits.get_permit(changed.permit_code, NOON).state(NOON) == "valid"
    with pytest.raises(UnknownWorker):
        services.rename_worker(
            signing=Office.found(name="Other").signing,
            worker_id=facts.id,
            name="X",
            plate=None,
            now=NOON,
        )
