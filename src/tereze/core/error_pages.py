# SPDX-License-Identifier: EUPL-1.2
"""Pages for when something went wrong: what happened, that nothing is lost, what to do next.

They stand on nothing that may itself be broken: no session, no database, no user. config/urls.py
names the four handlers; the middleware gives the same page to the errors that services raise.
"""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from tereze.core.errors import TerezeError, TooOften
from tereze.core.log import page_of

logger = logging.getLogger(__name__)

#: A database restarts within some seconds; the gate tells as many.
_RETRY_SECONDS = 5

#: Letters and digits that are not mistaken for each other when read out.
_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent could not be read."""
    return _page(
        request,
        400,
        gettext("We could not read that"),
        gettext("What was sent to us was not complete or not in a form that we know."),
        gettext("Nothing was changed. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not with these rights."""
    return _page(
        request,
        403,
        gettext("This is not open to you"),
        gettext("You are perhaps signed in as somebody else, or no longer signed in."),
        gettext("Nothing was changed. Sign in again, or ask whoever is responsible for access."),
    )


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the check against forged forms: for a person it means that the page is too old."""
    logger.warning("a form at %s was refused: %s", page_of(request), reason)
    return _page(
        request,
        403,
        gettext("This page was open for too long"),
        gettext("For your safety a page can be sent only for some time, and with cookies allowed."),
        gettext("Nothing was changed. Go back, load the page anew and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _page(
        request,
        404,
        gettext("This page is not here"),
        gettext("The address may be mistyped, or what was here has ended."),
        gettext("Your permits and your data are not affected."),
    )


def changed_meanwhile(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409: somebody or something was faster."""
    return _page(
        request,
        409,
        gettext("This has changed in the meantime"),
        gettext("Somebody else did something here, or you did it already in another window."),
        gettext("Go back, load the page anew and look again."),
    )


def too_often(request: HttpRequest, exception: TooOften) -> HttpResponse:
    """429: somebody takes more than their share."""
    answer = _page(
        request,
        429,
        gettext("Too often"),
        gettext("This was asked for from here more often than people need it."),
        gettext("Nothing was changed. Wait a minute and try again."),
    )
    answer["Retry-After"] = str(exception.seconds)
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The reference ties what the person reads to what the log says."""
    reference = "".join(secrets.choice(_READABLE) for _ in range(8))
    logger.error("reference %s: %s %s failed", reference, request.method, page_of(request))
    return _page(
        request,
        500,
        gettext("Something broke on our side"),
        gettext("Nothing that you had before is lost, and permits already given stay valid."),
        gettext("Wait a minute and try again. In danger, leave and tell us later."),
        reference=reference,
    )


def away(request: HttpRequest) -> HttpResponse:
    """503: the database can't be reached. It comes back by itself, so come again.

    Pages give no receipt, because who is signed in stands in the database; so this one names the ways
    that work: go, where there is danger, and ask where somebody is asked through the API.
    """
    lines = [
        gettext("Nothing that you had before is lost, and permits already given stay valid."),
        gettext("We come back by ourselves. Wait a minute and try again."),
    ]
    if request.method == "POST":
        lines.append(gettext("Before you send it again, look whether what you sent was kept."))
    title = gettext("We can't reach our records")
    answer = _page(request, 503, title, *lines, template="core/away.html")
    answer["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def tell_too_large() -> str:
    """413, in words only and in every language: nothing of the request was read."""
    told = []
    for language, _ in settings.LANGUAGES:
        with override(language):
            told.append(gettext("This is too large for us. Send it in parts."))
    return "\n".join(told)


class AnswerErrors:
    """Middleware: an error that a service raised and no view caught becomes a page of its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for what the asker can do something about; the rest is ours: `broken`."""
        if isinstance(exception, OperationalError | InterfaceError):
            logger.warning("%s: no page, because of %s", request.method, type(exception).__name__)
            return away(request)
        if isinstance(exception, TooOften):
            return too_often(request, exception)
        if not isinstance(exception, TerezeError) or exception.status >= 500:
            return None
        pages = {403: forbidden, 404: not_found, 409: changed_meanwhile}
        page = pages.get(exception.status, bad_request)
        return page(request, exception)


def _page(
    request: HttpRequest,
    status: int,
    title: str,
    *lines: str,
    template: str = "core/error.html",
    **more: str,
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": title,
        "lines": lines,
        "here": request.get_full_path() if request.method == "GET" else "/",
        "demo": settings.DEMO,
        "emergency_numbers": settings.EMERGENCY_NUMBERS,
        "call_centre": settings.CALL_CENTRE,
        **more,
    }
    return HttpResponse(render_to_string(template, context), status=status)
