# SPDX-License-Identifier: EUPL-1.2
"""Enquiries: somebody was looked up for a reason, and is open to whoever looked, for a while.

An address must not tell of a person, so it names an enquiry, which means something in one session
only. The reason that was given is written down with every look while the enquiry is open; after
that it has to be given anew. Sessions are rows of a table, so whom and why lies sealed there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from tereze.core import clock
from tereze.core.sealing import seal, unseal
from tereze.people.sessions import StaffRequest

OPEN_FOR: Final = timedelta(minutes=30)
_MOST: Final = 20
_KEY: Final = "permits.enquiries"
_CONTEXT: Final = "permits.enquiry"


@dataclass(frozen=True, kw_only=True, slots=True)
class Enquiry:
    """One person, opened for one reason."""

    number: int
    resident_id: int
    why: str
    until: datetime


def open_enquiry(request: HttpRequest, resident_id: int, *, why: str, now: datetime) -> int:
    """Begin an enquiry about somebody who was found; its number stands in addresses."""
    held = _held(request)
    number = int(held["last"]) + 1
    kept = dict(list(held["open"].items())[-(_MOST - 1) :])
    enquiry = Enquiry(number=number, resident_id=resident_id, why=why, until=now + OPEN_FOR)
    sealed = seal(msgspec.json.encode(enquiry), context=_CONTEXT).hex()
    request.session[_KEY] = {"last": number, "open": {**kept, str(number): sealed}}
    return number


def with_enquiry(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the person of an enquiry, which its address names by `number`.

    One that is over leads to the question whom and why.
    """

    @wraps(view)
    def respond(request: StaffRequest, /, *, number: int, **parts: Any) -> HttpResponse:
        enquiry = _find(request, number, clock.now())
        if enquiry is None:
            messages.info(request, gettext("This look-up is over. Say again whom and why."))
            return redirect("staff-residents")
        return view(request, enquiry, **parts)

    return respond


def _find(request: HttpRequest, number: int, now: datetime) -> Enquiry | None:
    sealed = _held(request)["open"].get(str(number))
    if sealed is None:
        return None
    plain = unseal(bytes.fromhex(sealed), context=_CONTEXT)
    enquiry = msgspec.json.decode(plain, type=Enquiry)
    return enquiry if now < enquiry.until else None


def _held(request: HttpRequest) -> dict[str, Any]:
    held: dict[str, Any] = request.session.get(_KEY, {"last": 0, "open": {}})
    return held
