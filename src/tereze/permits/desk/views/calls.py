# SPDX-License-Identifier: EUPL-1.2
"""The desk between calls, a call coming to its screen, and its end."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tereze.core import clock
from tereze.core.errors import Conflict
from tereze.core.sealing import NotOurs, seal, unseal
from tereze.people import sessions
from tereze.people.errors import BadPhone
from tereze.people.models import Staff
from tereze.people.types import Role
from tereze.permits.desk import selectors, services
from tereze.permits.desk.forms import LineForm, OpenForm, WrapUpForm
from tereze.permits.desk.types import CallFacts
from tereze.permits.desk.views.answering import show, with_call
from tereze.permits.views.staff.answering import staff_answer

OPERATORS: Final[tuple[Role, ...]] = ("operator",)
_CALLER: Final = "desk.caller"
#: Calls that the desk shows of those that are done.
_SHOWN: Final = 5


def caller_taken_out(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """`?caller=` leaves the address before anything else is done: it goes into the session, sealed.

    Who is not signed in signs in first, and the number is forgotten: it is handed on to no address.
    """

    @wraps(view)
    def respond(request: HttpRequest, /, **parts: Any) -> HttpResponseBase:
        caller = request.GET.get("caller")
        if caller is None:
            return view(request, **parts)
        if isinstance(request.user, Staff) and len(caller) <= 40:
            request.session[_CALLER] = seal(caller.encode(), context=_CALLER).hex()
        response = redirect("desk")
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return respond


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@caller_taken_out
@sessions.role_required(*OPERATORS)
def desk(request: sessions.StaffRequest) -> HttpResponse:
    """Between calls: who waits, whom to call back, and opening a call by hand."""
    now = clock.now()
    if caller := _take_caller(request):
        return _open(request, caller)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _open(request, form.cleaned_data["phone"])
    return staff_answer(
        request,
        "desk/desk.html",
        {
            **_waiting(request.staff),
            "line_form": LineForm(initial={"line": selectors.find_line(request.staff)}),
            "log": selectors.list_own_calls(request.staff)[:_SHOWN],
            "now": now,
        },
        form=form,
    )


@never_cache
@require_safe
@sessions.role_required(*OPERATORS)
def waiting(request: sessions.StaffRequest) -> HttpResponse:
    """The same lists for the page that looks again by itself; a call at this line opens there."""
    call_id = selectors.find_call_to_show(request.staff, clock.now())
    if call_id is not None:
        return HttpResponse(headers={"HX-Redirect": reverse("desk-call", args=[call_id])})
    return render(request, "desk/_waiting.html", _waiting(request.staff))


@require_POST
@sessions.role_required(*OPERATORS)
def line(request: sessions.StaffRequest) -> HttpResponse:
    """At which telephone the operator sits."""
    form = LineForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["line"]
        services.sit_at_line(staff=request.staff, line=said, now=clock.now())
        messages.success(request, gettext("Calls that are answered there open here."))
    return redirect("desk")


@require_POST
@sessions.role_required(*OPERATORS)
def take(request: sessions.StaffRequest, call_id: int) -> HttpResponse:
    """Answer a call that rings."""
    return _have(
        request, lambda: services.take_call(staff=request.staff, call_id=call_id, now=clock.now())
    )


@require_POST
@sessions.role_required(*OPERATORS)
def call_back(request: sessions.StaffRequest, call_id: int) -> HttpResponse:
    """Call somebody back."""
    return _have(
        request, lambda: services.call_back(staff=request.staff, call_id=call_id, now=clock.now())
    )


@require_POST
@sessions.role_required(*OPERATORS)
def drop_call_back(request: sessions.StaffRequest, call_id: int) -> HttpResponse:
    """Nobody has to call back."""
    try:
        services.drop_call_back(call_id=call_id, actor=request.official.actor, now=clock.now())
    except Conflict:
        messages.info(request, gettext("Somebody else was quicker."))
    return redirect("desk")


@never_cache
@require_safe
@sessions.role_required(*OPERATORS)
@with_call
def call(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """The screen. When it opens first, whoever has this phone is looked up."""
    now = clock.now()
    services.show_call(staff=request.staff, call=call, now=now)
    return show(request, selectors.access_call(staff=request.staff, call_id=call.id, now=now))


@never_cache
@require_safe
@sessions.role_required(*OPERATORS)
@with_call
def state(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """Whether the caller is still there, for the page that looks again by itself."""
    return render(request, "desk/_state.html", {"call": call})


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def language(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """In which language the conversation is."""
    services.set_call_language(call=call, language=request.POST.get("language", ""))
    return redirect("desk-call", call.id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OPERATORS)
@with_call
def wrap_up(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """What it was about; then the next one."""
    form = WrapUpForm(request.POST or None, initial={"reason": _likely_reason(call)})
    if form.is_valid():
        services.wrap_up_call(
            staff=request.staff,
            call_id=call.id,
            reason=form.reason_said(),
            note=form.cleaned_data["note"],
            now=clock.now(),
        )
        messages.success(request, gettext("Written down. Ready for the next call."))
        return redirect("desk")
    return show(request, call, form=form, mode="wrap-up")


def _likely_reason(call: CallFacts) -> str:
    """By what the call brought, so that Enter is enough."""
    kinds = [answer.kind for answer in selectors.list_answers(call.id)]
    if not kinds:
        return "question"
    return {
        "granted": "permit",
        "refused": "permit",
        "emergency": "emergency",
        "appealed": "appeal",
        "registered": "papers",
    }[kinds[0]]


def _have(request: sessions.StaffRequest, get: Callable[[], CallFacts]) -> HttpResponse:
    """To the call that the operator has now, or the word that it is another's."""
    try:
        return redirect("desk-call", get().id)
    except Conflict:
        messages.info(request, gettext("Somebody else was quicker."))
        return redirect("desk")


def _open(request: sessions.StaffRequest, phone: str | None) -> HttpResponse:
    now = clock.now()
    try:
        opened = services.open_call(staff=request.staff, phone=phone, now=now)
    except BadPhone:  # an exchange writes "anonymous", or half a number
        opened = services.open_call(staff=request.staff, phone=None, now=now)
    return redirect("desk-call", opened.id)


def _take_caller(request: HttpRequest) -> str | None:
    """What an exchange put into the address a moment ago."""
    try:
        return unseal(bytes.fromhex(request.session.pop(_CALLER)), context=_CALLER).decode()
    except (KeyError, NotOurs):
        return None


def _waiting(staff: Staff) -> dict[str, Any]:
    now = clock.now()
    return {
        "ringing": selectors.list_ringing(now),
        "going_on": selectors.list_going_on(staff, now),
        "call_backs": selectors.list_call_backs(now),
    }
