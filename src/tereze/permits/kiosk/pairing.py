# SPDX-License-Identifier: EUPL-1.2
"""Which machines are kiosks. Each is a door of its own kind; its key lies sealed in a cookie of the
machine's browser and is shown to nobody, so it opens nothing elsewhere.

Closing the door or giving it a new key ends the pairing at the next page.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tereze.core.sealing import NotOurs, seal, unseal
from tereze.messaging import selectors as messaging
from tereze.messaging import services
from tereze.messaging.types import DoorFacts, Scope

P = ParamSpec("P")

COOKIE: Final = "tereze-kiosk"
KIND: Final = "kiosk"
_SCOPES: Final[tuple[Scope, ...]] = ("ask",)
_CONTEXT: Final = "kiosk.pairing"
_LASTS: Final = timedelta(days=365)


class KioskRequest(HttpRequest):
    """A request from a paired machine."""

    kiosk: DoorFacts


def open_kiosk(*, name: str, actor: str, now: datetime) -> str:
    """Open a door for a machine; its key goes to `pair` and nowhere else. Raises DoorExists."""
    return services.add_door(name=name, kind=KIND, scopes=_SCOPES, actor=actor, now=now)


def find_kiosk(key: str) -> DoorFacts | None:
    """The open kiosk of a key."""
    door = messaging.find_door(key)
    return door if door and door.kind == KIND else None


def list_kiosks() -> tuple[DoorFacts, ...]:
    """Machines that are kiosks, by name."""
    return tuple(door for door in messaging.list_doors() if _is_open(door))


def close_kiosk(*, name: str, actor: str, now: datetime) -> None:
    """End a machine's pairing. Raises UnknownDoor."""
    services.close_door(name=name, actor=actor, now=now)


def pair(response: HttpResponse, key: str) -> None:
    """Make the browser that gets this answer the kiosk of a key."""
    response.set_cookie(
        COOKIE,
        seal(key.encode(), context=_CONTEXT).hex(),
        max_age=_LASTS,
        path="/kiosk",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def paired(request: HttpRequest) -> DoorFacts | None:
    """The kiosk that the asking machine is."""
    try:
        key = unseal(bytes.fromhex(request.COOKIES[COOKIE]), context=_CONTEXT)
    except (KeyError, ValueError, NotOurs):
        return None
    return find_kiosk(key.decode())


def kiosk_required(
    view: Callable[Concatenate[KioskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for paired machines; any other is told how to become one."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        kiosk = paired(request)
        if kiosk is None:
            return redirect("kiosk-pair")
        asked = _as_kiosk(request, kiosk)
        return view(asked, *args, **kwargs)

    return guarded


def _as_kiosk(request: HttpRequest, kiosk: DoorFacts) -> KioskRequest:
    setattr(request, "kiosk", kiosk)  # noqa: B010 (mypy learns of it by the return type)
    return request  # type: ignore[return-value]


def _is_open(door: DoorFacts) -> bool:
    return door.kind == KIND and door.closed_at is None
