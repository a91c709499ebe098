# SPDX-License-Identifier: EUPL-1.2
"""A permit by its code: what it says, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.people import sessions
from tereze.permits import codes, duty, selectors, services
from tereze.permits.errors import AlreadyDecided, NoSuchPermit
from tereze.permits.forms.staff import FindPermitForm, WhyForm
from tereze.permits.types import EmergencyFacts, PermitFacts
from tereze.permits.views.staff.answering import ON_DUTY, WITH_PEOPLE, staff_answer
from tereze.permits.words import Words


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
def permit_find(request: sessions.StaffRequest) -> HttpResponse:
    """Which permit? A code tells nothing of a person, so it may stand in the address."""
    form = FindPermitForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and (found := _find(form)):
        if isinstance(found, EmergencyFacts):
            return redirect("staff-emergency", found.code)
        return redirect("staff-permit", found.code)
    return staff_answer(request, "permits/staff/permit_find.html", {}, form=form)


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
def permit(request: sessions.StaffRequest, code: str) -> HttpResponse:
    """What the permit says; the look is recorded."""
    return _show(request, code, _ask_why())


@never_cache
@require_POST
@sessions.role_required(*ON_DUTY)
def permit_revoke(request: sessions.StaffRequest, code: str) -> HttpResponse:
    """Take it back, for a reason that the resident reads."""
    form = _ask_why(request.POST)
    if not form.is_valid():
        return _show(request, code, form)
    try:
        services.revoke_permit(
            code=code,
            why=form.cleaned_data["why"],
            actor=request.official.actor,
            now=clock.now(),
        )
    except AlreadyDecided:
        messages.warning(request, gettext("This permit was taken back before."))
    else:
        messages.success(
            request,
            gettext("Permit %(code)s is taken back. The resident is told by message.")
            % {"code": codes.group(codes.normalise(code))},
        )
    return redirect("staff-permits")


def _ask_why(answers: QueryDict | None = None) -> WhyForm:
    return WhyForm(answers, hint=gettext("The resident reads it."))


def _find(form: FindPermitForm) -> PermitFacts | EmergencyFacts | None:
    try:
        return selectors.find_by_code(form.cleaned_data["code"], clock.now())
    except NoSuchPermit:
        form.add_error(
            "code",
            gettext("There is no permit with this code. It may have been deleted by rule."),
        )
        return None


def _show(request: sessions.StaffRequest, code: str, form: WhyForm) -> HttpResponse:
    now = clock.now()
    facts = duty.access_permit(
        staff=request.staff,
        code=code,
        why=gettext("Looking at a permit"),
        now=now,
    )
    return staff_answer(
        request,
        "permits/staff/permit.html",
        {"permit": facts, "can_revoke": facts.state(now) in ("valid", "not-yet")},
        words=Words(packs.get_pack(facts.digest), now=now),
        form=form,
    )
