# SPDX-License-Identifier: EUPL-1.2
"""What the pages of employers share: who signs for which organisation, and the words of its order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from tereze.core.forms import Form
from tereze.people import organisations
from tereze.people.organisations import Signing
from tereze.people.sessions import ResidentRequest
from tereze.permits import selectors as permits
from tereze.permits.employers import selectors
from tereze.permits.employers.errors import NoPurpose
from tereze.permits.types import OrderInForce
from tereze.permits.views.answering import answer, words_here, words_of
from tereze.permits.words import Words


def signing_of(request: ResidentRequest, organisation_id: int, now: datetime) -> Signing:
    """For which organisation somebody acts on this page. Raises UnknownOrganisation."""
    return organisations.access_organisation(
        resident_id=request.resident.id, organisation_id=organisation_id, now=now
    )


def order_and_words(home: str | None, now: datetime) -> tuple[OrderInForce, Words]:
    """The order under which an employer asks now, and its words. Raises NoPurpose."""
    order = selectors.get_order(home, now)
    if not selectors.list_purposes(order):
        raise NoPurpose
    return order, Words.of_order(order, now)


def orders_and_words(now: datetime) -> list[tuple[OrderInForce, Words]]:
    """All orders in force, with their words."""
    return [(order, Words.of_order(order, now)) for order in selectors.list_in_force(now)]


def office_answer(
    request: ResidentRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    now: datetime,
    signing: Signing | None = None,
    form: Form | None = None,
) -> HttpResponse:
    """The page, in the words of what is in force here."""
    office = signing.organisation if signing else None
    order = permits.get_order_in_force(request.resident.person.home, now)
    return answer(
        request,
        f"employers/{template}.html",
        {"office": office, "signing": signing, "now": now, **context},
        words=words_of(order, now) or words_here(now),
        form=form,
    )
