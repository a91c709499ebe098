# SPDX-License-Identifier: EUPL-1.2
"""A visit from its start to its end, and what never waits for one: an emergency."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people.rules import network_of
from tereze.people.types import ResidentFacts
from tereze.permits import selectors, services
from tereze.permits.kiosk import limits, visits
from tereze.permits.kiosk.forms import WhoForm
from tereze.permits.kiosk.pairing import KioskRequest, kiosk_required
from tereze.permits.kiosk.views.answering import kiosk_answer
from tereze.permits.views.answering import words_here, words_of


@never_cache
@require_safe
@kiosk_required
def start(request: KioskRequest) -> HttpResponse:
    """In which language?"""
    return kiosk_answer(request, "kiosk/start.html", {}, words=words_here(clock.now()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_required
def who(request: KioskRequest) -> HttpResponse:
    """Who is there? Whoever is not known, or says it wrong, reads the same: an attendant helps."""
    now = clock.now()
    order = selectors.get_order_in_force(None, now)
    words = words_of(order, now)
    if order is None or words is None or order.regime.identification.by != "document":
        return kiosk_answer(request, "kiosk/attendant.html", {}, words=words or words_here(now))
    form = WhoForm(request.POST or None, order=order, words=words)
    if form.is_valid() and (resident := _find(request, form)):
        visits.begin(request, resident, now)
        return redirect("kiosk-choose")
    return kiosk_answer(request, "kiosk/who.html", {}, words=words, form=form)


@never_cache
@require_safe
@kiosk_required
def idle(request: KioskRequest) -> HttpResponse:
    """Is somebody still there?"""
    return kiosk_answer(request, "kiosk/idle.html", {}, words=words_here(clock.now()))


@never_cache
@require_safe
def end(request: HttpRequest) -> HttpResponse:
    """Goodbye. By an address, because a page that waits in vain can open nothing else."""
    response = redirect("kiosk")
    visits.end(request, response)
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_required
def emergency(request: KioskRequest) -> HttpResponse:
    """Go now. A code to print for the way asks nothing."""
    now, taken, is_crowded = clock.now(), None, False
    if request.method == "POST":
        network = network_of(request.META.get("REMOTE_ADDR", ""))
        is_crowded = not services.count_emergency_pass(network=network)
        taken = None if is_crowded else services.take_emergency_pass(now=now)
    return kiosk_answer(
        request,
        "kiosk/emergency.html",
        {"taken": taken, "no_code": is_crowded},
        words=words_here(now),
    )


def _find(request: KioskRequest, form: WhoForm) -> ResidentFacts | None:
    kiosk, said = request.kiosk.name, form.said
    if not limits.may_try(kiosk, said):
        form.add_error(None, gettext("Too much was tried here. Ask the attendant."))
        return None
    found = people.find_resident_by_document(said.type, said.number)
    if found is None or (found.person.born and found.person.born != form.born_said):
        limits.count_wrong(kiosk, said)
        form.add_error(
            None, gettext("With this we can't go on. Check it, or ask the attendant to help.")
        )
        return None
    limits.count_visit(kiosk)
    return found
