# SPDX-License-Identifier: EUPL-1.2
"""A list of people on its way to permits."""

from datetime import date, timedelta
from typing import Any

import pytest

from offices import CAPPED, Office, hire, row_of, run_job, stranger
from tereze.messaging.selectors import list_outbox
from tereze.people import services as people
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument
from tereze.permits import own
from tereze.permits import selectors as permits
from tereze.permits.employers import selectors, services, words
from tereze.permits.employers.errors import (
    BeyondYourLimit,
    NotAttested,
    NothingToAsk,
    SamePerson,
    UnknownUpload,
    UploadMoved,
)
from tereze.permits.employers.models import Attestation, UploadRow, Worker
from tereze.permits.services import revoke_permit
from town import NOON, turkistan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def order() -> Any:
    return turkistan()


@pytest.fixture
def clinic(order: Any) -> Office:
    return Office.found()


def test_a_list_becomes_permits_and_people_are_told(clinic: Office, settings: Any) -> None:
    settings.DEMO = True
    worker = hire(1, phone="+77010000601", language="en")
    done = clinic.get_permits([worker])
    assert (done.state, done.counts) == ("done", {"granted": 1})
    (facts,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    permit = permits.get_permit(facts.permit_code, NOON)
    assert permit.resident_id == worker.id
    assert permit.employer == "Clinic"
    assert permit.door == "employer"
    assert permit.status_index is not None, "a standing permit is in the status list"
    assert facts.name == worker.person.name
    assert facts.tail == worker.documents[0].number[-4:]
    assert "Clinic got you a permit" in list_outbox()[0].text


def test_a_draft_gives_nobody_anything(clinic: Office) -> None:
    upload = clinic.send([row_of(hire(1))])
    run_job(upload)
    assert selectors.get_upload(upload.id).state == "draft"
    assert not Worker.objects.exists()


def test_nothing_is_asked_without_a_signature(clinic: Office) -> None:
    upload = clinic.send([row_of(hire(1))])
    with pytest.raises(NotAttested):
        services.confirm_upload(
            signing=clinic.signing, upload_id=upload.id, text="", language="en", now=NOON
        )


def test_what_was_signed_is_kept_as_it_was_read(clinic: Office) -> None:
    upload = clinic.confirm(clinic.send([row_of(hire(1))]))
    (signed,) = Attestation.objects.filter(upload=upload.id)
    assert (signed.signed_by, signed.text, signed.people) == (clinic.director.id, "I sign.", 1)
    with pytest.raises(UploadMoved):
        clinic.confirm(upload)


def test_a_list_without_a_good_row_is_not_asked_for(clinic: Office) -> None:
    upload = clinic.send([("Ару", "12345")])
    assert (upload.rows, upload.bad) == (1, 1)
    with pytest.raises(NothingToAsk):
        clinic.confirm(upload)


def test_a_number_of_somebody_else_gets_nobody_a_permit(clinic: Office) -> None:
    worker = hire(1)
    upload = clinic.confirm(clinic.send([("Өзге Біреу", worker.documents[0].number)]))
    done = run_job(upload)
    (row,) = selectors.list_rows(done.id, "refused")
    assert row.why == "names-differ"
    assert not permits.list_permits(worker.id, since=NOON - timedelta(days=1))


def test_whom_nobody_confirmed_the_rules_refuse_and_say_so(clinic: Office) -> None:
    done = run_job(clinic.confirm(clinic.send([stranger(1)])))
    (row,) = selectors.list_rows(done.id, "refused")
    assert row.why == "not-verified"
    assert "Nobody has seen this person's document yet." in words.tell_why(row)
    assert row.said, "what the rules say to the person is kept too"


def test_an_employer_does_not_learn_what_the_rules_have_against_a_person(clinic: Office) -> None:
    barred = hire(1, born=date(1950, 1, 1))
    done = run_job(clinic.confirm(clinic.send([row_of(barred)])))
    (row,) = selectors.list_rows(done.id, "refused")
    assert (row.why, row.said) == ("of-the-person", "")
    assert "Only they are told why" in words.tell_why(row)
    kept = UploadRow.objects.get(upload=done.id)
    assert kept.rule == ""
    (theirs,) = own.list_refusals(barred, NOON)
    assert theirs.refusal.rule == "over-65", "the person reads it"


def test_the_same_list_again_changes_nothing(clinic: Office) -> None:
    workers = [hire(number) for number in range(3)]
    clinic.get_permits(workers)
    again = clinic.get_permits(workers)
    assert again.counts == {"kept": 3}
    assert Worker.objects.count() == 3


def test_whose_permit_was_taken_back_gets_another(clinic: Office) -> None:
    worker = hire(1)
    clinic.get_permits([worker])
    (before,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    revoke_permit(code=before.permit_code, why="lost", actor="staff:1", now=NOON)
    assert clinic.get_permits([worker]).counts == {"granted": 1}
    (after,) = selectors.list_workers(clinic.organisation.id, states=["active"])
    assert after.id == before.id
    assert after.permit_code != before.permit_code


def test_a_cap_refuses_and_an_administrator_may_let_it_be_exceeded() -> None:
    farm = Office.found(sector=CAPPED, staff=5, name="Farm")  # 60 % of 5 is 3
    workers = [hire(number) for number in range(5)]
    upload = farm.confirm(farm.send([row_of(worker) for worker in workers]))
    assert (upload.state, upload.reasons) == ("waiting", ("cap",))
    run_job(upload)
    assert not Worker.objects.exists(), "nothing is asked before it is approved"
    services.approve_upload(upload_id=upload.id, signing=None, actor="staff:1", now=NOON)
    done = run_job(upload)
    assert done.counts == {"granted": 5}
    bases = [
        permits.get_permit(facts.permit_code, NOON).basis
        for facts in selectors.list_workers(farm.organisation.id, states=["active"])
    ]
    assert sorted(bases) == ["appeal", "appeal", "rules", "rules", "rules"]


def test_another_representative_approves_the_size_but_not_the_cap() -> None:
    farm = Office.found(sector=CAPPED, staff=5, name="Farm")
    second = hire(90, phone="+77010000590")
    farm.let_in(second)
    workers = [hire(number) for number in range(4)]
    upload = farm.confirm(farm.send([row_of(worker) for worker in workers]))
    with pytest.raises(SamePerson):
        services.approve_upload(
            upload_id=upload.id, signing=farm.signing, actor="resident:1", now=NOON
        )
    services.approve_upload(
        upload_id=upload.id, signing=farm.sign(second), actor="resident:2", now=NOON
    )
    done = run_job(upload)
    assert done.counts == {"granted": 3, "refused": 1}
    with pytest.raises(UploadMoved):
        services.approve_upload(upload_id=upload.id, signing=None, actor="staff:1", now=NOON)


def test_a_list_of_another_organisation_does_not_exist(clinic: Office) -> None:
    upload = clinic.send([row_of(hire(1))])
    other = Office.found(name="Other")
    with pytest.raises(UnknownUpload):
        selectors.access_upload(other.signing, upload.id)
    with pytest.raises(UnknownUpload):
        other.confirm(upload)


def test_a_delegate_brings_in_no_more_people_than_they_may(clinic: Office) -> None:
    clerk = hire(80, phone="+77010000580")
    people.delegate(
        organisation_id=clinic.organisation.id,
        resident_id=clinic.director.id,
        document=clerk.documents[0],
        workers_at_most=2,
        until=None,
        now=NOON,
    )
    workers = [hire(number) for number in range(3)]
    three = clinic.send([row_of(worker) for worker in workers], by=clerk)
    with pytest.raises(BeyondYourLimit):
        clinic.confirm(three, by=clerk)
    two = clinic.confirm(clinic.send([row_of(one) for one in workers[:2]], by=clerk), by=clerk)
    one = clinic.send([row_of(workers[2])], by=clerk)
    with pytest.raises(BeyondYourLimit):  # those who are being asked for count already
        clinic.confirm(one, by=clerk)
    assert run_job(two).counts == {"granted": 2}
    with pytest.raises(BeyondYourLimit):
        clinic.confirm(one, by=clerk)


def test_only_the_latest_drafts_are_kept(clinic: Office) -> None:
    first = clinic.send([row_of(hire(1))])
    for _ in range(20):
        clinic.now += timedelta(minutes=1)
        clinic.send([stranger(2)])
    with pytest.raises(UnknownUpload):
        selectors.access_upload(clinic.signing, first.id)


def test_a_cancelled_draft_keeps_no_rows(clinic: Office) -> None:
    upload = clinic.send([row_of(hire(1))])
    services.cancel_upload(
        upload_id=upload.id, signing=clinic.signing, actor="resident:1", now=NOON
    )
    assert not UploadRow.objects.exists()


def test_rows_are_deleted_once_they_are_not_needed(clinic: Office) -> None:
    clinic.get_permits([hire(1)])
    clinic.send([row_of(hire(2))])
    assert services.delete_old_uploads(now=NOON + timedelta(days=3)) == 1
    assert services.delete_old_uploads(now=NOON + timedelta(days=15)) == 1
    assert not UploadRow.objects.exists()


def test_after_a_new_order_everybody_is_activated_again_in_one_step(clinic: Office) -> None:
    workers = [hire(number) for number in range(3)]
    clinic.get_permits(workers)
    clinic.now = later = NOON + timedelta(days=50)
    turkistan(now=later)
    renewal = services.make_renewal(signing=clinic.signing, purpose="work-standing", now=later)
    assert (renewal.rows, renewal.bad) == (3, 0)
    done = run_job(clinic.confirm(renewal), now=later)
    assert done.counts == {"granted": 3}
    with pytest.raises(NothingToAsk):
        services.make_renewal(signing=clinic.signing, purpose="work-standing", now=later)


def test_somebody_on_a_list_by_two_documents_gets_one_permit(clinic: Office) -> None:
    worker = hire(1)
    passport = PaperDocument(type="passport", number="N1234567")
    register_resident(
        person=worker.person,
        documents=[worker.documents[0], passport],
        source="register:tests",
        verified=True,
        actor="tests",
        now=NOON,
    )
    upload = clinic.send(
        [(*row_of(worker), "kz-iin"), (worker.person.name, passport.number, "passport")],
        heading=("ФИО", "Документ", "Тип документа"),
    )
    assert run_job(clinic.confirm(upload)).counts == {"granted": 1, "kept": 1}
    assert len(permits.list_permits(worker.id, since=NOON - timedelta(days=1))) == 1
