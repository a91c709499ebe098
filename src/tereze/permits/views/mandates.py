# SPDX-License-Identifier: EUPL-1.2
"""Helpers: letting somebody help, becoming a helper, and ending it at any time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.core.forms import read_number
from tereze.people import mandates, services, sessions
from tereze.people.errors import (
    AlreadyHelps,
    HelperNotConfirmed,
    TooManyDocuments,
    TooManyHelped,
    TooManyHelpers,
    UnknownInvitation,
    UnknownMandate,
)
from tereze.permits import acting
from tereze.permits.forms.mandates import AcceptForm, TermsForm
from tereze.permits.views.answering import answer, words_here


@never_cache
@require_safe
@sessions.resident_required
def helpers(request: sessions.ResidentRequest) -> HttpResponse:
    """Who helps me, and whom I help."""
    return _show(request, AcceptForm())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def helper_new(request: sessions.ResidentRequest) -> HttpResponse:
    """Let somebody help; the code for them is shown this once."""
    now = clock.now()
    form = TermsForm(request.POST or None)
    if form.is_valid():
        try:
            code, mandate = services.give_mandate(
                giver_id=request.resident.id,
                scope=form.scope_said,
                permits_at_most=form.cleaned_data["permits_at_most"],
                lasting=form.lasting,
                now=now,
            )
        except TooManyHelpers:
            form.add_error(None, tell_refused(TooManyHelpers()))
        else:
            return answer(
                request,
                "permits/helper_code.html",
                {"code": code, "mandate": mandate},
                words=words_here(now),
            )
    return answer(request, "permits/helper_new.html", {}, words=words_here(now), form=form)


@never_cache
@require_POST
@sessions.resident_required
def helping_begin(request: sessions.ResidentRequest) -> HttpResponse:
    """Become a helper by the code that somebody gave."""
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            mandate = services.accept_mandate(
                helper_id=request.resident.id, code=form.cleaned_data["code"], now=clock.now()
            )
        except REFUSED as error:
            form.add_error("code", tell_refused(error))
        else:
            words = gettext("You help %(name)s now.") % {"name": mandate.giver_name}
            messages.success(request, words)
            return redirect("helpers")
    return _show(request, form)


@require_POST
@sessions.resident_required
def helper_end(request: sessions.ResidentRequest) -> HttpResponse:
    """End it: whoever gave it, and whoever helps, may at any time."""
    try:
        services.revoke_mandate(
            resident_id=request.resident.id,
            mandate_id=read_number(request.POST.get("mandate", "")) or 0,
            now=clock.now(),
        )
    except UnknownMandate:
        messages.info(request, gettext("This was over before."))
    else:
        messages.success(request, gettext("Ended. Nothing can be asked or seen under it any more."))
    return redirect("helpers")


def _show(request: sessions.ResidentRequest, form: AcceptForm) -> HttpResponse:
    now = clock.now()
    return answer(
        request,
        "permits/helpers.html",
        {
            "given": mandates.list_given(request.resident.id),
            "held": [
                (mandate, acting.number_in_address(mandate))
                for mandate in mandates.list_helped(request.resident.id, now)
            ],
        },
        words=words_here(now),
        form=form,
    )


#: Why somebody does not become a helper.
REFUSED = (
    AlreadyHelps,
    BadInput,
    HelperNotConfirmed,
    TooManyDocuments,
    TooManyHelped,
    TooManyHelpers,
    UnknownInvitation,
)


def tell_refused(error: Exception) -> str:
    """Why, in the reader's language."""
    return {
        AlreadyHelps: gettext("This person helps already. To change it, end it first."),
        HelperNotConfirmed: gettext(
            "Who helps others has to be confirmed first: show your document at a centre."
        ),
        TooManyDocuments: gettext("Too many codes were tried. Try again tomorrow."),
        TooManyHelped: gettext("As many people are helped already as one person may help."),
        TooManyHelpers: gettext("As many people help already as may help one person."),
        UnknownInvitation: gettext(
            "This code makes nobody a helper. It may be used or too old: ask for a new one."
        ),
    }.get(type(error), gettext("Nobody is their own helper."))
