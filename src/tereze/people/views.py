# SPDX-License-Identifier: EUPL-1.2
"""The pages on which people sign in. Residents: phone, code, and who of those who share the phone.

Nobody learns here who is registered: every phone gets a code, and only who typed it back is told
whether anybody is known by it. Whoever is not goes on to `register`, which belongs to the room that
knows which documents count. Those who work here sign in by name and password, on one page for our
own pages and the Django admin, and change their password themselves.
"""

from datetime import datetime, timedelta
from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.core.forms import Form
from tereze.core.offline import forget_residents_pages
from tereze.core.wording import people_duration
from tereze.people import selectors, services, sessions
from tereze.people.errors import (
    CodeSpent,
    EverybodysPassword,
    TooManyCodes,
    TooManyPasswords,
    TooManyTries,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from tereze.people.forms import CodeForm, NewPasswordForm, PhoneForm, StaffSignInForm, WhoForm
from tereze.people.models import Staff
from tereze.people.types import ROLES, ResidentFacts

#: In the session while somebody signs in: where they wanted to go.
_NEXT = "people.next"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Which phone?"""
    if wanted := request.GET.get("next"):
        request.session[_NEXT] = wanted
    form = PhoneForm(request.POST or None)
    if form.is_valid() and _send_code(request, form):
        return redirect("sign-in-code")
    response = render(
        request,
        "people/sign_in.html",
        {"form": form, "residents": selectors.list_demo_residents()},
        status=_status(form),
    )
    forget_residents_pages(response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code that came back."""
    phone = sessions.get_awaited_phone(request)
    if phone is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if form.is_valid() and (residents := _check_code(request, phone, form)) is not None:
        return _go_on(request, phone, residents)
    return render(
        request, "people/sign_in_code.html", {"form": form, "phone": phone}, status=_status(form)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_who(request: HttpRequest) -> HttpResponse:
    """Which of those who share the phone?"""
    phone = sessions.get_proven_phone(request)
    if phone is None:
        return redirect("sign-in")
    residents = selectors.list_residents_by_phone(phone)
    form = WhoForm(request.POST or None, residents=residents)
    if not form.is_valid():
        return render(request, "people/who.html", {"form": form}, status=_status(form))
    chosen = [one for one in residents if str(one.id) == form.cleaned_data["who"]]
    if not chosen:
        return redirect("register")
    sessions.sign_in(request, chosen[0])
    return redirect(_wanted(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Goodbye: this phone keeps nothing of the person."""
    sessions.sign_out(request)
    messages.success(request, gettext("You are signed out. Nothing of yours stays on this phone."))
    response = redirect("/")
    forget_residents_pages(response)
    return response


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password of somebody who works here."""
    form = StaffSignInForm(request.POST or None)
    if form.is_valid() and (staff := _check_password(request, form)):
        wanted = _ours(request, request.GET.get("next", "")) or "staff-home"
        sessions.sign_in_staff(request, staff)
        return redirect(wanted)
    response = render(request, "people/staff_sign_in.html", {"form": form}, status=_status(form))
    forget_residents_pages(response)
    return response


@require_POST
def staff_sign_out(request: HttpRequest) -> HttpResponse:
    """Goodbye."""
    sessions.sign_out(request)
    messages.success(request, gettext("You are signed out."))
    return redirect("staff-sign-in")


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sessions.role_required(*ROLES)
def staff_password(request: sessions.StaffRequest) -> HttpResponse:
    """Another password. The first one was chosen by a machine and passed on by somebody."""
    form = NewPasswordForm(request.POST or None)
    if form.is_valid() and _change_password(request, form):
        messages.success(
            request,
            gettext("Your password is changed. Wherever else you were signed in, you are out."),
        )
        return redirect("staff-home")
    return render(request, "people/staff_password.html", {"form": form}, status=_status(form))


def _change_password(request: sessions.StaffRequest, form: NewPasswordForm) -> bool:
    """Whether it is changed now; if not, the form says what is to be done."""
    now = clock.now()
    try:
        staff = services.change_own_password(
            staff=request.staff,
            old=form.cleaned_data["old"],
            new=form.cleaned_data["new"],
            address=request.META.get("REMOTE_ADDR"),
            now=now,
        )
    except EverybodysPassword:
        form.add_error(
            None,
            gettext("In a demonstration everybody knows this password, so it stays as it is."),
        )
    except WrongPassword:
        form.add_error("old", gettext("This is not your password. Look for capitals and layout."))
    except WeakPassword as error:
        form.add_error("new", str(error))  # in words that Django has translated
    except TooManyPasswords as error:
        form.add_error(None, _tell_wait(error, now))
    else:
        sessions.keep_staff(request, staff)
        return True
    return False


def _check_password(request: HttpRequest, form: StaffSignInForm) -> Staff | None:
    """Who signs in; None, and why on the form, when nobody does."""
    now = clock.now()
    try:
        staff = services.check_staff_password(
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            address=request.META.get("REMOTE_ADDR"),
            now=now,
        )
    except TooManyPasswords as error:
        form.add_error(None, _tell_wait(error, now))
        return None
    if staff is None:
        # Which of the two is wrong is not said: it would tell who works here.
        form.add_error(None, gettext("Name and password do not fit together. Check both."))
    return staff


def _tell_wait(error: TooManyPasswords, now: datetime) -> str:
    return gettext("Too many passwords were tried. Wait %(duration)s, then try again.") % {
        "duration": people_duration(_minutes_until(error.retry_at, now))
    }


def _send_code(request: HttpRequest, form: PhoneForm) -> bool:
    phone, now = form.cleaned_data["phone"], clock.now()
    try:
        services.send_sign_in_code(
            phone=phone,
            now=now,
            address=request.META.get("REMOTE_ADDR") or None,
            language=get_language(),
        )
    except TooManyCodes as error:
        form.add_error(
            "phone",
            gettext(
                "Several codes were sent already. Use the last one if you have not yet, or ask again in "
                "%(duration)s."
            )
            % {"duration": people_duration(_minutes_until(error.retry_at, now))},
        )
        return False
    sessions.await_code(request, phone)
    return True


def _check_code(
    request: HttpRequest, phone: str, form: CodeForm
) -> tuple[ResidentFacts, ...] | None:
    """Who has the phone; None, and why on the form, when the code does not prove it."""
    code, now = form.cleaned_data["code"], clock.now()
    try:
        return services.check_sign_in_code(
            phone=phone, code=code, now=now, address=request.META.get("REMOTE_ADDR")
        )
    except CodeSpent:
        wrong = gettext("This code does not work any more. Ask for a new one below.")
    except WrongCode:
        wrong = gettext("The code is not right. Look again at the last message that came.")
    except TooManyTries as error:
        wait = people_duration(_minutes_until(error.retry_at, now))
        wrong = gettext("Too many codes were typed wrong. Wait %(duration)s, then try again.") % {
            "duration": wait
        }
    form.add_error("code", wrong)
    return None


def _go_on(request: HttpRequest, phone: str, residents: tuple[ResidentFacts, ...]) -> HttpResponse:
    """The phone is proven: to the only resident who has it, or to the question which one, or to
    registering."""
    if len(residents) == 1:
        sessions.sign_in(request, residents[0])
        return redirect(_wanted(request))
    sessions.prove_phone(request, phone)
    return redirect("choose-who" if residents else "register")


def _wanted(request: HttpRequest) -> str:
    """Where they were going before they had to sign in."""
    return _ours(request, str(request.session.pop(_NEXT, ""))) or "/"


def _ours(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours; else empty: nobody is led elsewhere by a link to us."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else ""


def _minutes_until(moment: datetime, now: datetime) -> int:
    """Whole minutes, rounded up: after them it really works."""
    return ceil((moment - now) / timedelta(minutes=1))


def _status(form: Form) -> int:
    return 422 if form.errors else 200
