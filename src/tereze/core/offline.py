# SPDX-License-Identifier: EUPL-1.2
"""Which pages a phone may keep for when it has no connection.

A page is kept only when its view says so; nothing of staff, and nothing with another person's
data, ever says so. What is a resident's own is forgotten when they sign out. The service worker
(templates/core/sw.js) reads the header that is set here.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER: Final = "Tereze-Offline"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Keeper(StrEnum):
    """For whom a phone keeps a page."""

    #: the same for everybody: checking a permit, help
    ANYONE = "anyone"
    #: a resident's own permits: forgotten at sign-out
    RESIDENT = "resident"


def kept_offline(keeper: Keeper) -> Callable[[View[P]], View[P]]:
    """Decorator of a view: phones keep its page and show it when they are offline."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            # What was done a moment ago is said on whichever page comes next, and may name somebody.
            names_somebody = keeper is Keeper.ANYONE and len(get_messages(request)) > 0
            response = view(request, *args, **kwargs)
            if not names_somebody:
                response.headers.setdefault(HEADER, keeper.value)
            return response

        return respond

    return decorate


def keep_nowhere(response: HttpResponse) -> None:
    """Put this on one page of a view whose pages are kept: this one shows another person's data."""
    response.headers[HEADER] = "nowhere"


def forget_residents_pages(response: HttpResponse) -> None:
    """Put this on the page after sign-out and on the sign-in page: the phone forgets what it kept
    for whoever was signed in before."""
    response.headers[HEADER] = "forget"
