# SPDX-License-Identifier: EUPL-1.2
"""Helpers of somebody without a phone: written down, and ended, on their word to an operator."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.core.forms import read_number
from tereze.people import services, sessions
from tereze.people.errors import (
    AlreadyHelps,
    HelperNotConfirmed,
    TooManyHelped,
    TooManyHelpers,
    UnknownMandate,
    UnknownResident,
)
from tereze.permits.forms.mandates import HelperForm
from tereze.permits.views.answering import words_here
from tereze.permits.views.mandates import tell_refused
from tereze.permits.views.staff.answering import staff_answer
from tereze.permits.views.staff.enquiries import Enquiry, with_enquiry


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required("operator")
@with_enquiry
def resident_helper(request: sessions.StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """Whom does the person let help them?"""
    now = clock.now()
    words = words_here(now)
    form = HelperForm(request.POST or None, words=words)
    if form.is_valid() and _give(request, enquiry, form, now):
        return redirect("staff-resident", enquiry.number)
    return staff_answer(
        request,
        "permits/staff/resident_helper.html",
        {"enquiry": enquiry},
        words=words,
        form=form,
    )


@require_POST
@sessions.role_required("operator")
@with_enquiry
def resident_helper_end(request: sessions.StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """The person wants it no longer."""
    try:
        services.revoke_mandate_for_resident(
            staff=request.staff,
            giver_id=enquiry.resident_id,
            mandate_id=read_number(request.POST.get("mandate", "")) or 0,
            now=clock.now(),
        )
    except UnknownMandate:
        messages.info(request, gettext("This was over before."))
    else:
        messages.success(request, gettext("Ended. Nothing can be asked or seen under it any more."))
    return redirect("staff-resident", enquiry.number)


def _give(
    request: sessions.StaffRequest, enquiry: Enquiry, form: HelperForm, now: datetime
) -> bool:
    try:
        mandate = services.give_mandate_for_resident(
            staff=request.staff,
            giver_id=enquiry.resident_id,
            helper=form.helper,
            scope=form.scope_said,
            permits_at_most=form.cleaned_data["permits_at_most"],
            lasting=form.lasting,
            basis=form.basis_said,
            why=gettext("Writing you down as a helper"),
            now=now,
        )
    except UnknownResident:
        form.add_error("number", gettext("Nobody is known here by this number."))
        return False
    except (AlreadyHelps, BadInput, HelperNotConfirmed, TooManyHelped, TooManyHelpers) as error:
        form.add_error("number", tell_refused(error))
        return False
    messages.success(request, gettext("%(name)s helps now.") % {"name": mandate.helper_name})
    return True
