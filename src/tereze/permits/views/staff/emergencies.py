# SPDX-License-Identifier: EUPL-1.2
"""Emergencies: who left in danger, and what they told afterwards. Nothing here is approved."""

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.people import sessions
from tereze.permits import duty
from tereze.permits.views.staff.answering import ON_DUTY, WITH_PEOPLE, staff_answer


@never_cache
@require_safe
@sessions.role_required(*ON_DUTY)
def emergency_list(request: sessions.StaffRequest) -> HttpResponse:
    """Passes of the last month."""
    taken = duty.list_emergencies(clock.now())
    return staff_answer(
        request,
        "permits/staff/emergencies.html",
        {
            "undeclared": [one for one in taken if one.declared_at is None],
            "declared": [one for one in taken if one.declared_at is not None],
        },
    )


@never_cache
@require_safe
@sessions.role_required(*WITH_PEOPLE)
def emergency(request: sessions.StaffRequest, code: str) -> HttpResponse:
    """One pass with what the person told; the look is recorded."""
    facts = duty.access_emergency(
        staff=request.staff,
        code=code,
        why=gettext("Reading what was told about an emergency"),
        now=clock.now(),
    )
    return staff_answer(request, "permits/staff/emergency.html", {"taken": facts})
