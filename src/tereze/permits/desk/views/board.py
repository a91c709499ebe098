# SPDX-License-Identifier: EUPL-1.2
"""The supervisor's board: who waits now, how long it takes, what calls bring. Counts only."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.core.charts import Chart, Drawing, Series, Tone, rows, stacked_bars
from tereze.core.wording import people_time
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits.desk.figures import HOURS, BoardFigures, get_board
from tereze.permits.desk.forms import REASON_WORDS
from tereze.permits.desk.types import AnswerKind
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import WITH_FIGURES, staff_answer
from tereze.permits.views.staff.home import zone_of

_TONES: Final[dict[AnswerKind, Tone]] = {
    "granted": "go",
    "refused": "stop",
    "appealed": "wait",
    "emergency": "accent",
}


@never_cache
@require_safe
@sessions.role_required(*WITH_FIGURES)
def board(request: sessions.StaffRequest) -> HttpResponse:
    """The whole page; its live part looks again by itself."""
    return staff_answer(request, "desk/board.html", _figures())


@never_cache
@require_safe
@sessions.role_required(*WITH_FIGURES)
def live(request: sessions.StaffRequest) -> HttpResponse:
    """The live part."""
    with timezone.override(zone_of(words_here(clock.now()))):
        return render(request, "desk/_board.html", _figures())


def _figures() -> dict[str, Any]:
    now = clock.now()
    zone = zone_of(words_here(now))
    counted = get_board(zone=zone, now=now)
    when = people_time(now, now=now, zone=zone)
    source = gettext("Counted %(time)s, from the log of calls of %(hours)d hours.") % {
        "time": when,
        "hours": HOURS,
    }
    names = {one.id: one.name for one in people.list_staff()}
    return {
        "board": counted,
        "source": source,
        "hours": HOURS,
        "operators": [(names.get(one.staff_id, ""), one) for one in counted.operators],
        "charts": [chart for chart in _charts(counted, source) if chart],
    }


def _charts(counted: BoardFigures, source: str) -> tuple[Drawing | None, ...]:
    hours = tuple(f"{hour.hour:%H:%M}" for hour in counted.hours)
    titles: dict[AnswerKind, str] = {
        "granted": pgettext("requests", "Granted"),
        "refused": pgettext("requests", "Refused"),
        "appealed": gettext("Appeals"),
        "emergency": gettext("Emergencies"),
    }
    brought = Chart(
        title=gettext("What calls brought, hour by hour"),
        about=gettext("Hour"),
        categories=hours,
        series=tuple(
            Series(
                name=titles[kind],
                tone=tone,
                values=tuple(hour.brought[kind] for hour in counted.hours),
            )
            for kind, tone in _TONES.items()
        ),
        source=source,
    )
    calls = Chart(
        title=gettext("Calls, hour by hour"),
        about=gettext("Hour"),
        categories=hours,
        series=(
            Series(
                name=pgettext("calls", "Answered"),
                tone="go",
                values=tuple(hour.answered for hour in counted.hours),
            ),
            Series(
                name=gettext("Missed"),
                tone="stop",
                values=tuple(hour.missed for hour in counted.hours),
            ),
        ),
        source=source,
    )
    return stacked_bars(calls), stacked_bars(brought), _reasons(counted, source)


def _reasons(counted: BoardFigures, source: str) -> Drawing | None:
    if not counted.reasons:
        return None
    words = {str(reason): str(word) for reason, word in REASON_WORDS.items()}
    return rows(
        Chart(
            title=gettext("What calls were about"),
            about=gettext("Reason"),
            categories=tuple(words.get(reason, reason) for reason in counted.reasons),
            series=(
                Series(
                    name=gettext("Number"), tone="accent", values=tuple(counted.reasons.values())
                ),
            ),
            source=source,
        )
    )
