# SPDX-License-Identifier: EUPL-1.2
"""What was deleted, for anybody: the promise that no file of movements stays, with its proof."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from tereze.core import clock
from tereze.permits import office, selectors
from tereze.permits.views.answering import answer, words_here

_SHOWN = 100


@require_safe
@cache_control(max_age=60)
@vary_on_cookie  # it keeps the language that was chosen
def deleted(request: HttpRequest) -> HttpResponse:
    """The newest entries of the log, and for each order that is over what became of its rows."""
    now = clock.now()
    over = [act for act in office.list_acts() if act.state(now) in ("over", "ended")]
    return answer(
        request,
        "permits/deleted.html",
        {
            "entries": selectors.list_last_deletions(_SHOWN),
            "over": [(act, selectors.count_deleted(act.id)) for act in over],
        },
        words=words_here(now),
    )
