# SPDX-License-Identifier: EUPL-1.2
"""Employers for those who watch over them. An administrator confirms, approves and closes, and sees
counts; a duty officer looks into alarms and asks after people, and each such look is recorded."""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.people import organisations, sessions
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.errors import AlreadyRepresents, OrganisationTaken, UnknownResident
from tereze.people.types import OrganisationFacts
from tereze.permits.employers import selectors, services, watching
from tereze.permits.employers.errors import UnknownAlarm, UnknownCheck, UploadMoved
from tereze.permits.employers.forms import (
    ChangeForm,
    DocumentForm,
    NoteForm,
    OrganisationForm,
)
from tereze.permits.employers.views.answering import orders_and_words
from tereze.permits.forms.staff import LookForm
from tereze.permits.views.staff.answering import OFFICE, ON_DUTY, WITH_FIGURES, staff_answer

_WATCHERS: Final = WITH_FIGURES


@never_cache
@require_safe
@sessions.role_required(*_WATCHERS)
def employers(request: sessions.StaffRequest) -> HttpResponse:
    """What waits, what stands out, and all organisations."""
    return staff_answer(
        request,
        "employers/staff/employers.html",
        {
            "applied": organisations.list_organisations(waiting=True),
            "waiting": selectors.list_waiting_uploads(),
            "alarms": watching.list_alarms(),
            "employers": watching.list_employers(),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OFFICE)
def employer_add(request: sessions.StaffRequest) -> HttpResponse:
    """Make an organisation known."""
    now = clock.now()
    form = OrganisationForm(request.POST or None, orders=orders_and_words(now))
    if form.is_valid():
        try:
            added = people_services.add_organisation(
                actor=request.official.actor, now=now, **form.cleaned_data
            )
        except OrganisationTaken:
            form.add_error("registration_number", gettext("It is known here already."))
        else:
            messages.success(request, gettext("Now let somebody sign for it."))
            return redirect("staff-employer", added.id)
    return staff_answer(request, "employers/staff/employer_add.html", {}, form=form)


@never_cache
@require_POST
@sessions.role_required(*OFFICE)
def employer_answer(request: sessions.StaffRequest, organisation_id: int) -> HttpResponse:
    """Confirm or decline who applied."""
    confirm = _answer_of(request) == "confirm"
    people_services.answer_application(
        organisation_id=organisation_id,
        confirm=confirm,
        actor=request.official.actor,
        now=clock.now(),
    )
    messages.success(request, gettext("It is confirmed.") if confirm else gettext("Declined."))
    return redirect("staff-employers")


@never_cache
@require_POST
@sessions.role_required(*OFFICE)
def employer_upload(request: sessions.StaffRequest, upload_id: int) -> HttpResponse:
    """Approve a list as the second person, over the cap too; or decline it."""
    act = services.approve_upload if _answer_of(request) == "approve" else services.cancel_upload
    try:
        act(upload_id=upload_id, signing=None, actor=request.official.actor, now=clock.now())
    except UploadMoved:
        messages.warning(request, gettext("Somebody was quicker."))
    else:
        messages.success(request, gettext("The organisation sees it on its page."))
    return redirect("staff-employers")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*_WATCHERS)
def employer(request: sessions.StaffRequest, organisation_id: int) -> HttpResponse:
    """One organisation: counts, alarms, what was signed; an administrator changes it."""
    now = clock.now()
    facts = organisations.get_organisation(organisation_id)
    may_change = "administrator" in people.staff_facts(request.staff).roles
    form = signer_form = None
    if may_change and facts.state == "open":
        form, signer_form = _forms(request, facts, now)
        if _changed(request, form, signer_form, facts, now):
            return redirect("staff-employer", organisation_id)
    return staff_answer(
        request,
        "employers/staff/employer.html",
        {
            "one": facts,
            "counts": selectors.count_workers(organisation_id),
            "alarms": watching.list_alarms(organisation_id),
            "attestations": watching.list_attestations(organisation_id),
            "signers": organisations.list_representatives(organisation_id),
            "signer_form": signer_form,
        },
        form=form,
    )


def _forms(
    request: HttpRequest, facts: OrganisationFacts, now: datetime
) -> tuple[ChangeForm, DocumentForm | None]:
    sent, orders = request.POST.get("do"), orders_and_words(now)
    form = ChangeForm(
        request.POST if sent == "change" else None,
        initial={"sector": facts.sector, "staff": facts.staff},
        orders=orders,
    )
    signer = request.POST if sent == "let-in" else None
    return form, DocumentForm(signer, orders=orders) if orders else None


def _changed(
    request: sessions.StaffRequest,
    form: ChangeForm,
    signer_form: DocumentForm | None,
    facts: OrganisationFacts,
    now: datetime,
) -> bool:
    actor = request.official.actor
    if form.is_bound and form.is_valid():
        people_services.change_organisation(
            organisation_id=facts.id, actor=actor, now=now, **form.cleaned_data
        )
        messages.success(request, gettext("It is changed."))
        return True
    if signer_form is not None and signer_form.is_bound and signer_form.is_valid():
        try:
            people_services.add_representative(
                organisation_id=facts.id,
                document=signer_form.said_document(),
                actor=actor,
                now=now,
            )
        except UnknownResident:
            signer_form.add_error("number", gettext("Nobody is registered with this document yet."))
        except AlreadyRepresents:
            signer_form.add_error("number", gettext("This person signs already."))
        else:
            messages.success(request, gettext("They sign in with their phone and find it there."))
            return True
    return False


@never_cache
@require_POST
@sessions.role_required(*OFFICE)
def employer_close(request: sessions.StaffRequest, organisation_id: int) -> HttpResponse:
    """Let nobody sign for it any more."""
    people_services.close_organisation(
        organisation_id=organisation_id, actor=request.official.actor, now=clock.now()
    )
    messages.success(request, gettext("Nobody signs for it any more. Permits stay until they end."))
    return redirect("staff-employers")


@never_cache
@require_POST
@sessions.role_required(*OFFICE)
def employer_signer_end(
    request: sessions.StaffRequest, organisation_id: int, signer_id: int
) -> HttpResponse:
    """End somebody's right to sign."""
    people_services.end_representative(
        organisation_id=organisation_id,
        representative_id=signer_id,
        resident_id=None,
        actor=request.official.actor,
        now=clock.now(),
    )
    messages.success(request, gettext("The right to sign has ended."))
    return redirect("staff-employer", organisation_id)


@never_cache
@require_POST
@sessions.role_required(*ON_DUTY)
def alarm(request: sessions.StaffRequest, alarm_id: int) -> HttpResponse:
    """An officer looked, and says what they found."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.warning(request, gettext("Write what you found."))
        return redirect("staff-employers")
    try:
        services.close_alarm(
            alarm_id=alarm_id,
            note=form.cleaned_data["note"],
            actor=request.official.actor,
            now=clock.now(),
        )
    except UnknownAlarm:
        messages.warning(request, gettext("Somebody was quicker."))
    else:
        messages.success(request, gettext("The alarm is closed."))
    return redirect("staff-employers")


@never_cache
@require_safe
@sessions.role_required(*ON_DUTY)
def checks(request: sessions.StaffRequest) -> HttpResponse:
    """Whom to ask after, without names."""
    return staff_answer(
        request,
        "employers/staff/checks.html",
        {"sample": watching.get_sample(), "checks": watching.list_open_checks()},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*ON_DUTY)
def check(request: sessions.StaffRequest, check_id: int) -> HttpResponse:
    """One person: first why one looks, then who it is, then what was found."""
    now = clock.now()
    watching.expect_open(check_id)
    if finding := request.POST.get("finding"):
        try:
            services.record_finding(
                staff=request.staff,
                check_id=check_id,
                works_there=finding == "confirmed",
                now=now,
            )
        except UnknownCheck:
            messages.warning(request, gettext("Somebody was quicker."))
        else:
            messages.success(request, gettext("It is written down."))
        return redirect("staff-checks")
    form = LookForm(request.POST or None)
    context = {}
    if form.is_valid():
        facts, resident = watching.access_check(
            staff=request.staff, check_id=check_id, why=form.cleaned_data["why"], now=now
        )
        context = {"check": facts, "person": resident.person}
    return staff_answer(request, "employers/staff/check.html", context, form=form)


def _answer_of(request: HttpRequest) -> str:
    answer = request.POST.get("answer", "")
    if answer not in ("confirm", "approve", "decline"):
        raise Http404
    return answer
