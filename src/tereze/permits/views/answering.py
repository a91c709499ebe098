# SPDX-License-Identifier: EUPL-1.2
"""How pages of this room answer: in the order's time zone, with its pack's words at hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tereze.core.forms import Form, read_number
from tereze.permits import rules, selectors
from tereze.permits.types import OrderInForce
from tereze.permits.words import Words


def words_of(order: OrderInForce | None, now: datetime) -> Words | None:
    """The words of an order's pack in the reader's language."""
    return Words.of_order(order, now) if order else None


def words_here(now: datetime) -> Words | None:
    """The words of what is in force here, for pages that are nobody's in particular; when nothing
    is, of what was or will be."""
    order = selectors.get_order_in_force(None, now)
    orders = selectors.list_orders()
    return words_of(order or (orders[-1] if orders else None), now)


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    words: Words | None,
    form: Form | None = None,
) -> HttpResponse:
    """The page. A form with mistakes makes it a 422."""
    zone = words.zone if words else timezone.get_default_timezone()
    with timezone.override(zone):
        return render(
            request,
            template,
            {
                "words": words,
                "form": form,
                "resident": getattr(request, "resident", None),
                "emergency_numbers": settings.EMERGENCY_NUMBERS,
                **context,
            },
            status=422 if form and form.errors else 200,
        )


def asked_number(request: HttpRequest) -> int:
    """For whom the page is, by `own.Whom.number`; an address that says nonsense means oneself."""
    return read_number(request.GET.get("for", "")) or 0


def asked_start(request: HttpRequest, now: datetime) -> datetime | None:
    """A start that a way out names; what can't be read, is over or is years away is left out."""
    try:
        moment = datetime.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and now <= moment <= now + rules.LONGEST else None
