# SPDX-License-Identifier: EUPL-1.2
"""A resident reads what is held of their calls."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.permits.desk import selectors
from tereze.permits.views.answering import answer, words_here


@never_cache
@require_safe
@sessions.resident_required
def own_calls(request: sessions.ResidentRequest) -> HttpResponse:
    """When they called or were asked for, what it was about, and what the operator noted."""
    calls = selectors.list_calls_of_resident(request.resident.id)
    return answer(request, "desk/own_calls.html", {"log": calls}, words=words_here(clock.now()))
