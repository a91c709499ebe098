# SPDX-License-Identifier: EUPL-1.2
"""Typing sheets in."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from tereze.core import audit
from tereze.people import roles
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.selectors import Staff
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import services
from tereze.permits.paper.models import TypedSheet
from tereze.permits.paper.selectors import typed_sheet_facts
from tereze.permits.paper.sheets import Sheet
from tereze.permits.paper.types import TypedSheetFacts
from tereze.permits.types import Granted, Request

#: Whoever comes with the same sheet later than this asks anew.
KEPT: Final = timedelta(days=31)
#: The door's name on permits that were asked for by hand.
DOOR: Final = "paper"


@transaction.atomic(durable=True)
def type_in_sheet(
    *,
    staff: Staff,
    sheet: Sheet,
    person: Person,
    document: PaperDocument,
    request: Request,
    signed_on: date,
    why: str,
    now: datetime,
) -> TypedSheetFacts:
    """Ask for whoever wrote a sheet, by the rules of now; the paper's date is kept beside it.

    Whom nobody knows by the document becomes known, unconfirmed, by what stands on the sheet. Looking
    for them is a look. A number that was typed in before gives what came of it then: two operators
    who type it at once wait for each other.
    """
    official = roles.require(staff, {"operator"})
    if earlier := TypedSheet.objects.filter(number=sheet.number).first():
        return typed_sheet_facts(earlier, again=True)
    resident = _find_or_register(staff, person, document, why, now)
    row, is_new = TypedSheet.objects.get_or_create(
        number=sheet.number,
        defaults={
            "resident_id": resident.id,
            "signed_on": signed_on,
            "typed_at": now,
            "typed_by": official.actor,
            "order_id": sheet.order_id,
        },
    )
    if not is_new:
        return typed_sheet_facts(row, again=True)
    given = services.ask_permit(
        resident=resident, request=request, door=DOOR, now=now, document=document
    )
    if isinstance(given, Granted):
        row.permit_code = given.permit.code
    elif given.order is not None:
        row.refusal_day, row.refusal_number = given.day, given.number
    row.save()
    audit.record(
        actor=official.actor,
        action="sheet-typed-in",
        subject=f"resident:{resident.id}",
        at=now,
        sheet=sheet.number,
        signed_on=signed_on.isoformat(),
    )
    return typed_sheet_facts(row)


@transaction.atomic(durable=True)
def delete_old_sheets(*, now: datetime) -> None:
    """Forget what was typed in a month ago; the public log of deletions tells how many."""
    old = TypedSheet.objects.filter(typed_at__lte=now - KEPT)
    rows, _ = old.delete()
    services.record_deletion(
        what="sheets", until=now - KEPT, rows=rows, rule=f"after {KEPT.days} days", now=now
    )


def _find_or_register(
    staff: Staff, person: Person, document: PaperDocument, why: str, now: datetime
) -> ResidentFacts:
    found = people.search_residents_for_staff(staff=staff, document=document, why=why, now=now)
    if found:
        return found[0]
    return people_services.register_resident(
        person=person,
        documents=[document],
        source=DOOR,
        verified=False,
        actor=f"staff:{staff.pk}",
        now=now,
    )
