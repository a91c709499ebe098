# SPDX-License-Identifier: EUPL-1.2
"""The people on an organisation's list, and what they see of it themselves."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.errors import BadInput
from tereze.core.forms import read_number
from tereze.people import sessions
from tereze.permits.employers import selectors, services
from tereze.permits.employers.errors import WorkerDisputed
from tereze.permits.employers.forms import CorrectForm
from tereze.permits.employers.views.answering import office_answer, signing_of

#: As the person reads it who was looked at.
_WHY: Final = gettext_noop("Your employer looked at your permit.")

#: Nobody has so many people.
_LAST_PAGE: Final = 100_000

_STATES: Final = {
    "": ("active",),
    "suspended": ("suspended",),
    "ended": ("ended", "disputed"),
}


@never_cache
@require_safe
@sessions.resident_required
def workers(request: sessions.ResidentRequest, organisation_id: int) -> HttpResponse:
    """The list: names and numbers' ends as the organisation typed them."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    which = request.GET.get("state", "")
    if which not in _STATES:
        raise Http404
    page = min(read_number(request.GET.get("page", "")) or 1, _LAST_PAGE)
    rows = selectors.list_workers(organisation_id, states=_STATES[which], page=page)
    return office_answer(
        request,
        "workers",
        {
            "rows": rows,
            "which": which,
            "counts": selectors.count_workers(organisation_id),
            "before": page - 1,
            "after": page + 1 if len(rows) == selectors.PAGE else None,
        },
        now=now,
        signing=signing,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def worker(request: sessions.ResidentRequest, organisation_id: int, worker_id: int) -> HttpResponse:
    """Somebody on the list with their permit; they read that it was looked at."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    facts = selectors.access_worker(signing, worker_id, why=_WHY, now=now)
    form = CorrectForm(
        request.POST or None, initial={"name": facts.name, "plate": facts.plate or ""}
    )
    if form.is_valid():
        try:
            services.rename_worker(
                signing=signing, worker_id=worker_id, now=now, **form.cleaned_data
            )
        except BadInput:
            form.add_error("name", gettext("Write the name as the document has it."))
        else:
            messages.success(request, gettext("It is corrected."))
            return redirect("employer-worker", organisation_id, worker_id)
    return office_answer(request, "worker", {"worker": facts}, now=now, signing=signing, form=form)


@never_cache
@require_POST
@sessions.resident_required
def worker_move(
    request: sessions.ResidentRequest, organisation_id: int, worker_id: int
) -> HttpResponse:
    """On leave, off the list, or back."""
    now = clock.now()
    signing = signing_of(request, organisation_id, now)
    move = {
        "suspend": services.suspend_worker,
        "end": services.end_worker,
        "restore": services.restore_worker,
    }.get(request.POST.get("to", ""))
    if move is None:
        raise Http404
    try:
        facts = move(signing=signing, worker_id=worker_id, now=now)
    except WorkerDisputed:
        messages.warning(request, gettext("This person says that they do not work there."))
    else:
        told = {
            "suspended": gettext("The permit has ended. The place on the list stays."),
            "ended": gettext("The permit has ended."),
            "active": gettext("Ask for the permit anew on the first page of the organisation."),
        }
        messages.success(request, told[facts.state])
    return redirect("employer-worker", organisation_id, worker_id)


# --- for the people concerned -----------------------------------------------------------------------


@never_cache
@require_safe
@sessions.resident_required
def jobs(request: sessions.ResidentRequest) -> HttpResponse:
    """Which employers got somebody a permit."""
    rows = selectors.list_jobs(request.resident)
    return office_answer(request, "jobs", {"rows": rows}, now=clock.now())


@never_cache
@require_POST
@sessions.resident_required
def job_dispute(request: sessions.ResidentRequest, worker_id: int) -> HttpResponse:
    """I don't work there."""
    services.dispute_worker(resident_id=request.resident.id, worker_id=worker_id, now=clock.now())
    messages.success(
        request, gettext("The permit has ended, and an officer will ask the organisation.")
    )
    return redirect("my-jobs")
