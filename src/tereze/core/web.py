# SPDX-License-Identifier: EUPL-1.2
"""What every page shares: security headers and the words that the frame of a page needs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_LANGUAGE: Final = "Content-Language"
#: Headers of an answer for programs, which nobody reads in a language (ISO 639 calls that zxx).
IN_NO_LANGUAGE: Final[Mapping[str, str]] = MappingProxyType({_LANGUAGE: "zxx"})

#: Nothing from elsewhere, nothing inline: what is not ours does not run.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the policy of what a page may load, on every answer."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
        )
        return response

    return respond


def one_for_all_languages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, around the one that chooses a language: an answer in no language is the same for
    everybody, and a cache on the way shall keep it once and not for each language anew."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get(_LANGUAGE) == IN_NO_LANGUAGE[_LANGUAGE]:
            varies = {name.strip() for name in response.headers.get("Vary", "").split(",")}
            del response.headers["Vary"]
            if left := sorted(varies - {"", "Accept-Language"}):
                response.headers["Vary"] = ", ".join(left)
        return response

    return respond


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the frame of every page shows."""
    return {"demo": settings.DEMO}
