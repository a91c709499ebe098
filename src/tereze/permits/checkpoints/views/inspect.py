# SPDX-License-Identifier: EUPL-1.2
"""The inspector's page: an application on a phone at a checkpoint, which works without a network.

The page is the same for every inspector and holds nothing about anybody, so a phone may keep it.
All that is of one shift (checkpoints to choose from, names of purposes and places) comes as JSON at
its start, the list and the keys come with the device's key, and verdicts are made on the phone
(static/checkpoints/js). Without scripts the page asks the server about a typed code, no more.
"""

from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.people.sessions import StaffRequest, role_required
from tereze.people.types import Role
from tereze.permits import codes
from tereze.permits import selectors as permits
from tereze.permits.checkpoints import selectors
from tereze.permits.checkpoints.inspect_words import TEXTS, VERDICTS
from tereze.permits.errors import NoSuchPermit
from tereze.permits.types import EmergencyFacts, PermitFacts
from tereze.permits.verdicts import EMERGENCY, NOT_OURS, find_verdict
from tereze.permits.words import Words, tell_kind

#: An inspector works with the page; a duty officer may look at what inspectors see.
WITH_DEVICES: Final[tuple[Role, ...]] = ("inspector", "duty-officer")

_MODULES: Final = tuple(
    f"checkpoints/js/{name}.js"
    for name in (
        "awake",
        "clock",
        "examine",
        "inspect-page",
        "knowledge",
        "list",
        "page-copy",
        "queue",
        "scan-worker",
        "scanner",
        "screen",
        "server",
        "shift",
        "signals",
        "start-form",
        "store",
        "verdict",
        "warm-up",
        "wedge",
    )
)
#: What the page is made of; the phone keeps all of it.
_SHELL: Final = (
    "core/tokens.css",
    "core/tereze.css",
    "checkpoints/inspect.css",
    "core/icons/mark.svg",
    *(
        f"permits/js/{name}.js"
        for name in ("credential", "patience", "receipt", "status", "withdrawals")
    ),
    *_MODULES,
)
#: The QR reader for browsers without one of their own; scripts/scanner puts it there.
_READER: Final = {"reader": "checkpoints/zxing/reader.js", "wasm": "checkpoints/zxing/reader.wasm"}


@role_required(*WITH_DEVICES)
@require_safe
def inspect(request: StaffRequest) -> HttpResponse:
    """The page; with `?code=` the server's answer for browsers without scripts."""
    if "code" in request.GET:
        return _answer_code(request, request.GET["code"])
    return HttpResponse(_page())


@role_required(*WITH_DEVICES)
@require_safe
def inspect_start(request: StaffRequest) -> JsonResponse:
    """What a shift begins with. The page itself may be an old copy, so its token is not in there."""
    checkpoints = selectors.list_checkpoints()
    return JsonResponse(
        {
            "csrf": get_token(request),
            "checkpoints": [
                {"id": one.id, "name": one.name, "lanes": one.lanes, "place": one.place}
                for one in checkpoints
            ],
            "names": {place: _names(place) for place in {one.place for one in checkpoints}},
        },
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def inspect_manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to install the page as an application of its own."""
    return JsonResponse(
        {
            "id": reverse("inspect"),
            "name": gettext("Checkpoint %(place)s") % {"place": settings.PLACE_NAME},
            "short_name": gettext("Checkpoint"),
            "lang": get_language(),
            "dir": "auto",
            "start_url": reverse("inspect"),
            "scope": reverse("inspect"),
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#000000",
            "icons": [
                {"src": static(f"core/icons/{file}"), "sizes": sizes, "type": kind}
                for file, sizes, kind in (
                    ("mark.svg", "any", "image/svg+xml"),
                    ("mark-192.png", "192x192", "image/png"),
                    ("mark-512.png", "512x512", "image/png"),
                )
            ],
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "max-age=3600"},
    )


@require_safe
def inspect_service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page on the phone. Its text changes with any part of the page, so
    that a phone notices a new version by itself."""
    shell = [static(name) for name in _SHELL]
    if _has_reader():
        shell += [static(name) for name in _READER.values()]
    version = sha256("\n".join((*shell, _page())).encode()).hexdigest()[:12]
    response = render(
        request,
        "checkpoints/inspect_sw.js",
        {"version": version, "page": reverse("inspect"), "shell": shell},
        content_type="text/javascript",
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page() -> str:
    """The page in the language of the request, and the same for everybody."""
    parts = {"worker": "checkpoints/js/scan-worker.js", **_READER}
    setup = {
        "texts": TEXTS,
        # A file that is not there has no address, and asking for one would fail.
        "reader": {part: static(name) for part, name in parts.items()} if _has_reader() else None,
        "serviceWorker": reverse("inspect-service-worker"),
        "start": reverse("inspect-start"),
        "signIn": f"{reverse('staff-sign-in')}?next={reverse('inspect')}",
    }
    return render_to_string(
        "checkpoints/inspect.html",
        {"verdicts": VERDICTS, "setup": setup, "here": reverse("inspect")},
    )


def _has_reader() -> bool:
    return all(finders.find(name) for name in _READER.values())


def _names(place: str) -> dict[str, Any]:
    """What purposes, places and documents are called at a checkpoint of this place, what time it is
    there, and which purposes are good for one passage. Of all its orders, because a permit may have
    been granted under one that has ended; other orders may mean something else by the same names."""
    names: dict[str, Any] = {"purposes": {}, "places": {}, "documents": {}, "once": []}
    for order in selectors.list_orders_at(place):
        words = Words.of_order(order, clock.now())
        names["purposes"] |= {id: named.title for id, named in words.texts.purposes.items()}
        names["places"] |= words.texts.places
        names["documents"] |= {id: named.title for id, named in words.texts.documents.items()}
        names["once"] += [one.id for one in words.pack.regime.purposes if one.crossings == "once"]
        names["timezone"] = words.pack.regime.timezone
    names["kinds"] = {kind: tell_kind(kind) for kind in ("movement", "entry", "exit")}
    return names


def _answer_code(request: HttpRequest, typed: str) -> HttpResponse:
    now = clock.now()
    try:
        found = permits.find_by_code(codes.normalise(typed), now)
    except codes.InvalidCode:
        mistake = gettext("This is not a permit's code: a character is wrong or missing.")
        return _tell(request, {"mistake": mistake, "typed": typed}, status=422)
    except NoSuchPermit:
        return _tell(request, {"verdict": NOT_OURS})
    if isinstance(found, EmergencyFacts):
        return _tell(request, {"verdict": EMERGENCY})
    return _tell_permit(request, found, Words(packs.get_pack(found.digest), now=now))


def _tell_permit(request: HttpRequest, permit: PermitFacts, words: Words) -> HttpResponse:
    state = permit.state(words.now)
    with timezone.override(words.zone):
        return _tell(
            request,
            {
                "verdict": find_verdict(VERDICTS, "withdrawn" if state == "revoked" else state),
                "permit": permit,
                "purpose": words.purpose(permit.purpose),
                "places": words.places(permit.places),
                "kind": tell_kind(permit.kind),
            },
        )


def _tell(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "checkpoints/inspect_answer.html", context, status=status)
