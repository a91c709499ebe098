# SPDX-License-Identifier: EUPL-1.2
"""Live figures as charts: counts only. Each chart has its table and says when it was counted."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tereze.core import clock
from tereze.core.charts import Chart, Drawing, Series, Tone, rows, stacked_bars
from tereze.core.wording import people_time
from tereze.people import selectors as people
from tereze.people import sessions
from tereze.permits.figures import Figures, get_figures
from tereze.permits.reasons import tell_reason
from tereze.permits.views.answering import words_here
from tereze.permits.views.staff.answering import WITH_FIGURES, staff_answer
from tereze.permits.views.staff.home import zone_of
from tereze.permits.words import Words


@never_cache
@require_safe
@sessions.role_required(*WITH_FIGURES)
def figures(request: sessions.StaffRequest) -> HttpResponse:
    """The last day, and who is out now."""
    now = clock.now()
    words = words_here(now)
    counted = get_figures(zone=zone_of(words), now=now)
    return staff_answer(
        request,
        "permits/staff/figures.html",
        {
            "figures": counted,
            "residents": people.count_residents(),
            "by_hour": _by_hour(counted, _source(counted, words, asked=True)),
            "charts": _charts(counted, words),
        },
        words=words,
    )


def _source(figures: Figures, words: Words | None, *, asked: bool) -> str:
    """When and from where they were counted."""
    at = figures.counted_at
    when = {"time": people_time(at, now=at, zone=zone_of(words))}
    if asked:
        return gettext("Counted %(time)s, from the permits and refusals of 24 hours.") % when
    return gettext("Counted %(time)s, from the permits that hold.") % when


def _charts(figures: Figures, words: Words | None) -> tuple[Drawing, ...]:
    """Charts of sums; those without anything to show are left out."""
    asked = _source(figures, words, asked=True)
    out = _source(figures, words, asked=False)
    purpose = words.purpose if words else str
    place = words.place if words else str
    drawn = (
        _in_rows(
            gettext("Refused, by reason"),
            gettext("Reason"),
            {tell_reason(code): count for code, count in figures.refused_by_reason.items()},
            tone="stop",
            source=asked,
        ),
        _in_rows(
            gettext("Out now, by purpose"),
            gettext("Purpose"),
            {purpose(name): count for name, count in figures.out_by_purpose.items()},
            tone="accent",
            source=out,
        ),
        _in_rows(
            gettext("Out now, by place"),
            gettext("Place"),
            {place(name): count for name, count in figures.out_by_place.items()},
            tone="accent",
            source=out,
        ),
    )
    return tuple(drawing for drawing in drawn if drawing)


def _by_hour(figures: Figures, source: str) -> Drawing:
    return stacked_bars(
        Chart(
            title=gettext("Asked, hour by hour"),
            about=gettext("Hour"),
            categories=tuple(f"{hour.hour:%H:%M}" for hour in figures.hours),
            series=(
                Series(
                    name=pgettext("requests", "Granted"),
                    tone="go",
                    values=tuple(hour.granted for hour in figures.hours),
                ),
                Series(
                    name=pgettext("requests", "Refused"),
                    tone="stop",
                    values=tuple(hour.refused for hour in figures.hours),
                ),
            ),
            source=source,
        )
    )


def _in_rows(
    title: str, about: str, counts: Mapping[str, int], *, tone: Tone, source: str
) -> Drawing | None:
    if not counts:
        return None
    series = Series(name=gettext("Number"), tone=tone, values=tuple(counts.values()))
    return rows(
        Chart(title=title, about=about, categories=tuple(counts), series=(series,), source=source)
    )
