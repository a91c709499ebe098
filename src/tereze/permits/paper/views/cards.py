# SPDX-License-Identifier: EUPL-1.2
"""A resident's permits as cards: their own, and those of whom they ask for."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.permits import acting, own
from tereze.permits.paper import limits, selectors
from tereze.permits.paper.cards import MOST_CARDS
from tereze.permits.paper.types import Card
from tereze.permits.paper.views.answering import answer_cards
from tereze.permits.types import PermitFacts


@never_cache
@require_safe
@sessions.resident_required
def own_card(request: sessions.ResidentRequest, code: str) -> HttpResponse:
    """One permit on one card."""
    now = clock.now()
    permit, _ = acting.access_permit(request.resident, code, now)
    if permit.state(now) not in ("valid", "not-yet"):
        raise Http404
    limits.count_print_of_resident(request.resident.id)
    return answer_cards([_card(permit, now)], wanted=request.GET.get("paper", ""))


@never_cache
@require_safe
@sessions.resident_required
def own_cards(request: sessions.ResidentRequest) -> HttpResponse:
    """All that hold, of the whole family, to cut apart."""
    now = clock.now()
    permits = [
        permit
        for permit in own.list_permits(request.resident, now)
        if permit.state(now) in ("valid", "not-yet")
    ]
    if not permits:
        raise Http404
    limits.count_print_of_resident(request.resident.id)
    cards = [_card(permit, now) for permit in permits[:MOST_CARDS]]
    return answer_cards(cards, wanted=request.GET.get("paper", ""))


def _card(permit: PermitFacts, now: datetime) -> Card:
    return selectors.get_card(permit, language=get_language() or "", now=now)
