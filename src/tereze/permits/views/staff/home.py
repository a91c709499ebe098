# SPDX-License-Identifier: EUPL-1.2
"""The first page of those who work here: what waits for them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits import duty, office
from tereze.permits.figures import get_figures
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import EVERYBODY, WITH_FIGURES, staff_answer
from tereze.permits.words import Words

_SHOWN = 5


@never_cache
@require_safe
@sessions.role_required(*EVERYBODY)
def home(request: sessions.StaffRequest) -> HttpResponse:
    """What waits, by role."""
    now = clock.now()
    words = words_here(now)
    roles = people.staff_facts(request.staff).roles
    context: dict[str, Any] = {}
    if "operator" in roles:
        context["waiting_count"] = people.count_waiting_residents()
    if "duty-officer" in roles:
        context |= _on_duty(now)
    if "administrator" in roles:
        context |= _in_the_office(now)
    if set(WITH_FIGURES) & set(roles):
        context["figures"] = get_figures(zone=zone_of(words), now=now)
    return staff_answer(request, "permits/staff/home.html", context, words=words)


def zone_of(words: Words | None) -> ZoneInfo:
    """The time zone in which hours begin."""
    return words.zone if words else ZoneInfo(timezone.get_default_timezone_name())


def _on_duty(now: datetime) -> dict[str, Any]:
    appeals = duty.list_open_appeals()
    return {
        "appeals": appeals[:_SHOWN],
        "appeal_count": len(appeals),
        "overdue_count": sum(appeal.due_at <= now for appeal in appeals),
        "undeclared_count": duty.count_undeclared_emergencies(now),
    }


def _in_the_office(now: datetime) -> dict[str, Any]:
    acts = [act for act in office.list_acts() if act.can_be_ended(now)]
    return {
        "acts": [(act, act.state(now)) for act in reversed(acts)],
        "residents": people.count_residents(),
    }
