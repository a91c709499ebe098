# SPDX-License-Identifier: EUPL-1.2
"""The pages on which residents sign in: phone, code, and who of those who share the phone.

Nobody learns here who is registered: every phone gets a code, and only who typed it back is told
whether anybody is known by it. Whoever is not goes on to `register`, which belongs to the room that
knows which documents count.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.core.forms import Form
from tereze.core.offline import forget_residents_pages
from tereze.core.wording import people_duration
from tereze.people import selectors, services, sessions
from tereze.people.errors import CodeSpent, TooManyCodes, WrongCode
from tereze.people.forms import CodeForm, PhoneForm, WhoForm
from tereze.people.types import ResidentFacts

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
    if form.is_valid() and (residents := _check_code(phone, form)) is not None:
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
        minutes = 1 + int((error.retry_at - now).total_seconds()) // 60
        form.add_error(
            "phone",
            gettext(
                "Several codes were sent already. Use the last one, or ask again in %(duration)s."
            )
            % {"duration": people_duration(minutes)},
        )
        return False
    sessions.await_code(request, phone)
    return True


def _check_code(phone: str, form: CodeForm) -> tuple[ResidentFacts, ...] | None:
    """Who has the phone; None, and why on the form, when the code does not prove it."""
    code = form.cleaned_data["code"]
    try:
        return services.check_sign_in_code(phone=phone, code=code, now=clock.now())
    except CodeSpent:
        form.add_error(
            "code", gettext("This code does not work any more. Ask for a new one below.")
        )
    except WrongCode:
        form.add_error(
            "code", gettext("The code is not right. Look again at the last message that came.")
        )
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
    wanted = str(request.session.pop(_NEXT, "/"))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


def _status(form: Form) -> int:
    return 422 if form.errors else 200
