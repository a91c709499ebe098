# SPDX-License-Identifier: EUPL-1.2
"""The first page: what this is, for whoever comes; for a resident their state, then what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits import acting, own, selectors
from tereze.permits.outlook import get_outlook
from tereze.permits.own import Whom
from tereze.permits.types import QuotaLeft, Refusal
from tereze.permits.views.answering import answer, asked_number, words_here, words_of
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A purpose as a button."""

    url: str
    icon: str
    title: str
    #: how long a permit lasts
    length: str
    #: what is left of it, or when it comes back
    left: str
    #: asking now brings a permit
    open: bool
    #: waiting will not help
    closed: bool


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Whoever is signed in sees their state."""
    if sessions.get_signed_in_resident(request) is None:
        return _front(request, clock.now())
    return _state(request)


def _front(request: HttpRequest, now: datetime) -> HttpResponse:
    order = selectors.get_order_in_force(None, now)
    words = words_of(order, now)
    return answer(
        request,
        "permits/front.html",
        {"order": order, "demo_residents": people.list_demo_residents()},
        words=words,
    )


@sessions.resident_required
def _state(request: sessions.ResidentRequest) -> HttpResponse:
    now = clock.now()
    everybody = own.list_whom(request.resident)
    whom = acting.access_whom(request.resident, asked_number(request), now)
    outlook = get_outlook(whom.resident, now=now)
    words = words_of(outlook.order, now) or words_here(now)
    purposes = outlook.purposes if words and whom.may_ask else ()
    choices = [_choice(quota, words, whom) for quota in purposes if words]
    return answer(
        request,
        "permits/home.html",
        {
            "order": outlook.order,
            "whom": whom,
            "everybody": everybody,
            "helped": acting.list_helped(request.resident, now),
            "current": outlook.permits[0] if outlook.permits else None,
            "others": outlook.permits[1:],
            "open": [choice for choice in choices if not choice.closed],
            "closed": [choice for choice in choices if choice.closed],
            "any_open": any(choice.open for choice in choices),
        },
        words=words,
    )


@never_cache
@require_safe
@sessions.resident_required
def quota(request: sessions.ResidentRequest) -> HttpResponse:
    """What is left of each purpose, and when it renews."""
    now = clock.now()
    whom = acting.access_whom(request.resident, asked_number(request), now)
    outlook = get_outlook(whom.resident, now=now)
    words = words_of(outlook.order, now)
    return answer(
        request,
        "permits/quota.html",
        {"whom": whom, "order": outlook.order, "quotas": outlook.purposes},
        words=words or words_here(now),
    )


def _choice(quota: QuotaLeft, words: Words, whom: Whom) -> Choice:
    purpose = words.find_purpose(quota.purpose)
    url = reverse("ask", args=[purpose.id])
    refused = quota.answer if isinstance(quota.answer, Refusal) else None
    return Choice(
        url=f"{url}?for={whom.number}" if whom.number else url,
        icon=words.purpose_icon(purpose.id),
        title=words.purpose(purpose.id),
        length=words.length(purpose),
        left=words.left(quota),
        # Who asks what an officer decides on gets an answer, so that purpose is open, too.
        open=refused is None or refused.code == "needs-approval",
        closed=refused is not None
        and refused.next_eligible is None
        and refused.code != "needs-approval",
    )
