# SPDX-License-Identifier: EUPL-1.2
"""Registering: whoever proved a phone and is not known yet says who they are.

They can ask at once for what the regime opens to the unverified; an operator confirms the rest.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tereze.core import clock
from tereze.people import services as people
from tereze.people import sessions
from tereze.people.types import ResidentFacts
from tereze.permits import selectors
from tereze.permits.forms.people import PersonForm
from tereze.permits.views.answering import answer, words_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Who are you?"""
    now = clock.now()
    phone = sessions.get_proven_phone(request)
    if phone is None:
        return redirect("sign-in")
    order = selectors.get_order_in_force(None, now)
    words = words_of(order, now)
    if order is None or words is None:
        return answer(request, "permits/nothing_in_force.html", {}, words=None)
    form = PersonForm(request.POST or None, order=order, words=words)
    if form.is_valid() and (resident := _register(form, phone)):
        sessions.sign_in(request, resident)
        messages.success(request, gettext("You are registered."))
        return redirect("home")
    return answer(request, "permits/register.html", {"phone": phone}, words=words, form=form)


def _register(form: PersonForm, phone: str) -> ResidentFacts | None:
    person = form.person(phone=phone, language=get_language())
    with form.showing_objections():
        if not form.by_document:
            return people.declare_resident(person=person, now=clock.now())
        return people.register_resident(
            person=person,
            documents=form.documents(),
            source="self",
            verified=False,
            actor="door:web",
            now=clock.now(),
        )
    return None
