# SPDX-License-Identifier: EUPL-1.2
"""Reading what is printed. Whoever asks for a card has the permit already: `permits.own` and
`permits.duty` give it to those who may see it, and record the look."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from tereze.packs import selectors as packs
from tereze.permits import issuing
from tereze.permits import selectors as permits
from tereze.permits.paper.cards import word_card
from tereze.permits.paper.models import TypedSheet
from tereze.permits.paper.types import Card, TypedSheetFacts
from tereze.permits.types import OrderInForce, PermitFacts
from tereze.permits.words import Words


def get_card(permit: PermitFacts, *, language: str, now: datetime) -> Card:
    """A permit as a card in a language, or in the pack's own where it lacks this one."""
    words = Words(packs.get_pack(permit.digest), now=now, language=language)
    credential = issuing.issue_credential(permit, permits.get_key_ring(), url=settings.URL)
    decided = permits.get_decided(permit)
    with override(words.language):
        return word_card(
            permit, credential, document_tail=decided.applicant.document_tail, words=words
        )


def find_typed_sheet(number: str) -> TypedSheetFacts | None:
    """What came of a sheet; None: nobody typed it in yet."""
    row = TypedSheet.objects.filter(pk=number).first()
    return typed_sheet_facts(row) if row else None


def list_sheets_of_resident(resident_id: int) -> tuple[TypedSheetFacts, ...]:
    """What came of sheets that were typed in for somebody, for the file of what is held."""
    rows = TypedSheet.objects.filter(resident=resident_id).order_by("typed_at")
    return tuple(map(typed_sheet_facts, rows))


def find_order_of_sheet(order_id: int | None, now: datetime) -> OrderInForce | None:
    """The order that a sheet was printed under, while it is in force."""
    for order in permits.list_orders():
        if order.id == order_id and order.starts_at <= now < order.ends_at:
            return order
    return None


def typed_sheet_facts(row: TypedSheet, *, again: bool = False) -> TypedSheetFacts:
    """A row as a value."""
    refused = None
    if row.refusal_day is not None and row.refusal_number is not None:
        refused = (row.refusal_day, row.refusal_number)
    return TypedSheetFacts(
        number=row.number,
        resident_id=row.resident_id,
        signed_on=row.signed_on,
        typed_at=row.typed_at,
        permit_code=row.permit_code,
        refusal=refused,
        again=again,
    )
