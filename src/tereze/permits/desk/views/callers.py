# SPDX-License-Identifier: EUPL-1.2
"""Who calls, and for whom."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.core.forms import read_number
from tereze.people import sessions
from tereze.people.errors import NameTooShort, TooManyFound, TooManySearches
from tereze.permits import selectors as permits
from tereze.permits.desk import services
from tereze.permits.desk.forms import CallerForm, FindForm
from tereze.permits.desk.types import CallFacts
from tereze.permits.desk.views.answering import in_language_of, show, with_call
from tereze.permits.desk.views.calls import OPERATORS
from tereze.permits.words import Words


@never_cache
@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def find(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """Look up what the caller says. Sent as a form: an address would keep it."""
    now = clock.now()
    form = FindForm(request.POST, auto_id="find_%s")
    if form.is_valid():
        try:
            if services.find_caller(
                staff=request.staff, call=call, sought=form.cleaned_data["said"], now=now
            ):
                return redirect("desk-call", call.id)
            form.add_error("said", gettext("Nobody is known here by that. You can register them."))
        except NameTooShort:
            form.add_error("said", gettext("Of a name, write at least two words."))
        except TooManyFound:
            form.add_error("said", gettext("Many are called so. Add the date of birth: 14.3.1988"))
        except TooManySearches:
            form.add_error(
                "said",
                gettext("You looked for very many names. Look by document or phone, or wait."),
            )
    return show(request, call, find=form)


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def choose(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """One of those who were found."""
    services.choose_caller(
        staff=request.staff, call=call, place=_number(request, "place"), now=clock.now()
    )
    return redirect("desk-call", call.id)


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def whom(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """For whom the caller asks; opening a dependant is a look at them."""
    services.choose_whom(
        staff=request.staff, call=call, number=_number(request, "number"), now=clock.now()
    )
    return redirect("desk-call", call.id)


@require_POST
@sessions.role_required(*OPERATORS)
@with_call
def leave(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """It is somebody else."""
    services.leave_caller(staff=request.staff, call=call, now=clock.now())
    return redirect("desk-call", call.id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*OPERATORS)
@with_call
def register(request: sessions.StaffRequest, call: CallFacts) -> HttpResponse:
    """Somebody whom nobody knows, as they say it."""
    now = clock.now()
    order = permits.get_order_in_force(None, now)
    if order is None:
        return redirect("desk-call", call.id)
    with in_language_of(call):
        form = CallerForm(request.POST or None, order=order, words=Words.of_order(order, now))
        valid = form.is_valid()
    if valid and _register(request, call, form):
        return redirect("desk-call", call.id)
    return show(request, call, form=form, mode="register")


def _register(request: sessions.StaffRequest, call: CallFacts, form: CallerForm) -> bool:
    with form.showing_objections():
        services.register_caller(
            staff=request.staff,
            call=call,
            person=form.person(phone=call.phone, language=call.language or None),
            documents=form.documents(),
            now=clock.now(),
        )
        return True
    return False


def _number(request: sessions.StaffRequest, name: str) -> int:
    """A number that a button sends; nonsense means nobody."""
    number = read_number(request.POST.get(name, ""))
    return -1 if number is None else number
