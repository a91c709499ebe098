# SPDX-License-Identifier: EUPL-1.2
"""An operator's own calls, as they wrote them down."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.people import sessions
from tereze.permits.desk import selectors
from tereze.permits.desk.views.calls import OPERATORS
from tereze.permits.views.staff.answering import staff_answer


@never_cache
@require_safe
@sessions.role_required(*OPERATORS)
def own_log(request: sessions.StaffRequest) -> HttpResponse:
    """The latest ones. Whose phone it was is its last digits, and no name."""
    return staff_answer(request, "desk/log.html", {"log": selectors.list_own_calls(request.staff)})
