# SPDX-License-Identifier: EUPL-1.2
"""People on the list of an organisation: onto it with a permit, on leave, off it, and their own word.

A permit is taken back before the list says so: were the machine to stop in between, the person has
no permit and is still on the list, and whoever takes them off it again finishes what was begun.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import msgspec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from tereze.core import audit
from tereze.core.database import run
from tereze.core.errors import BadInput
from tereze.core.sql import load_queries
from tereze.messaging.services import queue_message
from tereze.people import rules as people_rules
from tereze.people import sealed as people_sealed
from tereze.people import selectors as people
from tereze.people.events import ResidentErased, ResidentsResealed
from tereze.people.organisations import Signing
from tereze.people.types import OrganisationFacts
from tereze.permits.employers import sealed, selectors, words
from tereze.permits.employers.errors import UnknownWorker, WorkerDisputed
from tereze.permits.employers.models import Alarm, Attestation, Upload, UploadRow, Worker
from tereze.permits.employers.sealed import Told
from tereze.permits.employers.types import WorkerFacts
from tereze.permits.errors import AlreadyDecided, NoSuchPermit
from tereze.permits.letters import language_of
from tereze.permits.services import revoke_permit
from tereze.permits.types import PermitFacts

SQL = load_queries("tereze.permits.employers", "uploads.sql")

#: Why a permit was taken back, as the person reads it.
SUSPENDED = gettext_noop("Your employer says that you are not at work now.")
ENDED = gettext_noop("Your employer took you off its list.")
DISPUTED = gettext_noop("You said that you do not work there.")
NOT_FOUND = gettext_noop("A check found that you do not work there.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hired:
    """Somebody whom an organisation named, and who has a permit."""

    told: Told
    #: of the document
    index: bytes
    permit: PermitFacts


def keep_workers(
    upload: Upload, hired: Sequence[Hired], *, organisation: OrganisationFacts, now: datetime
) -> None:
    """Put people onto the list with their permits, and tell those who have a phone, in the
    transaction in which their rows are answered."""
    if not hired:
        return
    run(
        SQL["keep_workers"],
        {
            "organisation": upload.organisation_id,
            "added_by": Attestation.objects.get(upload=upload.pk).signed_by,
            "purpose": upload.purpose,
            "now": now,
            "document_indexes": [one.index for one in hired],
            "resident_ids": [one.permit.resident_id for one in hired],
            "sealed": [sealed.seal_told(one.told) for one in hired],
            "order_ids": [one.permit.order_id for one in hired],
            "permit_codes": [one.permit.code for one in hired],
            "permit_untils": [one.permit.ends_at for one in hired],
        },
    )
    _tell([one.permit for one in hired], organisation, now)


def _tell(permits: Sequence[PermitFacts], organisation: OrganisationFacts, now: datetime) -> None:
    by_resident = {permit.resident_id: permit for permit in permits}
    granted_words = cache(words.granted_words)
    for resident_id, phone, language in people.list_phones(list(by_resident)):
        permit = by_resident[resident_id]
        tell = granted_words(permit.order_id, permit.ends_at, organisation.name, language, now)
        queue_message(to=phone, text=tell(permit.code), channel="sms", now=now)


def suspend_worker(*, signing: Signing, worker_id: int, now: datetime) -> WorkerFacts:
    """Somebody is on leave or ill: the permit ends, the place on the list stays.

    Raises UnknownWorker, WorkerDisputed.
    """
    return _leave(signing, worker_id, Worker.State.SUSPENDED, SUSPENDED, now)


def end_worker(*, signing: Signing, worker_id: int, now: datetime) -> WorkerFacts:
    """Somebody does not work there any more: the permit ends. Raises UnknownWorker, WorkerDisputed."""
    return _leave(signing, worker_id, Worker.State.ENDED, ENDED, now)


@transaction.atomic
def restore_worker(*, signing: Signing, worker_id: int, now: datetime) -> WorkerFacts:
    """Somebody is back at work. The permit is asked for with a list, as any other
    (`reading.make_renewal`). Raises UnknownWorker, WorkerDisputed."""
    worker = _lock(worker_id, organisation_id=signing.organisation.id)
    if worker.state == Worker.State.DISPUTED:
        raise WorkerDisputed
    return _set(worker, Worker.State.ACTIVE, f"resident:{signing.by.resident_id}", now)


@transaction.atomic
def rename_worker(
    *, signing: Signing, worker_id: int, name: str, plate: str | None, now: datetime
) -> WorkerFacts:
    """Correct what was typed. A permit that is out keeps what it shows; the next one has it right.

    Raises UnknownWorker, BadInput.
    """
    worker = _lock(worker_id, organisation_id=signing.organisation.id)
    name = people_rules.tidy(name)
    if not any(map(str.isalpha, name)):
        raise BadInput("Write the name as the document has it.", field="name")
    told = sealed.open_told(worker.sealed)
    worker.sealed = sealed.seal_told(msgspec.structs.replace(told, name=name, plate=plate or None))
    worker.save(update_fields=["sealed"])
    audit.record(
        actor=f"resident:{signing.by.resident_id}",
        action="worker-changed",
        subject=f"worker:{worker_id}",
        at=now,
    )
    return selectors.worker_facts(worker)


def dispute_worker(*, resident_id: int, worker_id: int, now: datetime) -> None:
    """Somebody says that they don't work there: the permit ends, and an officer hears of it.

    Raises UnknownWorker.
    """
    worker = Worker.objects.filter(pk=worker_id, resident_id=resident_id).first()
    if worker is None:
        raise UnknownWorker
    actor = f"resident:{resident_id}"
    _revoke(worker, DISPUTED, actor, now)
    with transaction.atomic():
        worker = _lock(worker_id)
        if worker.state == Worker.State.DISPUTED:
            return
        _set(worker, Worker.State.DISPUTED, actor, now)
        Alarm.objects.create(
            organisation_id=worker.organisation_id,
            kind=Alarm.Kind.DISPUTE,
            facts={"worker": worker_id},
            at=now,
        )


def end_unknown_worker(*, worker_id: int, actor: str, now: datetime) -> None:
    """An officer found that somebody does not work there. Raises UnknownWorker."""
    worker = Worker.objects.filter(pk=worker_id).first()
    if worker is None:
        raise UnknownWorker
    _revoke(worker, NOT_FOUND, actor, now)
    with transaction.atomic():
        _set(_lock(worker_id), Worker.State.ENDED, actor, now)


def forget_resident(event: ResidentErased) -> None:
    """Delete what employers said of somebody, in the transaction in which they are erased."""
    workers = Worker.objects.filter(resident_id=event.resident_id)
    indexes = list(workers.values_list("document_index", flat=True))
    UploadRow.objects.filter(document_index__in=indexes).delete()
    workers.delete()


def reseal_workers(event: ResidentsResealed) -> None:
    """Seal what employers said of these people under the new secret. (Rows of lists are deleted long
    before the old one is taken away.)"""
    rows = list(Worker.objects.select_for_update().filter(resident_id__in=event.resident_ids))
    for row in rows:
        told = sealed.open_told(row.sealed)
        row.sealed = sealed.seal_told(told)
        row.document_index = people_sealed.index_document(told.document)
    Worker.objects.bulk_update(rows, ["sealed", "document_index"])


def _leave(
    signing: Signing, worker_id: int, state: Worker.State, why: str, now: datetime
) -> WorkerFacts:
    worker = Worker.objects.filter(pk=worker_id, organisation=signing.organisation.id).first()
    if worker is None:
        raise UnknownWorker
    if worker.state == Worker.State.DISPUTED:
        raise WorkerDisputed
    actor = f"resident:{signing.by.resident_id}"
    _revoke(worker, why, actor, now)
    with transaction.atomic():
        worker = _lock(worker_id)
        if worker.state == Worker.State.DISPUTED:
            raise WorkerDisputed
        return _set(worker, state, actor, now)


def _revoke(worker: Worker, why: str, actor: str, now: datetime) -> None:
    person = people.get_resident(worker.resident_id).person
    with translation.override(language_of(person, now)):
        told = translation.gettext(why)
    # It may have been taken back before, or have ended so long ago that it was deleted.
    with suppress(AlreadyDecided, NoSuchPermit):
        revoke_permit(code=worker.permit_code, why=told, actor=actor, now=now)


def _set(worker: Worker, state: Worker.State, actor: str, now: datetime) -> WorkerFacts:
    if worker.state != state:
        worker.state, worker.since = state, now
        if state != Worker.State.ACTIVE:
            worker.permit_until = min(worker.permit_until, now)
        worker.save(update_fields=["state", "since", "permit_until"])
        audit.record(actor=actor, action=f"worker-{state}", subject=f"worker:{worker.pk}", at=now)
    return selectors.worker_facts(worker)


def _lock(worker_id: int, *, organisation_id: int | None = None) -> Worker:
    rows = Worker.objects.select_for_update().filter(pk=worker_id)
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    worker = rows.first()
    if worker is None:
        raise UnknownWorker
    return worker
