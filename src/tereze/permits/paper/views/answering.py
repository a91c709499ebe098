# SPDX-License-Identifier: EUPL-1.2
"""How a PDF is answered."""

from collections.abc import Sequence

from django.http import HttpResponse

from tereze.permits.paper.cards import choose_paper, print_cards
from tereze.permits.paper.types import Card


def answer_cards(cards: Sequence[Card], *, wanted: str) -> HttpResponse:
    """The cards for the printer. `wanted` is the paper, as the address says it."""
    return answer_pdf(print_cards(cards, choose_paper(wanted, cards)), name="tereze-card.pdf")


def answer_pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF that opens to be printed. Its views are never cached; and the name tells of nobody,
    because some browsers leave the file behind."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            # What pages may load does not concern a PDF, and would stop a browser's own viewer.
            "Content-Security-Policy": "base-uri 'none'; frame-ancestors 'none'",
        },
    )
