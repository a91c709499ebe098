# SPDX-License-Identifier: EUPL-1.2
"""Help for everybody; and in a demonstration, the messages that nobody sends."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.core.offline import Keeper, kept_offline
from tereze.messaging import selectors as messaging
from tereze.permits import selectors
from tereze.permits.views.answering import answer, words_here


@require_safe
@kept_offline(Keeper.ANYONE)
def help_page(request: HttpRequest) -> HttpResponseBase:
    """How it works, whom to call, what to do in danger."""
    now = clock.now()
    return answer(
        request,
        "permits/help.html",
        {
            "order": selectors.get_order_in_force(None, now),
            "call_centre": settings.CALL_CENTRE,
        },
        words=words_here(now),
    )


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages on their way out, with their codes. Only where all people are made up."""
    if not settings.DEMO:
        raise Http404
    return answer(
        request,
        "permits/outbox.html",
        {"outgoing": messaging.list_outbox()},
        words=words_here(clock.now()),
    )
