# SPDX-License-Identifier: EUPL-1.2
"""Lists of people that were read: confirmed, approved by somebody else, taken back, deleted.

Until `confirm_upload` nothing happens to anybody. What it needs stands in one transaction: the words
that were signed, the next state, and the job that asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Sum
from procrastinate.contrib.django import app as jobs

from tereze.core import audit
from tereze.core.database import run
from tereze.core.sql import load_queries
from tereze.people import services as people
from tereze.people.organisations import Signing
from tereze.permits.employers import rules, selectors
from tereze.permits.employers.errors import (
    BeyondYourLimit,
    NotAttested,
    NothingToAsk,
    SamePerson,
    UnknownUpload,
    UploadMoved,
)
from tereze.permits.employers.models import Attestation, Upload, UploadFile, UploadRow, Worker
from tereze.permits.employers.types import UploadFacts

SQL = load_queries("tereze.permits.employers", "uploads.sql")

#: the job that asks for the rows of a list
ASK: Final = "tereze.permits.employers.tasks.ask_for_rows"
#: A job that says nothing for so long is dead, and another one goes on.
HELD: Final = timedelta(minutes=2)
#: States of a list that nobody has signed.
NOT_SIGNED: Final = (Upload.State.READING, Upload.State.UNREADABLE, Upload.State.DRAFT)


@transaction.atomic
def confirm_upload(
    *, signing: Signing, upload_id: int, text: str, language: str, now: datetime
) -> UploadFacts:
    """Sign that a list is true, and let it be asked for, or wait for somebody else's approval.

    `text` are the words that were read and signed. Raises UnknownUpload, UploadMoved, NotAttested,
    NothingToAsk, BeyondYourLimit.
    """
    if not text:
        raise NotAttested(field="attest")
    people.hold_organisation(signing.organisation.id)
    upload = _lock(upload_id, signing.organisation.id, Upload.State.DRAFT)
    named = upload.rows - upload.bad
    if not named:
        raise NothingToAsk
    new = named - _count_with_permit(upload, now)
    _expect_within_limit(signing, new)
    cap = selectors.get_cap(
        signing.organisation, upload.purpose, selectors.get_order(signing.home, now), now
    )
    upload.reasons = sorted(rules.approvals_needed(new, left=cap.left if cap else None))
    Attestation.objects.create(
        upload=upload.pk,
        organisation_id=upload.organisation_id,
        signed_by=signing.by.resident_id,
        signed_at=now,
        language=language,
        text=text,
        people=named,
    )
    upload.confirmed_at = now
    _go_on(upload, Upload.State.WAITING if upload.reasons else Upload.State.ASKING, now)
    record(
        upload,
        action="upload-confirmed",
        actor=f"resident:{signing.by.resident_id}",
        at=now,
        people=named,
        reasons=upload.reasons,
    )
    return selectors.upload_facts(upload)


@transaction.atomic
def approve_upload(
    *, upload_id: int, signing: Signing | None, actor: str, now: datetime
) -> UploadFacts:
    """Approve a list that somebody else confirmed.

    Another representative (`signing`) approves its size. Whoever works here (`signing` is None)
    approves that it goes over the cap, too: that is no organisation's own affair. Raises
    UnknownUpload, UploadMoved, SamePerson.
    """
    organisation_id = signing.organisation.id if signing else None
    upload = _lock(upload_id, organisation_id, Upload.State.WAITING)
    signed_by = Attestation.objects.get(upload=upload.pk).signed_by
    if signing and signing.by.resident_id == signed_by:
        raise SamePerson
    if signing:
        _expect_within_limit(signing, upload.rows - upload.bad)
    upload.approved_by, upload.approved_at = actor, now
    upload.over_cap = signing is None and "cap" in upload.reasons
    _go_on(upload, Upload.State.ASKING, now)
    record(upload, action="upload-approved", actor=actor, at=now, over_cap=upload.over_cap)
    return selectors.upload_facts(upload)


@transaction.atomic
def cancel_upload(
    *, upload_id: int, signing: Signing | None, actor: str, now: datetime
) -> UploadFacts:
    """Take a list back that nobody asked for yet, or decline it; what was sent is deleted.

    Raises UnknownUpload, UploadMoved.
    """
    organisation_id = signing.organisation.id if signing else None
    upload = _lock(upload_id, organisation_id, *NOT_SIGNED, Upload.State.WAITING)
    upload.state, upload.done_at = Upload.State.CANCELLED, now
    upload.save(update_fields=["state", "done_at"])
    UploadFile.objects.filter(upload=upload).delete()
    UploadRow.objects.filter(upload=upload).delete()
    record(upload, action="upload-cancelled", actor=actor, at=now)
    return selectors.upload_facts(upload)


@transaction.atomic
def delete_old_uploads(*, now: datetime) -> int:
    """Delete what nobody confirmed, of lists that are done what was sent, and people who have
    been off their list for long; says how many rows. The counts of a list stay."""
    drafts = Upload.objects.filter(
        state__in=[*NOT_SIGNED, Upload.State.CANCELLED],
        made_at__lte=now - rules.DRAFTS_ARE_KEPT,
    )
    done = Upload.objects.filter(state=Upload.State.DONE, done_at__lte=now - rules.ROWS_ARE_KEPT)
    deleted, _ = UploadRow.objects.filter(upload__in=[*drafts, *done]).delete()
    drafts.delete()
    # Who disputes stays: else the next list would bring them back.
    gone = Worker.objects.filter(
        state=Worker.State.ENDED, since__lte=now - rules.ENDED_ARE_KEPT, permit_until__lte=now
    )
    return deleted + gone.delete()[0]


def record(upload: Upload, *, action: str, actor: str, at: datetime, **facts: Any) -> None:
    """Write into the audit trail what became of a list."""
    audit.record(
        actor=actor,
        action=action,
        subject=f"upload:{upload.pk}",
        at=at,
        organisation=upload.organisation_id,
        **facts,
    )


def list_stalled_uploads(*, now: datetime) -> list[tuple[int, str]]:
    """Lists whose job died: for minutes nothing has come of it. Each with the state that it is in."""
    rows = Upload.objects.filter(
        state__in=[Upload.State.READING, Upload.State.ASKING], held_until__lte=now
    )
    return list(rows.values_list("pk", "state"))


@contextmanager
def working_alone(*, upload_id: int, work: str) -> Iterator[bool]:
    """Do some work on a list inside; false: whoever does it already still lives, however slowly."""
    parameters = {"upload": upload_id, "work": f"employers {work}"}
    ((is_alone,),) = run(SQL["begin_work"], parameters)
    try:
        yield is_alone
    finally:
        if is_alone:
            run(SQL["end_work"], parameters)


# --- parts ------------------------------------------------------------------------------------------


def _go_on(upload: Upload, state: str, now: datetime) -> None:
    upload.state = state
    if state == Upload.State.ASKING:
        # Held from the start: were the job lost, another one would come for it.
        upload.held_until = now + HELD
        jobs.configure_task(ASK, queue="uploads").defer(upload_id=upload.pk)
    upload.save()


def _count_with_permit(upload: Upload, now: datetime) -> int:
    """How many of a list have a permit of this organisation already."""
    own = Worker.objects.filter(
        organisation=upload.organisation_id, state=Worker.State.ACTIVE, permit_until__gt=now
    )
    ready = UploadRow.objects.filter(upload=upload, state=UploadRow.State.READY)
    return ready.filter(document_index__in=own.values("document_index")).count()


def _expect_within_limit(signing: Signing, new: int) -> None:
    most = signing.by.workers_at_most
    if most is None:
        return
    signed = Attestation.objects.filter(
        organisation=signing.organisation.id, signed_by=signing.by.resident_id
    )
    under_way = Upload.objects.filter(
        pk__in=signed.values("upload"), state__in=[Upload.State.WAITING, Upload.State.ASKING]
    )
    coming = under_way.aggregate(sum=Sum(F("rows") - F("bad") - F("answered")))["sum"] or 0
    own = Worker.objects.filter(
        organisation=signing.organisation.id,
        added_by=signing.by.resident_id,
        state=Worker.State.ACTIVE,
    )
    if own.count() + coming + new > most:
        raise BeyondYourLimit


def _lock(upload_id: int, organisation_id: int | None, *states: str) -> Upload:
    rows = Upload.objects.select_for_update().filter(pk=upload_id)
    if organisation_id is not None:
        rows = rows.filter(organisation=organisation_id)
    upload = rows.first()
    if upload is None:
        raise UnknownUpload
    if upload.state not in states:
        raise UploadMoved
    return upload
