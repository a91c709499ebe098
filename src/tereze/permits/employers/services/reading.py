# SPDX-License-Identifier: EUPL-1.2
"""Lists of people are taken, read and checked row by row: drafts, from which nothing follows yet.

    what was sent lies sealed → a chunk of its rows is checked → they and how far it is are written
                                          ↑                                                      |
                                          └──────────────────────────────────────────────────────┘

A short list is read while whoever sent it waits; of a long one a job reads, and its page tells how
far it is. When a job is killed, the next one opens the file again and goes on with the rows that are
not written yet. The last chunk, the draft and the end of the file are one transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs

from tereze.core.database import run
from tereze.core.errors import BadInput
from tereze.people import sealed as people_sealed
from tereze.people.organisations import Signing
from tereze.permits import selectors as permits
from tereze.permits.employers import sealed, selectors
from tereze.permits.employers.errors import NothingToAsk
from tereze.permits.employers.models import Upload, UploadFile, UploadRow, Worker
from tereze.permits.employers.rows import CheckedRow, Checks, Problem, check_row
from tereze.permits.employers.sealed import Line
from tereze.permits.employers.services.uploads import HELD, NOT_SIGNED, SQL, record
from tereze.permits.employers.tables import (
    BadTable,
    Columns,
    Form,
    find_columns,
    read_table,
    refuse_at_sight,
)
from tereze.permits.employers.types import Source, UploadFacts
from tereze.permits.types import OrderInForce

#: the job that reads a list
READ: Final = "tereze.permits.employers.tasks.read_list"
#: So much is read while somebody waits: a file of some hundred people, or so many of a renewal.
BYTES_AT_ONCE: Final = 20_000
PEOPLE_AT_ONCE: Final = 400
#: Rows of one chunk: what is checked again when a job is killed, and how often progress shows.
CHUNK: Final = 1_000
#: Of one organisation at a time, of those that nobody has signed.
_MOST: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A list that can be read."""

    #: tables.Form, and where the columns are
    form: dict[str, Any]
    #: how many rows it has, and each with its number, checked as it is asked for
    rows: int
    lines: Iterator[tuple[int, Line]]


def make_upload(
    *,
    signing: Signing,
    content: bytes,
    source: Source,
    purpose: str,
    document_type: str,
    now: datetime,
) -> UploadFacts:
    """Take a list. A short one is read, and is a draft; a long one waits for a job that reads it.

    `document_type` is what its numbers are of, where no column says it. Raises NoPurpose, and
    BadTable where that is seen at once; of a long list its state may tell so later.
    """
    order = selectors.get_order(signing.home, now)
    _expect_purpose(purpose, order)
    refuse_at_sight(content)
    opened = None
    if len(content) <= BYTES_AT_ONCE:
        opened = _open_table(content, _checks(order, document_type, now))
    with transaction.atomic():
        upload = _take(signing, source, purpose, now)
        if opened:
            _read(upload, opened, clock=lambda: now)
        else:
            UploadFile.objects.create(
                upload=upload,
                sealed=sealed.seal_file(content),
                order_id=order.id,
                document_type=document_type,
            )
            _defer(upload)
    return selectors.get_upload(upload.pk)


def make_renewal(*, signing: Signing, purpose: str, now: datetime) -> UploadFacts:
    """A list of all whose permit is over: after a new order they are activated again in one step.
    A long one waits for a job, as any other does.

    Raises NoPurpose, NothingToAsk.
    """
    _expect_purpose(purpose, selectors.get_order(signing.home, now))
    workers = selectors.find_without_permit(signing.organisation.id, now)
    people = workers.count()
    if not people:
        raise NothingToAsk
    with transaction.atomic():
        upload = _take(signing, "renewal", purpose, now)
        if people <= PEOPLE_AT_ONCE:
            _read(upload, _open_renewal(workers), clock=lambda: now)
        else:
            _defer(upload)
    return selectors.get_upload(upload.pk)


def read_upload(*, upload_id: int, clock: Callable[[], datetime]) -> None:
    """Read a list that waits for it, unless it was taken back or somebody else has read it."""
    upload = Upload.objects.filter(pk=upload_id, state=Upload.State.READING).first()
    if upload is None:
        return
    try:
        opened = _open(upload)
    except BadTable as error:
        _give_up(upload, error.why, clock())
    else:
        if opened:
            _read(upload, opened, clock=clock)


# --- taking -----------------------------------------------------------------------------------------


def _expect_purpose(purpose: str, order: OrderInForce) -> None:
    if purpose not in [one.id for one in selectors.list_purposes(order)]:
        raise BadInput("Employers get no permits for this.", field="purpose")


def _take(signing: Signing, source: Source, purpose: str, now: datetime) -> Upload:
    upload = Upload.objects.create(
        organisation_id=signing.organisation.id,
        made_by=signing.by.resident_id,
        made_at=now,
        source=source,
        purpose=purpose,
        # Held from the start: were the job lost, another one would come for it.
        held_until=now + HELD,
    )
    _forget_older(upload.organisation_id)
    _record(upload, "upload-made", now, source=source)
    return upload


def _forget_older(organisation_id: int) -> None:
    """Keep the latest only: nobody needs more, and each may hold fifty thousand rows."""
    unsigned = Upload.objects.filter(organisation=organisation_id, state__in=NOT_SIGNED)
    # Locked before their rows are deleted, so that no job adds one meanwhile.
    older = unsigned.select_for_update().order_by("-made_at", "-pk")[_MOST:]
    Upload.objects.filter(pk__in=[one.pk for one in older]).delete()


def _defer(upload: Upload) -> None:
    jobs.configure_task(READ, queue="uploads").defer(upload_id=upload.pk)


# --- opening ----------------------------------------------------------------------------------------


def _open(upload: Upload) -> _Opened | None:
    """What a job reads; None when it was read meanwhile. Raises BadTable."""
    if upload.source == "renewal":
        return _open_renewal(selectors.find_without_permit(upload.organisation_id, upload.made_at))
    file = UploadFile.objects.filter(upload=upload).first()
    if file is None:
        return None
    checks = _checks(permits.get_order(file.order_id), file.document_type, upload.made_at)
    return _open_table(sealed.open_file(file.sealed), checks)


def _checks(order: OrderInForce, document_type: str, now: datetime) -> Checks:
    return selectors.get_checks(order, usual=document_type, region=settings.REGION, now=now)


def _open_table(content: bytes, checks: Checks) -> _Opened:
    table = read_table(content)
    columns = find_columns(
        table.rows,
        is_document=checks.is_document,
        is_date=checks.is_date,
        is_phone=checks.is_phone,
    )
    rows = [
        (number, row)
        for number, row in enumerate(table.rows, start=1)
        if number > columns.first and any(row)
    ]
    return _Opened(
        form=_describe(table.form, columns, table.rows),
        rows=len(rows),
        lines=_check_rows(rows, columns, checks),
    )


def _check_rows(
    rows: Iterable[tuple[int, tuple[str, ...]]], columns: Columns, checks: Checks
) -> Iterator[tuple[int, Line]]:
    """The rows as they were read; who is on the list twice stays on it once."""
    first: dict[tuple[str, str], int] = {}
    for number, row in rows:
        one = check_row(row, columns, checks)
        if one.document is not None:
            before = first.setdefault((one.document.type, one.document.number), number)
            if before != number:
                one = _twin(one, before)
        yield number, Line.of(row, one)


def _twin(row: CheckedRow, before: int) -> CheckedRow:
    problem = Problem(code="twice", field="document", fact=str(before))
    return replace(row, problems=(*row.problems, problem))


def _open_renewal(workers: QuerySet[Worker]) -> _Opened:
    told = [sealed.open_told(row.sealed) for row in workers.order_by("pk")]
    columns = Columns(places={"name": 0, "document": 1, "plate": 2}, heading=None)
    lines = (
        Line(
            cells=(one.name, one.document_number, one.plate or ""),
            name=one.name,
            document_type=one.document_type,
            document_number=one.document_number,
            plate=one.plate,
        )
        for one in told
    )
    return _Opened(
        form=_describe(Form(kind="xlsx"), columns, []),
        rows=len(told),
        lines=enumerate(lines, start=1),
    )


def _describe(form: Form, columns: Columns, rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    heading = list(rows[columns.heading]) if columns.heading is not None else []
    return {
        "kind": form.kind,
        "encoding": form.encoding,
        "delimiter": form.delimiter,
        "heading": heading,
        "places": dict(columns.places),
    }


# --- reading ----------------------------------------------------------------------------------------


def _read(upload: Upload, opened: _Opened, *, clock: Callable[[], datetime]) -> None:
    # What is kept already is looked through again: it tells who is on the list a second time.
    for _ in islice(opened.lines, upload.checked):
        pass
    left: Upload | None = upload
    while left and left.state == Upload.State.READING:
        left = _keep(left, list(islice(opened.lines, CHUNK)), opened, clock())


@transaction.atomic
def _keep(
    upload: Upload, lines: Sequence[tuple[int, Line]], opened: _Opened, now: datetime
) -> Upload | None:
    """Write the next rows down. None: somebody was quicker, or the list was taken back."""
    reading = Upload.objects.select_for_update().filter(pk=upload.pk, state=Upload.State.READING)
    row = reading.filter(checked=upload.checked).first()
    if row is None:
        return None
    _insert(row, lines)
    row.form, row.held_until = opened.form, now + HELD
    row.checked += len(lines)
    row.bad += sum(bool(line.problems) for _, line in lines)
    row.rows = opened.rows
    if len(lines) < CHUNK:
        # These were the last. People may have left a renewal since somebody began to read it.
        row.rows = row.checked
        row.state, row.held_until = Upload.State.DRAFT, None
        UploadFile.objects.filter(upload=row).delete()
        _record(row, "upload-read", now, rows=row.rows, bad=row.bad)
    row.save()
    return row


def _insert(upload: Upload, lines: Sequence[tuple[int, Line]]) -> None:
    ready, bad = UploadRow.State.READY, UploadRow.State.BAD
    run(
        SQL["insert_rows"],
        {
            "upload": upload.pk,
            "numbers": [number for number, _ in lines],
            "states": [str(bad if line.problems else ready) for _, line in lines],
            "sealed": [sealed.seal_line(line) for _, line in lines],
            "document_indexes": [
                None if line.problems else people_sealed.index_document(line.document)
                for _, line in lines
            ],
        },
    )


@transaction.atomic
def _give_up(upload: Upload, why: str, now: datetime) -> None:
    """It is no list. Its page says why, and what was sent is deleted."""
    reading = Upload.objects.filter(pk=upload.pk, state=Upload.State.READING)
    if reading.update(state=Upload.State.UNREADABLE, why_unreadable=why, held_until=None):
        UploadFile.objects.filter(upload=upload).delete()
        _record(upload, "upload-unreadable", now, why=why)


def _record(upload: Upload, action: str, now: datetime, **facts: str | int) -> None:
    record(upload, action=action, actor=f"resident:{upload.made_by}", at=now, **facts)
