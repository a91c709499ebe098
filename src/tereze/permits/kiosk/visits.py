# SPDX-License-Identifier: EUPL-1.2
"""What one person does at a kiosk. It is kept in the session for minutes, sealed, and thrown away
with the whole session: at the end, when nobody touches the screen, and when the next one begins."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tereze.core import clock
from tereze.core.sealing import NotOurs, seal, unseal
from tereze.people import selectors as people
from tereze.people.errors import UnknownResident
from tereze.people.types import ResidentFacts
from tereze.permits.kiosk.pairing import KioskRequest, kiosk_required, paired

#: The screen asks whether somebody is there after so long, and clears so long after that.
IDLE_SECONDS: Final = 60
WARNED_SECONDS: Final = 20
#: Where the screen fails to, the server ends it: somebody may type slowly, and nobody for longer.
VISIT: Final = timedelta(minutes=4)

_KEY: Final = "kiosk.visit"
_CONTEXT: Final = "kiosk.visit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Who is there, and what they got."""

    resident_id: int
    until: datetime
    #: code of the permit that was granted here
    code: str = ""
    #: day and number of the refusal that was given here
    refusal: tuple[str, int] | None = None


class VisitRequest(KioskRequest):
    """A request of somebody at a kiosk who said who they are."""

    visit: Visit
    resident: ResidentFacts


def begin(request: HttpRequest, resident: ResidentFacts, now: datetime) -> None:
    """Begin, and forget whoever was there before, staff too."""
    request.session.flush()
    request.session.set_expiry(VISIT)
    write(request, Visit(resident_id=resident.id, until=now + VISIT))


def write(request: HttpRequest, visit: Visit) -> None:
    """Remember what the visit came to."""
    request.session[_KEY] = seal(msgspec.json.encode(visit), context=_CONTEXT).hex()


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Nothing of the visit stays: not the session, not the language, not what the browser kept.

    A stranger's link to this address signs nobody out elsewhere: there is no visit to end.
    """
    if _KEY in request.session or paired(request):
        request.session.flush()
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    response.headers["Clear-Site-Data"] = '"cache"'


def visit_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for who has said who they are; a visit that is over leads to the start."""

    @kiosk_required
    @wraps(view)
    def guarded(request: KioskRequest, /, **parts: Any) -> HttpResponse:
        now = clock.now()
        visit = _read(request)
        if visit is None or now >= visit.until:
            return redirect("kiosk-end")
        try:
            resident = people.get_resident(visit.resident_id)
        except UnknownResident:  # erased meanwhile
            return redirect("kiosk-end")
        visit = replace(visit, until=now + VISIT)
        write(request, visit)
        setattr(request, "visit", visit)  # noqa: B010
        setattr(request, "resident", resident)  # noqa: B010
        return view(request, **parts)

    return guarded


def _read(request: HttpRequest) -> Visit | None:
    try:
        plain = unseal(bytes.fromhex(request.session[_KEY]), context=_CONTEXT)
    except (KeyError, NotOurs):
        return None
    return msgspec.json.decode(plain, type=Visit)
