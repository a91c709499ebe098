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
from tereze.core.errors import TerezeError
from tereze.core.forms import Form
from tereze.people import services as people
from tereze.people import sessions
from tereze.people.errors import DocumentTaken
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
    try:
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
    except DocumentTaken:
        form.add_error("number", tell_document_taken())
    except TerezeError as error:
        if error.status >= 500:
            raise
        blame(form, error)
    return None


def tell_document_taken() -> str:
    """Somebody else's, as far as we know; never what of it was wrong."""
    return gettext(
        "Somebody is known here by this document, but the phone, the name or the date of birth does "
        "not match. Compare what you wrote with the document. If it is yours and still does not "
        "match, show it at a centre or call us: we set it right."
    )


def blame(form: Form, error: TerezeError) -> None:
    """Say a service's objection beside the field that it names."""
    field = {"documents": "number"}.get(error.field or "", error.field)
    words = {
        "name": gettext("Write the name as the document has it."),
        "address": gettext("Write the street and the number."),
        "born": gettext("Check the year of the date of birth."),
        "number": gettext("Check the number of the document."),
    }
    form.add_error(
        field if field in form.fields else None,
        words.get(field or "", gettext("This did not work. Check what you wrote.")),
    )
