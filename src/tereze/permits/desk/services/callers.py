# SPDX-License-Identifier: EUPL-1.2
"""Who calls, and for whom: looked up, opened, registered. Each look is recorded once for a call.

As long as the call goes on its people lie open in front of who talks to them; then no more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.selectors import Staff
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import own
from tereze.permits.desk.errors import NobodyMeant
from tereze.permits.desk.models import Call, CallAnswer
from tereze.permits.desk.rules import Sought
from tereze.permits.desk.services.calls import lock_own_call
from tereze.permits.desk.types import CallFacts
from tereze.permits.records import CALLED


@transaction.atomic
def show_call(*, staff: Staff, call: CallFacts, now: datetime) -> None:
    """A call comes to its operator's screen: whoever has this phone is looked up, once."""
    row = lock_own_call(staff=staff, call_id=call.id, now=now)
    if row.shown_at is not None:
        return
    row.shown_at = now
    row.save(update_fields=["shown_at"])
    if call.phone and row.resident_id is None:
        _keep_found(row, _search(staff, row, Sought(phone=call.phone), now), staff, now)


def find_caller(
    *, staff: Staff, call: CallFacts, sought: Sought, now: datetime
) -> tuple[ResidentFacts, ...]:
    """Who that is; who is found alone is the caller. Recorded for each who is found.

    Raises NameTooShort, TooManyFound, TooManySearches.
    """
    # The count of searches by name is kept whatever comes of the search.
    named: tuple[ResidentFacts, ...] = ()
    if sought.name:
        named = people_services.search_residents_by_name(
            staff=staff, name=sought.name, born=sought.born, why=CALLED, now=now
        )
    with transaction.atomic():
        row = lock_own_call(staff=staff, call_id=call.id, now=now)
        numbered = _search(staff, row, replace(sought, name=None), now)
        found = tuple({facts.id: facts for facts in (*numbered, *named)}.values())
        _keep_found(row, found, staff, now)
        return found


@transaction.atomic
def choose_caller(*, staff: Staff, call: CallFacts, place: int, now: datetime) -> None:
    """One of those who were found is the caller. Raises NobodyMeant."""
    row = lock_own_call(staff=staff, call_id=call.id, now=now)
    if not 0 <= place < len(row.found):
        raise NobodyMeant
    _open(row, row.found[place], staff, now)


@transaction.atomic
def choose_whom(*, staff: Staff, call: CallFacts, number: int, now: datetime) -> None:
    """For whom the caller asks: themselves (0), or one of those for whom they may act.

    Raises NobodyMeant, NoSuchPerson.
    """
    row = lock_own_call(staff=staff, call_id=call.id, now=now)
    if row.resident_id is None:
        raise NobodyMeant
    whom = own.access_whom(people.get_resident(row.resident_id), number)
    _record_look(row, whom.resident.id, staff, now)
    row.whom_id = whom.resident.id
    row.save(update_fields=["whom_id", "opened"])


@transaction.atomic
def leave_caller(*, staff: Staff, call: CallFacts, now: datetime) -> None:
    """It is somebody else: nobody is known any more."""
    row = lock_own_call(staff=staff, call_id=call.id, now=now)
    row.resident_id = row.whom_id = None
    row.found = []
    row.save(update_fields=["resident_id", "whom_id", "found"])


def register_caller(
    *,
    staff: Staff,
    call: CallFacts,
    person: Person,
    documents: Sequence[PaperDocument],
    now: datetime,
) -> ResidentFacts:
    """Register a caller whom nobody knows, as they say it; an operator confirms it another day.

    A number that an exchange presents proves no phone. So who has a document is registered without
    one: otherwise whoever fakes a number could sign in as somebody else. Where people are known by
    their phone alone, it is all that there is, as at every door.

    Raises DocumentTaken, BadInput.
    """
    if documents:
        registered = people_services.register_resident(
            person=replace(person, phone=None),
            documents=documents,
            source="call",
            verified=False,
            actor=f"staff:{staff.pk}",
            now=now,
        )
    else:
        registered = people_services.declare_resident(person=person, now=now)
    with transaction.atomic():
        row = lock_own_call(staff=staff, call_id=call.id, now=now)
        _open(row, registered.id, staff, now)
        CallAnswer.objects.create(
            call=row,
            key=f"registered-{row.answers.count()}",
            at=now,
            kind="registered",
            resident_id=registered.id,
        )
    return registered


def _search(staff: Staff, row: Call, sought: Sought, now: datetime) -> tuple[ResidentFacts, ...]:
    found: dict[int, ResidentFacts] = {}
    asked: list[dict[str, Any]] = [{"document": document} for document in sought.documents]
    if sought.phone:
        asked.append({"phone": sought.phone})
    for by in asked:
        seen = people.search_residents_for_staff(staff=staff, why=CALLED, now=now, **by)
        found |= {facts.id: facts for facts in seen}
    return tuple(found.values())


def _keep_found(row: Call, found: Sequence[ResidentFacts], staff: Staff, now: datetime) -> None:
    row.found = [facts.id for facts in found]
    if len(found) == 1:
        _open(row, found[0].id, staff, now)
    else:
        row.save(update_fields=["found"])


def _open(row: Call, resident_id: int, staff: Staff, now: datetime) -> None:
    """This is the caller, and asks for themselves until they say otherwise."""
    language = _record_look(row, resident_id, staff, now).person.language or ""
    row.resident_id = row.whom_id = resident_id
    row.found = []
    if not row.language and language in dict(settings.LANGUAGES):
        row.language = language
    row.save(update_fields=["resident_id", "whom_id", "found", "opened", "language"])


def _record_look(row: Call, resident_id: int, staff: Staff, now: datetime) -> ResidentFacts:
    if resident_id in row.opened:
        return people.get_resident(resident_id)
    row.opened = [*row.opened, resident_id]
    return people.access_resident(
        staff=staff,
        resident_id=resident_id,
        what="profile, permits",
        why=CALLED,
        now=now,
    )
