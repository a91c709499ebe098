# SPDX-License-Identifier: EUPL-1.2
"""What a call brings: a permit or a refusal, an emergency pass, an appeal, a code by message."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits.desk import script, services
from tereze.permits.desk.screen import DOORS
from tereze.permits.desk.types import CallFacts
from tereze.permits.desk.views.answering import in_language_of, show, with_call
from tereze.permits.desk.views.calls import OPERATORS
from tereze.permits.errors import AlreadyDecided, KeyUsedForAnother, NotAppealable, TooBusy
from tereze.permits.forms.asking import AskForm, start_at
from tereze.permits.forms.sentences import AppealForm
from tereze.permits.outlook import get_outlook
from tereze.permits.types import Proposal
from tereze.permits.views.answering import asked_start
from tereze.permits.words import Words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OPERATORS)
@with_call
def ask(request: sessions.StaffRequest, call: CallFacts, purpose_id: str) -> HttpResponse:
    """The regime's questions, in the caller's language, and one button."""
    now = clock.now()
    if call.whom_id is None:
        return redirect("desk-call", call.id)
    whom = people.get_resident(call.whom_id)
    with in_language_of(call):
        outlook = get_outlook(whom, now=now, doors=DOORS)
        order = outlook.order
        quota = next((one for one in outlook.purposes if one.purpose == purpose_id), None)
        if order is None or quota is None:
            return redirect("desk-call", call.id)
        words = Words.of_order(order, now)
        purpose = words.find_purpose(purpose_id)
        form = AskForm(
            request.POST or None,
            initial=start_at(asked_start(request, now), words),
            order=order,
            purpose=purpose,
            home=whom.person.home,
            words=words,
            doors=DOORS,
        )
        proposal = quota.answer if isinstance(quota.answer, Proposal) else None
        sentence = script.confirm(purpose, words, proposal, form.questions)
        valid = form.is_valid()
    if valid and (given := _ask(request, call, form, now)):
        return given
    return show(
        request,
        call,
        form=form,
        mode="ask",
        purpose=purpose,
        sentence=sentence,
        refusal=None if proposal else quota.answer,
    )


def _ask(
    request: sessions.StaffRequest, call: CallFacts, form: AskForm, now: datetime
) -> HttpResponse | None:
    """Back to the screen with what came of it; None when the form says what is to be done first."""
    try:
        answer = services.ask_in_call(
            staff=request.staff,
            call=call,
            request=form.request(),
            key=form.cleaned_data["key"],
            now=now,
        )
    except KeyUsedForAnother:
        return redirect(request.get_full_path())
    except TooBusy:
        form.add_error(None, gettext("Many people ask right now. Nothing is lost: try again."))
        return None
    if answer is None:
        messages.info(request, gettext("No order is in force there, so nothing was asked for."))
    return _to_outcome(call)


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def emergency(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """A pass at once, whoever it is."""
    services.take_pass_in_call(
        staff=request.staff, call=call, key=request.POST.get("key", "")[:40], now=clock.now()
    )
    return _to_outcome(call)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OPERATORS)
@with_call
def appeal(request: sessions.StaffRequest, call: CallFacts, answer_id: int) -> HttpResponse:
    """The caller's sentence, typed as it is said."""
    with in_language_of(call):
        form = AppealForm(request.POST or None)
        valid = form.is_valid()
    if not valid:
        return show(request, call, form=form, mode="appeal")
    try:
        services.appeal_in_call(
            staff=request.staff,
            call=call,
            answer_id=answer_id,
            sentence=form.cleaned_data["sentence"],
            now=clock.now(),
        )
    except AlreadyDecided:
        messages.info(request, gettext("An appeal against this waits already."))
    except NotAppealable:
        messages.warning(request, gettext("No officer can decide otherwise on this."))
    return _to_outcome(call)


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def send(request: sessions.StaffRequest, call: CallFacts, answer_id: int) -> HttpResponse:
    """The code as a message."""
    phone = services.send_code(staff=request.staff, call=call, answer_id=answer_id, now=clock.now())
    if phone is None:
        messages.warning(request, gettext("No phone is known. Dictate the code."))
    else:
        ending = {"ending": phone[-4:]}
        messages.success(request, gettext("Sent to the phone that ends in %(ending)s.") % ending)
    return _to_outcome(call)


def _to_outcome(call: CallFacts) -> HttpResponse:
    return redirect(reverse("desk-call", args=[call.id]) + "#outcome")
