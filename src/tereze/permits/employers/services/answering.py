# SPDX-License-Identifier: EUPL-1.2
"""The rows of a list become permits: a chunk at a time, each chunk written as a whole.

    read a chunk without answers → ask the engine, each row under a key of its own → write answers
             ↑                                                                              |
             └──────────────────────────────────────────────────────────────────────────────┘

Whatever stops this in the middle, it goes on with the rows that have no answer. A row whose permit
was granted but not written down yet is asked for again with the same key, and gets the same permit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import translation

from tereze.core.database import change
from tereze.core.errors import TerezeError
from tereze.people import organisations
from tereze.people import sealed as people_sealed
from tereze.people import services as people
from tereze.people.types import OrganisationFacts, PaperDocument, ResidentFacts
from tereze.permits import selectors as permits
from tereze.permits.employers import sealed, selectors, words
from tereze.permits.employers.asking import DOOR, Asker, Outcome
from tereze.permits.employers.models import Attestation, Upload, UploadRow, Worker
from tereze.permits.employers.rows import names_agree
from tereze.permits.employers.sealed import Line
from tereze.permits.employers.services.over_cap import grant_over_cap
from tereze.permits.employers.services.uploads import HELD, SQL, record
from tereze.permits.employers.services.watching import look_at_growth
from tereze.permits.employers.services.workers import Hired, keep_workers
from tereze.permits.employers.types import Ask, RowState
from tereze.permits.types import Granted, PermitFacts, Refused, Request

#: Rows of one chunk: what is asked for again when a job is killed, and how often progress shows.
CHUNK: Final = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answered:
    """A row with its answer; a no, as long as nothing else is said."""

    number: int
    line: Line
    #: of the document
    index: bytes
    state: RowState = "refused"
    why: str = ""
    rule: str = ""
    said: str = ""
    #: of the permit that was granted, or that the worker has already
    code: str = ""
    permit: PermitFacts | None = None
    refused: Refused | None = None


def answer_rows(*, upload_id: int, ask: Asker, now: datetime, most: int = CHUNK) -> bool:
    """Ask for the next rows of a list and write what came of them; False: none was left."""
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.ASKING).first()
    if upload is None:
        return False
    Upload.objects.filter(pk=upload_id).update(held_until=now + HELD)
    rows = UploadRow.objects.filter(upload=upload, state=UploadRow.State.READY).order_by("number")
    lines = {row.number: sealed.open_line(row.sealed) for row in rows[:most]}
    if not lines:
        return upload.over_cap and grant_over_cap(upload, now=now)
    organisation = organisations.get_organisation(upload.organisation_id)
    if organisation.state != "open":
        _stop(upload_id, now)
        return False
    answered = _answer(upload, organisation, lines, ask, now)
    _write(upload, organisation, answered, now)
    return True


@transaction.atomic
def finish_upload(*, upload_id: int, now: datetime) -> None:
    """All rows of a list have their answer."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    left = UploadRow.objects.filter(upload=upload, state=UploadRow.State.READY)
    if upload.state != Upload.State.ASKING or left.exists():
        return
    _end(upload, now)
    counts = selectors.count_rows(upload_id)
    record(upload, action="upload-done", actor=f"resident:{upload.made_by}", at=now, **counts)
    look_at_growth(upload.organisation_id, now=now)


@transaction.atomic
def _stop(upload_id: int, now: datetime) -> None:
    """Ask for nobody more: the organisation was closed. Who has a permit keeps it."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.state == Upload.State.ASKING:
        _end(upload, now)
        record(upload, action="upload-stopped", actor="worker", at=now)


def _end(upload: Upload, now: datetime) -> None:
    upload.state, upload.done_at, upload.held_until = Upload.State.DONE, now, None
    upload.save(update_fields=["state", "done_at", "held_until"])


# --- asking -----------------------------------------------------------------------------------------


def _answer(
    upload: Upload,
    organisation: OrganisationFacts,
    lines: Mapping[int, Line],
    ask: Asker,
    now: datetime,
) -> list[_Answered]:
    residents = _find_residents(upload.organisation_id, lines, now)
    workers = selectors.find_workers(
        upload.organisation_id, {resident.id for resident in residents.values()}
    )
    lasting = _find_lasting(workers.values(), now)
    answered: list[_Answered] = []
    asks: list[tuple[_Answered, Ask]] = []
    met = set[int]()
    for number, line in lines.items():
        resident = residents[line.document]
        if resident.id in met:
            # By another of their documents. The next chunk finds them on the list.
            continue
        met.add(resident.id)
        worker = workers.get(resident.id)
        index = people_sealed.index_document(line.document)
        row = _Answered(number=number, line=line, index=index)
        if worker and worker.state == Worker.State.DISPUTED:
            answered.append(replace(row, why="disputed"))
        elif not names_agree(line.name, resident.person.name):
            answered.append(replace(row, why="names-differ"))
        elif worker and worker.permit_code in lasting:
            answered.append(replace(row, state="kept", code=worker.permit_code))
        else:
            asks.append((row, _ask(upload, organisation, row, resident)))
    given = ask([one for _, one in asks], now)
    with translation.override(_language_of(upload)):
        answered += [
            _as_answered(row, outcome, now) for (row, _), outcome in zip(asks, given, strict=True)
        ]
    return answered


def _find_residents(
    organisation_id: int, lines: Mapping[int, Line], now: datetime
) -> Mapping[PaperDocument, ResidentFacts]:
    """Whom the rows name. Whoever is unknown becomes known, unconfirmed: what that is worth the
    rules say."""
    told = {line.document: line.person for line in lines.values()}
    known = organisations.find_residents_by_documents(list(told))
    unknown = {document: person for document, person in told.items() if document not in known}
    if not unknown:
        return known
    return {
        **known,
        **people.bring_in_workers(organisation_id=organisation_id, workers=unknown, now=now),
    }


def _find_lasting(workers: Iterable[Worker], now: datetime) -> frozenset[str]:
    """Codes of the permits that workers have and that hold as long as the order does."""
    in_force = {order.id for order in selectors.list_in_force(now)}
    active = [
        worker
        for worker in workers
        if worker.state == Worker.State.ACTIVE
        and worker.order_id in in_force
        and worker.permit_until > now
    ]
    return permits.list_unrevoked([(worker.resident_id, worker.permit_code) for worker in active])


def _ask(
    upload: Upload, organisation: OrganisationFacts, row: _Answered, resident: ResidentFacts
) -> Ask:
    request = Request(
        purpose=upload.purpose,
        door=DOOR,
        employer=selectors.as_employer(organisation),
        plate=row.line.plate,
    )
    key = f"{upload.pk}:{row.number}"
    return Ask(resident=resident, document=row.line.document, request=request, key=key)


def _language_of(upload: Upload) -> str:
    return Attestation.objects.get(upload=upload.pk).language


def _as_answered(row: _Answered, outcome: Outcome, now: datetime) -> _Answered:
    match outcome:
        case Granted(permit=permit):
            return replace(row, state="granted", permit=permit, code=permit.code)
        case Refused(refusal=refusal) if refusal.code not in words.OF_THE_REQUEST:
            return replace(row, why=words.OF_THE_PERSON, refused=outcome)
        case Refused(refusal=refusal):
            return replace(
                row,
                why=refusal.code,
                rule=refusal.rule[:80],
                said=words.tell_refusal(outcome, now)[:400],
                refused=outcome,
            )
        case TerezeError(code=code):
            return replace(row, why="unanswered", rule=code)


# --- writing ----------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def _write(
    upload: Upload, organisation: OrganisationFacts, answered: Sequence[_Answered], now: datetime
) -> None:
    # One job after the other: of two that asked for the same rows, and got the same permits, the
    # second finds them answered and writes nothing.
    Upload.objects.select_for_update().get(pk=upload.pk)
    written = change(SQL["answer_rows"], {"upload": upload.pk, **_columns(answered)})
    if written < len(answered):
        transaction.set_rollback(True)
        return
    Upload.objects.filter(pk=upload.pk).update(answered=F("answered") + written)
    granted = [
        Hired(told=one.line.told, index=one.index, permit=one.permit)
        for one in answered
        if one.permit
    ]
    keep_workers(upload, granted, organisation=organisation, now=now)


def _columns(answered: Sequence[_Answered]) -> dict[str, list[Any]]:
    return {
        "numbers": [one.number for one in answered],
        "states": [one.state for one in answered],
        "whys": [one.why for one in answered],
        "rules": [one.rule for one in answered],
        "saids": [one.said for one in answered],
        "permit_codes": [one.code for one in answered],
        "refused_days": [one.refused.day if one.refused else None for one in answered],
        "refused_numbers": [one.refused.number if one.refused else None for one in answered],
    }
