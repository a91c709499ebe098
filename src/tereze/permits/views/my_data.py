# SPDX-License-Identifier: EUPL-1.2
"""What is held about a resident, since when and how long; who looked; and whom they ask for."""

import json
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import activate, get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.forms import read_number
from tereze.core.offline import forget_residents_pages
from tereze.people import selectors as people
from tereze.people import services, sessions
from tereze.people.errors import StillNeeded
from tereze.people.types import DependantFacts
from tereze.permits import held, own, selectors
from tereze.permits.forms.people import DependantForm
from tereze.permits.views.answering import answer, words_here, words_of


@never_cache
@require_safe
@sessions.resident_required
def my_data(request: sessions.ResidentRequest) -> HttpResponse:
    """Everything, on one page."""
    now = clock.now()
    order = selectors.get_order_in_force(request.resident.person.home, now)
    return answer(
        request,
        "permits/my_data.html",
        {
            "held": people.get_data_held(request.resident.id),
            "permit_count": len(own.list_permits(request.resident, now)),
            "appeal_count": len(own.list_appeals(request.resident)),
            "order": order,
        },
        words=words_of(order, now) or words_here(now),
    )


@never_cache
@require_safe
@sessions.resident_required
def my_data_file(request: sessions.ResidentRequest) -> HttpResponse:
    """The same for programs: everything that is held, as JSON."""
    now = clock.now()
    data: dict[str, Any] = {
        "made_at": now,
        "people": people.get_data_held(request.resident.id),
        "permits": own.list_permits(request.resident, now),
        "appeals": [
            {"request": facts.request, "refusal": facts.refusal, "appeal": facts.appeal}
            for facts in own.list_appeals(request.resident)
        ],
        "refusals": [
            {"asked_at": facts.asked_at, "request": facts.request, "refusal": facts.refusal}
            for facts in own.list_refusals(request.resident, now)
        ],
        "emergencies": own.list_emergencies(request.resident),
        **held.read_what_is_held(request.resident.id),
    }
    plain = msgspec.to_builtins(data)
    return HttpResponse(
        json.dumps(plain, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="tereze-my-data.json"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def dependant_add(request: sessions.ResidentRequest) -> HttpResponse:
    """For whom else do you ask?"""
    now = clock.now()
    order = selectors.get_order_in_force(request.resident.person.home, now)
    words = words_of(order, now)
    if order is None or words is None:
        return answer(request, "permits/nothing_in_force.html", {}, words=None)
    initial = {"home": request.resident.person.home}
    form = DependantForm(request.POST or None, initial=initial, order=order, words=words)
    if form.is_valid() and _add(request, form):
        return redirect("my-data")
    return answer(request, "permits/dependant_add.html", {}, words=words, form=form)


@require_POST
@sessions.resident_required
def dependant_remove(request: sessions.ResidentRequest) -> HttpResponse:
    """Ask for somebody no longer."""
    services.remove_dependant(
        guardian_id=request.resident.id,
        dependant_id=read_number(request.POST.get("dependant", "")) or 0,
        now=clock.now(),
    )
    messages.success(request, gettext("You no longer ask for this person."))
    return redirect("my-data")


@require_POST
@sessions.resident_required
def my_language(request: sessions.ResidentRequest) -> HttpResponse:
    """The language in which messages come."""
    services.set_language(
        resident_id=request.resident.id,
        language=request.POST.get("language", ""),
        now=clock.now(),
    )
    messages.success(request, gettext("Messages will come in this language."))
    return redirect("my-data")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def my_data_delete(request: sessions.ResidentRequest) -> HttpResponse:
    """Be forgotten, after one question."""
    if request.method != "POST":
        return answer(request, "permits/my_data_delete.html", {}, words=None)
    try:
        services.erase_resident(
            resident_id=request.resident.id,
            actor=f"resident:{request.resident.id}",
            now=clock.now(),
        )
    except StillNeeded:
        messages.warning(
            request,
            gettext(
                "Your data are still needed for something that is not over, a permit that holds for "
                "instance. Ask again when it is over."
            ),
        )
        return redirect("my-data")
    return _goodbye(request)


def _goodbye(request: HttpRequest) -> HttpResponse:
    language = get_language()
    sessions.sign_out(request)
    activate(language or "en")
    messages.success(request, gettext("Your data are deleted."))
    response = redirect("home")
    forget_residents_pages(response)
    return response


def _add(request: sessions.ResidentRequest, form: DependantForm) -> bool:
    with form.showing_objections():
        added = services.add_dependant(
            guardian_id=request.resident.id,
            person=form.person(phone=None, language=None),
            documents=form.documents(),
            relation=form.relation_said(),
            now=clock.now(),
        )
        _tell_added(request, added)
        return True
    return False


def _tell_added(request: sessions.ResidentRequest, added: DependantFacts) -> None:
    if added.may_act:
        messages.success(request, gettext("You can ask for %(name)s now.") % {"name": added.name})
    else:
        messages.info(
            request,
            gettext(
                "This person is known here already. An operator will confirm that you may ask."
            ),
        )
