# SPDX-License-Identifier: EUPL-1.2
"""A register becomes our residents: in batches, each a transaction, a million rows and more.

An import that was interrupted is simply repeated: who is known already is brought up to date, and
a row that says nothing new writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection

from tereze.core import audit, events
from tereze.core.errors import BadInput
from tereze.core.ids import new_id
from tereze.core.sql import load_queries
from tereze.people import rules, sealed
from tereze.people.events import ResidentVerified
from tereze.people.register_file import RegisterRow
from tereze.people.register_rows import Entry, read_entry
from tereze.people.services.races import win
from tereze.people.types import ImportReport, PaperDocument

SQL = load_queries("tereze.people", "importing.sql")

#: Rows of one transaction: large enough that a round trip to the database costs little of a row,
#: small enough that somebody who registers at the same moment waits a fraction of a second.
_BATCH = 2_000


@dataclass(kw_only=True, slots=True)
class _Draft:
    """A person of the batch, as the rows so far make them."""

    id: int
    known: rules.Known
    #: not in the database yet; only then `document` has to be written too
    is_new: bool
    document: PaperDocument | None = None
    is_changed: bool = False


def import_residents(
    rows: Iterable[RegisterRow],
    *,
    spoken: frozenset[str],
    source: str,
    check: Callable[[str, str], str],
    reject: Callable[[RegisterRow, str], None],
    actor: str,
    now: datetime,
    progress: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Make everybody in a register known and confirmed, or bring them up to date.

    `spoken` are the columns that the register has: of the others it says nothing. `check`
    normalises a document's number by its type or raises BadInput. `reject` is given each row that
    can't be used and why; the others are imported. `progress` is told after every batch.
    """
    report = ImportReport()
    stream = iter(rows)
    while batch := list(islice(stream, _BATCH)):
        entries = []
        # A day's grace: east of Greenwich a child can be born on a day that UTC does not know yet.
        tomorrow = (now + timedelta(days=1)).date()
        for row in batch:
            try:
                entries.append(_read(row, check=check, today=tomorrow))
            except BadInput as error:
                reject(row, error.message)
        done = _write_batch(entries, spoken=spoken, source=source, actor=actor, now=now)
        report = ImportReport(
            rows=report.rows + len(batch),
            added=report.added + done.added,
            updated=report.updated + done.updated,
            unchanged=report.unchanged + done.unchanged,
            bad=report.bad + len(batch) - len(entries),
        )
        if progress:
            progress(report)
    return report


def _read(row: RegisterRow, *, check: Callable[[str, str], str], today: date) -> Entry:
    if row.problem:
        raise BadInput(row.problem)
    return read_entry(row.cells, check=check, region=settings.REGION, today=today)


def _write_batch(
    entries: Sequence[Entry], *, spoken: frozenset[str], source: str, actor: str, now: datetime
) -> ImportReport:
    indexes = [sealed.index_document(entry.document) for entry in entries]

    def write() -> ImportReport:
        drafts = _lock_holders(indexes)
        outcomes: Counter[str] = Counter()
        for index, entry in zip(indexes, entries, strict=True):
            if draft := drafts.get(index):
                outcomes["updated" if _tell(draft, entry, spoken, now) else "unchanged"] += 1
            else:
                known = rules.Known(person=entry.person, verified=True)
                drafts[index] = _Draft(
                    id=new_id(), known=known, is_new=True, document=entry.document
                )
                outcomes["added"] += 1
        new = {index: draft for index, draft in drafts.items() if draft.is_new}
        # Somebody with two documents has one draft under two indexes.
        changed = {d.id: d for d in drafts.values() if d.is_changed and not d.is_new}
        _insert(new, source=source, now=now)
        _execute("update_residents", source=source, now=now, **_columns(changed.values()))
        audit.record(actor=actor, action="residents-imported", subject=source, at=now, **outcomes)
        return ImportReport(**outcomes)

    return win(write)


def _lock_holders(indexes: Sequence[bytes]) -> dict[bytes, _Draft]:
    """The people who hold these documents, by document."""
    drafts: dict[int, _Draft] = {}
    by_index = {}
    for index, id, sealed_person, verified_at, source in _execute("lock_holders", indexes=indexes):
        if id not in drafts:
            known = rules.Known(
                person=sealed.open_person(sealed_person),
                verified=verified_at is not None,
                source=source,
            )
            drafts[id] = _Draft(id=id, known=known, is_new=False)
        by_index[bytes(index)] = drafts[id]
    return by_index


def _tell(draft: _Draft, entry: Entry, spoken: frozenset[str], now: datetime) -> bool:
    """Let the register speak of somebody known; whether that changed anything."""
    person = rules.confirm(draft.known, entry.person, spoken=spoken & rules.FIELDS)
    if draft.known.verified and person == draft.known.person:
        return False
    if not draft.known.verified:
        events.publish(ResidentVerified(resident_id=draft.id, at=now))
    draft.known = replace(draft.known, person=person, verified=True)
    draft.is_changed = True
    return True


def _insert(new: Mapping[bytes, _Draft], *, source: str, now: datetime) -> None:
    _execute("insert_residents", source=source, now=now, **_columns(new.values()))
    documents = [draft.document for draft in new.values() if draft.document]
    _execute(
        "insert_documents",
        indexes=list(new),
        resident_ids=[draft.id for draft in new.values()],
        types=[document.type for document in documents],
        sealed_numbers=[sealed.seal_number(document) for document in documents],
    )


def _columns(drafts: Iterable[_Draft]) -> dict[str, list[Any]]:
    people = [(draft.id, draft.known.person) for draft in drafts]
    return {
        "ids": [id for id, _ in people],
        "sealed": [sealed.seal_person(person) for _, person in people],
        "phone_indexes": [
            sealed.index_phone(person.phone) if person.phone else None for _, person in people
        ],
    }


def _execute(name: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL[name].psycopg, parameters)
        return cursor.fetchall() if cursor.description else []
