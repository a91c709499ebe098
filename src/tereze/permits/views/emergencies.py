# SPDX-License-Identifier: EUPL-1.2
"""Danger to life never waits for a permit: these pages ask nothing before somebody may go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tereze.core import clock
from tereze.core.offline import Keeper, kept_offline
from tereze.people import sessions
from tereze.people.rules import network_of
from tereze.permits import own, services
from tereze.permits.errors import AlreadyDecided, NoSuchPermit
from tereze.permits.forms.sentences import DeclareForm
from tereze.permits.views.answering import answer, words_here


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponseBase:
    """Go now. Who wants a code to show on the way gets one, and is asked nothing for it.

    Not for a cookie either: all that a forged request could do is take a pass that is nobody's.
    """
    if request.method != "POST":
        return _go(request)
    now = clock.now()
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    if not services.count_emergency_pass(network=network):
        return answer(request, "permits/emergency.html", {"no_code": True}, words=words_here(now))
    return redirect("emergency-pass", services.take_emergency_pass(now=now).code)


@kept_offline(Keeper.ANYONE)
def _go(request: HttpRequest) -> HttpResponse:
    return answer(request, "permits/emergency.html", {}, words=words_here(clock.now()))


@never_cache
@require_safe
def emergency_pass(request: HttpRequest, code: str) -> HttpResponse:
    """The code, and when it was taken."""
    return answer(
        request,
        "permits/emergency_pass.html",
        {"taken": own.get_emergency_pass(code)},
        words=words_here(clock.now()),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.resident_required
def emergency_declare(request: sessions.ResidentRequest) -> HttpResponse:
    """What happened, said afterwards in one step."""
    now = clock.now()
    form = DeclareForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if form.is_valid():
        try:
            services.declare_emergency(
                code=form.cleaned_data["code"],
                resident_id=request.resident.id,
                account=form.cleaned_data["account"],
                now=now,
            )
        except NoSuchPermit:
            form.add_error("code", gettext("We do not know this code. Leave it out if you like."))
        except AlreadyDecided:
            form.add_error("code", gettext("This one was declared before. Nothing more to do."))
        else:
            messages.success(request, gettext("Thank you. It costs nothing of what you have left."))
            return redirect("home")
    return answer(request, "permits/emergency_declare.html", {}, words=words_here(now), form=form)
