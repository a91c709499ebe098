# SPDX-License-Identifier: EUPL-1.2
"""Asking at a kiosk, and the answer to take along.

What one has left, and permits that one has, do not stand here: who knows a neighbour's document
number could read when the neighbour is out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.permits import own, selectors, services
from tereze.permits.errors import KeyUsedForAnother, TooBusy
from tereze.permits.forms.asking import AskForm
from tereze.permits.kiosk import visits
from tereze.permits.kiosk.views.answering import DOORS, kiosk_answer
from tereze.permits.kiosk.visits import VisitRequest, visit_required
from tereze.permits.own import Whom
from tereze.permits.questions import own_door
from tereze.permits.types import Granted, OrderInForce
from tereze.permits.views.answering import asked_number, words_here
from tereze.permits.views.permits import draw_qr, issue
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A purpose as a button."""

    id: str
    url: str
    icon: str
    title: str
    length: str


@never_cache
@require_safe
@visit_required
def choose(request: VisitRequest) -> HttpResponse:
    """For whom, and what for?"""
    now = clock.now()
    whom = own.access_whom(request.resident, asked_number(request))
    order = selectors.get_order_in_force(whom.resident.person.home, now)
    if order is None:
        return kiosk_answer(request, "kiosk/nothing_in_force.html", {}, words=words_here(now))
    words = Words.of_order(order, now)
    return kiosk_answer(
        request,
        "kiosk/choose.html",
        {
            "whom": whom,
            "everybody": own.list_whom(request.resident),
            "choices": list(_choices(order, words, whom)),
        },
        words=words,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@visit_required
def ask(request: VisitRequest, purpose_id: str) -> HttpResponse:
    """What the regime needs to know, and one button."""
    now = clock.now()
    whom = own.access_whom(request.resident, asked_number(request))
    order = selectors.get_order_in_force(whom.resident.person.home, now)
    if order is None:
        return redirect("kiosk-choose")
    words = Words.of_order(order, now)
    if purpose_id not in {choice.id for choice in _choices(order, words, whom)}:
        raise Http404
    form = AskForm(
        request.POST or None,
        order=order,
        purpose=words.find_purpose(purpose_id),
        home=whom.resident.person.home,
        words=words,
        doors=DOORS,
    )
    if form.is_valid() and (given := _ask(request, whom, form, now)):
        return given
    return kiosk_answer(
        request, "kiosk/ask.html", {"whom": whom, "purpose_id": purpose_id}, words=words, form=form
    )


@never_cache
@require_safe
@visit_required
def permit(request: VisitRequest) -> HttpResponse:
    """The permit that was granted in this visit, to be printed or read from the screen."""
    now = clock.now()
    if not request.visit.code:
        return redirect("kiosk-choose")
    facts = own.access_permit(request.resident, request.visit.code, now)
    return kiosk_answer(
        request,
        "kiosk/permit.html",
        {"permit": facts, "qr": draw_qr(issue(facts).text)},
        words=Words(packs.get_pack(facts.digest), now=now),
    )


@never_cache
@require_safe
@visit_required
def refusal(request: VisitRequest) -> HttpResponse:
    """Why not, when again, and what else there is."""
    now = clock.now()
    if request.visit.refusal is None:
        return redirect("kiosk-choose")
    day, number = request.visit.refusal
    facts = own.access_refusal(request.resident, day=date.fromisoformat(day), number=number)
    again = facts.refusal.next_eligible
    return kiosk_answer(
        request,
        "kiosk/refusal.html",
        {"facts": facts, "again": again if again and again > now else None},
        words=Words.of_order(facts.order, now),
    )


def _choices(order: OrderInForce, words: Words, whom: Whom) -> Iterator[Choice]:
    """What can be asked for here, the same for everybody. Who is in danger does not ask."""
    for purpose in order.regime.purposes:
        if not purpose.emergency and own_door(order.regime, purpose, DOORS):
            url = reverse("kiosk-ask", args=[purpose.id])
            yield Choice(
                id=purpose.id,
                url=f"{url}?for={whom.number}" if whom.number else url,
                icon=words.purpose_icon(purpose.id),
                title=words.purpose(purpose.id),
                length=words.length(purpose),
            )


def _ask(request: VisitRequest, whom: Whom, form: AskForm, now: datetime) -> HttpResponse | None:
    """To the permit or the refusal; None when the form says what is to be done first."""
    try:
        given = services.ask_permit(
            resident=whom.resident,
            request=form.request(),
            door=request.kiosk.name,
            now=now,
            key=form.cleaned_data["key"],
        )
    except KeyUsedForAnother:
        return redirect("kiosk-choose")
    except TooBusy:
        form.add_error(None, gettext("Many people ask right now. Nothing is lost: try again."))
        return None
    if isinstance(given, Granted):
        visits.write(request, replace(request.visit, code=given.permit.code, refusal=None))
        return redirect("kiosk-permit")
    if given.order is None:
        return redirect("kiosk-choose")
    refused = (given.day.isoformat(), given.number)
    visits.write(request, replace(request.visit, refusal=refused, code=""))
    return redirect("kiosk-refusal")
