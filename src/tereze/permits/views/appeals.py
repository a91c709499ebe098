# SPDX-License-Identifier: EUPL-1.2
"""Appeals: a refused resident asks a person to look again, and reads the answer."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.permits import own, services
from tereze.permits.errors import AlreadyDecided
from tereze.permits.forms.sentences import AppealForm
from tereze.permits.views.answering import answer
from tereze.permits.words import Words


@never_cache
@require_safe
@sessions.resident_required
def appeal_list(request: sessions.ResidentRequest) -> HttpResponse:
    """What was appealed against, and what was answered."""
    now = clock.now()
    rows = [
        (facts, Words.of_order(facts.order, now)) for facts in own.list_appeals(request.resident)
    ]
    return answer(
        request, "permits/appeals.html", {"rows": rows}, words=rows[0][1] if rows else None
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def appeal_new(request: sessions.ResidentRequest, day: date, number: int) -> HttpResponse:
    """One sentence."""
    now = clock.now()
    facts = own.access_refusal(request.resident, day=day, number=number)
    if not facts.appealable:
        return redirect("appeals" if facts.appeal else "home")
    words = Words.of_order(facts.order, now)
    form = AppealForm(request.POST or None)
    if not form.is_valid():
        return answer(request, "permits/appeal_new.html", {"facts": facts}, words=words, form=form)
    try:
        services.appeal_refusal(
            resident_id=facts.resident_id,
            day=day,
            number=number,
            sentence=form.cleaned_data["sentence"],
            now=now,
        )
    except AlreadyDecided:  # sent twice: the first one counts
        return redirect("appeals")
    messages.success(request, gettext("A duty officer will read it and answer."))
    return redirect("appeals")
