# SPDX-License-Identifier: EUPL-1.2
"""An organisation at a glance, who signs for it, and how one comes to sign for one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.errors import Conflict, TerezeError
from tereze.people import organisations, sessions
from tereze.people import services as people
from tereze.people.errors import (
    AlreadyRepresents,
    MayNotDelegate,
    OrganisationTaken,
    TooManyDocuments,
    UnknownResident,
)
from tereze.people.organisations import Signing
from tereze.permits.employers import selectors
from tereze.permits.employers.errors import NoPurpose
from tereze.permits.employers.forms import DelegateForm, OrganisationForm
from tereze.permits.employers.views.answering import (
    office_answer,
    order_and_words,
    orders_and_words,
    signing_of,
)


@never_cache
@require_safe
@sessions.resident_required
def home(request: sessions.ResidentRequest) -> HttpResponse:
    """The organisations for which somebody signs."""
    now = clock.now()
    signings = organisations.list_signings(request.resident.id, now)
    return office_answer(request, "home", {"signings": signings}, now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def apply(request: sessions.ResidentRequest) -> HttpResponse:
    """Apply for an organisation; an administrator confirms it."""
    now = clock.now()
    form = OrganisationForm(request.POST or None, orders=orders_and_words(now))
    if form.is_valid():
        try:
            people.apply_organisation(resident_id=request.resident.id, now=now, **form.cleaned_data)
        except OrganisationTaken:
            form.add_error(
                "registration_number",
                gettext("This organisation is known here. Ask who signs for it to let you in."),
            )
        except Conflict:
            form.add_error(None, gettext("You applied before. It will be answered first."))
        else:
            messages.success(request, gettext("An administrator will confirm it."))
            return redirect("employers")
    return office_answer(request, "apply", {}, now=now, form=form)


@never_cache
@require_safe
@sessions.resident_required
def office(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """How many have permits, what is left of the share, what waits, and what can be done."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    return office_answer(
        request,
        "office",
        {
            "workers": selectors.count_workers(organisation_id),
            "uploads": selectors.list_uploads(organisation_id),
            **_under_the_order(signing, now),
        },
        now=now,
        signing=signing,
    )


def _under_the_order(signing: Signing, now: datetime) -> dict[str, Any]:
    try:
        order, words = order_and_words(signing.home, now)
    except NoPurpose:
        return {"purposes": ()}
    return {
        "purposes": [
            (
                purpose.id,
                words.purpose(purpose.id),
                selectors.get_cap(signing.organisation, purpose.id, order, now),
            )
            for purpose in selectors.list_purposes(order)
        ],
        "without_permit": selectors.count_without_permit(signing.organisation.id, now),
    }


# --- who signs --------------------------------------------------------------------------------------


@never_cache
@require_safe
@sessions.resident_required
def signers(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """Who signs for the organisation."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    named = organisations.name_representatives(organisation_id, now)
    rows = [
        (one, name, one.id == signing.by.id or one.let_in_by == signing.by.id)
        for one, name in named
    ]
    return office_answer(request, "signers", {"rows": rows}, now=now, signing=signing)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def signer_add(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """Let somebody else sign, with limits."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    if not signing.by.may_delegate:
        raise MayNotDelegate
    order, words = order_and_words(signing.home, now)
    form = DelegateForm(request.POST or None, orders=[(order, words)])
    if form.is_valid():
        try:
            people.delegate(
                organisation_id=organisation_id,
                resident_id=request.resident.id,
                document=form.said_document(),
                workers_at_most=form.cleaned_data["workers_at_most"],
                until=form.said_until(words),
                now=now,
            )
        except TerezeError as error:
            form.add_error(*_what_is_wrong(error))
        else:
            messages.success(request, gettext("They sign in with their phone and find it here."))
            return redirect("employer-signers", organisation_id)
    return office_answer(request, "signer_add", {}, now=now, signing=signing, form=form)


@never_cache
@require_POST
@sessions.resident_required
def signer_end(
    request: sessions.ResidentRequest, organisation_id: int, signer_id: int
) -> HttpResponse:
    """End somebody's right, or one's own."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    people.end_representative(
        organisation_id=organisation_id,
        representative_id=signer_id,
        resident_id=request.resident.id,
        actor=f"resident:{request.resident.id}",
        now=now,
    )
    messages.success(request, gettext("The right to sign has ended."))
    own = signer_id == signing.by.id
    return redirect("employers") if own else redirect("employer-signers", organisation_id)


def _what_is_wrong(error: TerezeError) -> tuple[str | None, str]:
    match error:
        case UnknownResident():
            return "number", gettext("Nobody is registered with this document yet.")
        case AlreadyRepresents():
            return "number", gettext("This person signs already.")
        case MayNotDelegate():
            return None, gettext("You can give nobody more than you have yourself.")
        case TooManyDocuments():
            return "number", gettext("Too many numbers were tried. Try again tomorrow.")
    raise error
