# SPDX-License-Identifier: EUPL-1.2
"""Appeals as the duty officer decides them: the queue by deadline, and one at a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.permits import codes, duty, services
from tereze.permits.errors import AlreadyDecided, NotAppealable, TooBusy
from tereze.permits.forms.staff import DecideForm
from tereze.permits.views.staff.answering import ON_DUTY, staff_answer
from tereze.permits.words import Words


@never_cache
@require_safe
@sessions.role_required(*ON_DUTY)
def appeal_queue(request: sessions.StaffRequest) -> HttpResponse:
    """What waits, by deadline; below it, what was decided lately."""
    waiting = duty.list_open_appeals()
    return staff_answer(
        request,
        "permits/staff/appeals.html",
        {"waiting": waiting, "decided": duty.list_decided_appeals()},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*ON_DUTY)
def appeal(request: sessions.StaffRequest, appeal_id: int) -> HttpResponse:
    """One appeal: sentence, refusal, facts; then the decision with its reason."""
    form = DecideForm(request.POST or None)
    if form.is_valid() and _decide(request, appeal_id, form):
        return redirect("staff-appeals")
    now = clock.now()
    case = duty.access_appeal(
        staff=request.staff, appeal_id=appeal_id, why=gettext("Deciding on an appeal"), now=now
    )
    return staff_answer(
        request,
        "permits/staff/appeal.html",
        {"case": case, "order_over": case.refused.order.ends_at <= now},
        words=Words.of_order(case.refused.order, now),
        form=form,
    )


def _decide(request: sessions.StaffRequest, appeal_id: int, form: DecideForm) -> bool:
    """Whether it is decided now; if not, the form says what is to be done."""
    try:
        permit = services.decide_appeal(
            appeal_id=appeal_id,
            grant=form.cleaned_data["decision"] == "grant",
            reason=form.cleaned_data["reason"],
            actor=request.official.actor,
            now=clock.now(),
        )
    except AlreadyDecided:
        messages.warning(
            request, gettext("Somebody else decided this appeal meanwhile. Nothing was changed.")
        )
        return True
    except NotAppealable:
        form.add_error(
            "decision",
            gettext("The order has ended, so no permit can be issued any more. You can decline."),
        )
        return False
    except TooBusy:
        form.add_error(None, gettext("Many people ask right now. Nothing is lost: try again."))
        return False
    if permit is None:
        messages.success(request, gettext("Declined. The resident gets your reason by message."))
    else:
        messages.success(
            request,
            gettext("Granted: permit %(code)s. The resident gets it by message.")
            % {"code": codes.group(permit.code)},
        )
    return True
