# SPDX-License-Identifier: EUPL-1.2
"""Making a machine a kiosk: somebody who works here signs in on it once, or types a door's key."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tereze.core import clock
from tereze.messaging.errors import DoorExists
from tereze.people import roles
from tereze.people.errors import WrongRole
from tereze.people.selectors import Staff
from tereze.people.types import Role
from tereze.permits.kiosk import pairing
from tereze.permits.kiosk.forms import KeyForm, PairForm
from tereze.permits.kiosk.views.answering import kiosk_answer
from tereze.permits.views.answering import words_here

MAY_PAIR: Final[frozenset[Role]] = frozenset({"operator", "duty-officer", "administrator"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """What is this machine called? Whoever works here is signed out of it afterwards."""
    staff = request.user if isinstance(request.user, Staff) else None
    form = PairForm(request.POST if request.method == "POST" and staff else None)
    if staff and form.is_valid() and (key := _open(staff, form)):
        return _paired(request, key)
    return _show(request, form, KeyForm())


@sensitive_post_parameters("key")
@never_cache
@require_POST
def pair_by_key(request: HttpRequest) -> HttpResponse:
    """The key of a door that was opened on the command line."""
    form = KeyForm(request.POST)
    if form.is_valid():
        key = form.cleaned_data["key"].strip()
        if pairing.find_kiosk(key):
            return _paired(request, key)
        form.add_error("key", gettext("This key opens no door of kind “kiosk”."))
    return _show(request, PairForm(), form)


def _paired(request: HttpRequest, key: str) -> HttpResponse:
    request.session.flush()
    response = redirect("kiosk")
    pairing.pair(response, key)
    return response


def _open(staff: Staff, form: PairForm) -> str | None:
    try:
        official = roles.require(staff, MAY_PAIR)
        return pairing.open_kiosk(
            name=form.cleaned_data["name"], actor=official.actor, now=clock.now()
        )
    except DoorExists:
        form.add_error("name", gettext("There is a door of this name. Choose another name."))
    except WrongRole:
        form.add_error(None, gettext("Your role does not include this."))
    return None


def _show(request: HttpRequest, form: PairForm, key_form: KeyForm) -> HttpResponse:
    if key_form.errors:
        messages.error(request, gettext("This key opens no door of kind “kiosk”."))
    return kiosk_answer(
        request,
        "kiosk/pair.html",
        {"key_form": key_form, "works_here": isinstance(request.user, Staff)},
        words=words_here(clock.now()),
        form=form,
    )
