# SPDX-License-Identifier: EUPL-1.2
"""Pages that belong to the frame itself: language, installing to a phone, being offline."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import check_for_language, get_language, gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from tereze.core import style_guide
from tereze.core.offline import Keeper, kept_offline

#: Without a token, so that pages that anybody may open need no cookie and can be kept offline.
#: All that a forged request could do is change the language of the page.
choose_language = csrf_exempt(require_POST(set_language))

#: What every page needs, kept on the phone when the service worker is installed.
_SHELL = (
    "core/tokens.css",
    "core/tereze.css",
    "core/js/app.js",
    "core/js/countdown.js",
    "core/js/offline.js",
    "core/icons/mark.svg",
)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to install this site as an application."""
    with override(_asked_language(request)):
        colours = _brand_colours()
        return JsonResponse(
            {
                "id": "/",
                "name": f"Tereze {settings.PLACE_NAME}".strip(),
                "short_name": "Tereze",
                "description": gettext("Leave to move, asked and shown on your phone"),
                "lang": get_language(),
                "dir": "auto",
                "start_url": "/",
                "scope": "/",
                "display": "standalone",
                "background_color": colours["paper"],
                "theme_color": colours["dusk"],
                "icons": [
                    {"src": static(f"core/icons/{file}"), "sizes": sizes, "type": kind, **purpose}
                    for file, sizes, kind, purpose in (
                        ("mark.svg", "any", "image/svg+xml", {}),
                        ("mark-192.png", "192x192", "image/png", {}),
                        ("mark-512.png", "512x512", "image/png", {}),
                        ("mark-maskable-512.png", "512x512", "image/png", {"purpose": "maskable"}),
                    )
                ],
            },
            content_type="application/manifest+json",
            headers={"Cache-Control": "max-age=3600"},
        )


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps pages on the phone. Its text changes with any file of the shell, and
    with the language, so that a phone notices a new version by itself."""
    shell = [static(name) for name in _SHELL]
    language = _asked_language(request)
    version = sha256("\n".join((*shell, language)).encode()).hexdigest()[:12]
    response = render(
        request,
        "core/sw.js",
        {
            "version": version,
            "shell": [*shell, f"{reverse('offline')}?lang={language}"],
            "offline": f"{reverse('offline')}?lang={language}",
            "assets": settings.STATIC_URL,
        },
        content_type="text/javascript",
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@kept_offline(Keeper.ANYONE)
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows instead of a page that it cannot reach."""
    with override(_asked_language(request)):
        return render(request, "core/offline.html", {"here": "/"})


def style(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who write pages (only in a demonstration)."""
    if not settings.DEMO:
        raise Http404
    return style_guide.page(request)


def _asked_language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return (
        asked
        if asked in dict(settings.LANGUAGES) and check_for_language(asked)
        else (get_language() or settings.LANGUAGE_CODE)
    )


@cache
def _brand_colours() -> dict[str, str]:
    """The colours that the manifest repeats, read from the one file that a city changes."""
    tokens = Path(finders.find("core/tokens.css") or "").read_text(encoding="utf-8")
    return dict(re.findall(r"--tz-(paper|dusk):\s*(#\w+)", tokens)[:2])
