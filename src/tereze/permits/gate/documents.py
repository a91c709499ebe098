# SPDX-License-Identifier: EUPL-1.2
"""The document that somebody shows, read by the definitions of the orders' packs."""

from collections.abc import Iterable

from tereze.core.errors import BadInput
from tereze.packs.document_checks import check_number
from tereze.packs.errors import DocumentNumberWrong
from tereze.packs.types import DocumentType
from tereze.people.types import PaperDocument
from tereze.permits.gate.contract import Document
from tereze.permits.types import OrderInForce


def check_document(orders: Iterable[OrderInForce], shown: Document) -> PaperDocument:
    """The document with its number as it is stored, by any order's definition of the type."""
    wrong: DocumentNumberWrong | None = None
    for definition in _definitions(orders, shown.type):
        try:
            return PaperDocument(type=shown.type, number=check_number(definition, shown.number))
        except DocumentNumberWrong as error:
            wrong = wrong or error
    if wrong is None:
        raise BadInput("No order here knows documents of this type.", field="document.type")
    raise type(wrong)(field="document.number")


def _definitions(orders: Iterable[OrderInForce], document_type: str) -> list[DocumentType]:
    """What orders say of a type of document, the latest order first."""
    latest_first = sorted(orders, key=lambda order: order.starts_at, reverse=True)
    found = (order.regime.documents.get(document_type) for order in latest_first)
    return [definition for definition in found if definition]
