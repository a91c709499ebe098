# SPDX-License-Identifier: EUPL-1.2
"""Asking for a permit, and the answer no. (The answer yes is the permit's own page.)"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.people.errors import MandateUsedUp
from tereze.people.types import ResidentFacts
from tereze.permits import acting, services
from tereze.permits.errors import KeyUsedForAnother, TooBusy
from tereze.permits.forms.asking import AskForm, start_at
from tereze.permits.outlook import get_outlook
from tereze.permits.own import RefusalFacts, Whom
from tereze.permits.types import Answer, Granted, Proposal, Refused
from tereze.permits.views.answering import answer, asked_number, asked_start, words_of
from tereze.permits.views.permits import light_pane
from tereze.permits.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something to do instead, as a button."""

    kind: str
    url: str
    icon: str
    title: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def ask(request: sessions.ResidentRequest, purpose_id: str) -> HttpResponse:
    """What the regime needs to know, and one button."""
    now = clock.now()
    whom = acting.access_whom(request.resident, asked_number(request), now)
    outlook = get_outlook(whom.resident, now=now)
    words = words_of(outlook.order, now)
    if outlook.order is None or words is None:
        return redirect("home")
    quota = next((quota for quota in outlook.purposes if quota.purpose == purpose_id), None)
    if quota is None or not whom.may_ask:
        raise Http404
    purpose = words.find_purpose(purpose_id)
    form = AskForm(
        request.POST or None,
        initial=start_at(asked_start(request, now), words),
        order=outlook.order,
        purpose=purpose,
        home=whom.resident.person.home,
        words=words,
    )
    if form.is_valid() and (given := _ask(request, whom, form, now)):
        return given
    return answer(
        request,
        "permits/ask.html",
        {
            "whom": whom,
            "purpose": purpose,
            "quota": quota,
            "proposal": quota.answer if isinstance(quota.answer, Proposal) else None,
        },
        words=words,
        form=form,
    )


def _ask(
    request: sessions.ResidentRequest, whom: Whom, form: AskForm, now: datetime
) -> HttpResponse | None:
    """To the permit or the refusal; None when the form says what is to be done first."""
    try:
        given = _ask_for(request.resident, whom, form, now)
    except KeyUsedForAnother:
        messages.info(request, gettext("You asked with that page before. Here is a new one."))
        return redirect(request.get_full_path())
    except TooBusy:
        form.add_error(None, gettext("Many people ask right now. Nothing is lost: try again."))
        return None
    except MandateUsedUp:
        form.add_error(None, gettext("All permits that you may ask for here were asked for."))
        return None
    if isinstance(given, Granted):
        light_pane(request, given.permit)
        return redirect("permit", given.permit.code)
    # Without an order nothing about the person is kept, and the first page tells how it is.
    return redirect(_refusal_url(given)) if given.order else redirect("home")


def _ask_for(resident: ResidentFacts, whom: Whom, form: AskForm, now: datetime) -> Answer:
    request, key = form.request(), form.cleaned_data["key"]
    if whom.mandate is None:
        return services.ask_permit(
            resident=whom.resident, request=request, door="web", now=now, key=key
        )
    return services.ask_under_mandate(
        helper_id=resident.id,
        number=whom.mandate.number or 0,
        request=request,
        door="web",
        why=acting.ASKED,
        now=now,
        key=key,
    )


@never_cache
@require_safe
@sessions.resident_required
def refusal(request: sessions.ResidentRequest, day: date, number: int) -> HttpResponse:
    """A no that helps."""
    now = clock.now()
    facts, whom = acting.access_refusal(request.resident, day=day, number=number, now=now)
    words = Words.of_order(facts.order, now)
    again = facts.refusal.next_eligible
    return answer(
        request,
        "permits/refusal.html",
        {
            "facts": facts,
            "whom": whom,
            "ways": list(_ways_out(facts, whom, words)),
            "again": again if again and again > now else None,
        },
        words=words,
    )


def _ways_out(facts: RefusalFacts, whom: Whom, words: Words) -> Iterator[Way]:
    """What can still be done, in the order of the rules. Emergency is always the last."""
    for way in facts.refusal.ways_out:
        if way.kind == "hour" and way.at and way.at > words.now:
            yield Way(
                kind="hour",
                icon="clock",
                title=gettext("Ask for %(time)s") % {"time": words.time(way.at)},
                url=_ask_url(facts.request.purpose, whom, {"from": way.at.isoformat()}),
            )
        elif way.kind == "purpose" and way.purpose:
            yield Way(
                kind="purpose",
                icon=words.purpose_icon(way.purpose),
                title=words.purpose(way.purpose),
                url=_ask_url(way.purpose, whom),
            )
        elif way.kind == "appeal" and facts.appealable and whom.mandate is None:
            waits = facts.refusal.code == "needs-approval"
            again = gettext("Ask a person to look again")
            yield Way(
                kind="appeal",
                icon="appeal",
                title=gettext("Ask the officer") if waits else again,
                url=reverse("appeal-new", args=[facts.day, facts.number]),
            )


def _ask_url(purpose_id: str, whom: Whom, more: dict[str, str] | None = None) -> str:
    query = {**({"for": str(whom.number)} if whom.number else {}), **(more or {})}
    url = reverse("ask", args=[purpose_id])
    return f"{url}?{urlencode(query)}" if query else url


def _refusal_url(refused: Refused) -> str:
    return reverse("refusal", args=[refused.day, refused.number])
