# SPDX-License-Identifier: EUPL-1.2
"""Who is signed in. Residents are no Django users: they have a phone, not a password.

A session knows two things: the phone that was proven, and which of the residents who share it is
signed in. The phone lies sealed, because sessions are rows of a table. It is compared at every
request: when an operator gives somebody's data another phone, whoever holds the old one is out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeGuard
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from tereze.core.sealing import NotOurs, seal, unseal
from tereze.people import roles, rules, selectors
from tereze.people.errors import UnknownResident
from tereze.people.models import Staff
from tereze.people.types import Official, ResidentFacts, Role

P = ParamSpec("P")

SIGN_IN = "sign-in"  # the name of the page's address

_ASKED = "people.asked-phone"
_PHONE = "people.phone"
_RESIDENT = "people.resident"
_CONTEXT = "people.session"


class ResidentRequest(HttpRequest):
    """A request of a resident who is signed in."""

    resident: ResidentFacts


class StaffRequest(HttpRequest):
    """A request of somebody who works here and has the role that the page asks for."""

    staff: Staff
    official: Official


def await_code(request: HttpRequest, phone: str) -> None:
    """Remember to which phone a code is on its way."""
    request.session[_ASKED] = _seal(phone)


def get_awaited_phone(request: HttpRequest) -> str | None:
    """The phone whose code this session waits for."""
    return _open(request, _ASKED)


def prove_phone(request: HttpRequest, phone: str) -> None:
    """Remember that whoever sits there holds this phone; they may be nobody known yet."""
    _forget(request)
    request.session[_PHONE] = _seal(phone)


def get_proven_phone(request: HttpRequest) -> str | None:
    """The phone that was proven by a code in this session."""
    return _open(request, _PHONE)


def sign_in(request: HttpRequest, resident: ResidentFacts) -> None:
    """Sign a resident in who proved the phone on record, and only then."""
    _forget(request)
    if resident.person.phone:
        prove_phone(request, resident.person.phone)
    request.session[_RESIDENT] = resident.id


def sign_in_staff(request: HttpRequest, staff: Staff) -> None:
    """Sign somebody in who works here, for a working day, and whoever sat there before out."""
    request.session.flush()
    auth.login(request, staff)
    request.session.set_expiry(rules.STAFF_SESSION)


def keep_staff(request: HttpRequest, staff: Staff) -> None:
    """Let this session go on after the password changed. All the others have ended by that."""
    auth.update_session_auth_hash(request, staff)


def sign_out(request: HttpRequest) -> None:
    """Forget who sits there, staff too: they may share the machine with others."""
    request.session.flush()


def get_signed_in_resident(request: HttpRequest) -> ResidentFacts | None:
    """The resident who is signed in, as long as the phone is still theirs."""
    resident_id = request.session.get(_RESIDENT)
    if resident_id is None:
        return None
    try:
        resident = selectors.get_resident(resident_id)
    except UnknownResident:  # erased meanwhile
        return None
    return resident if resident.person.phone == get_proven_phone(request) else None


def resident_required(
    view: Callable[Concatenate[ResidentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for residents: `request.resident` is who is signed in; others sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if (resident := get_signed_in_resident(request)) is None:
            # What was typed into a form is not sent again by going back to its address.
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
            return HttpResponseRedirect(f"{resolve_url(SIGN_IN)}?{urlencode({'next': back})}")
        setattr(request, "resident", resident)  # noqa: B010 (mypy learns of it in the next line)
        assert _is_of_resident(request)  # noqa: S101
        return view(request, *args, **kwargs)

    return guarded


def role_required(
    *allowed: Role,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """A page for roles: `request.staff` is who works there, `request.official` their name on record.

    Whoever is not signed in signs in first; a member of staff of another role gets a 403 page.
    """

    def guard(
        view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Staff):
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            setattr(request, "staff", request.user)  # noqa: B010 (mypy learns of it below)
            setattr(request, "official", roles.require(request.user, allowed))  # noqa: B010
            assert _is_of_staff(request)  # noqa: S101
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _forget(request: HttpRequest) -> None:
    """A new session key at every step up: one that was fixed by somebody else opens nothing."""
    for name in (_RESIDENT, _PHONE, _ASKED):
        request.session.pop(name, None)
    request.session.cycle_key()


def _seal(phone: str) -> str:
    return seal(phone.encode(), context=_CONTEXT).hex()


def _open(request: HttpRequest, name: str) -> str | None:
    try:
        return unseal(bytes.fromhex(request.session[name]), context=_CONTEXT).decode()
    except (KeyError, NotOurs):
        return None


def _is_of_resident(request: HttpRequest) -> TypeGuard[ResidentRequest]:
    return isinstance(getattr(request, "resident", None), ResidentFacts)


def _is_of_staff(request: HttpRequest) -> TypeGuard[StaffRequest]:
    return isinstance(getattr(request, "official", None), Official)
