# SPDX-License-Identifier: EUPL-1.2
"""Every component of the house on one page, with the code that makes it (demo only: /style)."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tereze.core import clock
from tereze.core.charts import Chart, Drawing, Series, line, rows, stacked_bars
from tereze.core.forms import Form, HintedLabel
from tereze.core.icons import ICONS

_HOURS = tuple(f"{hour:02}" for hour in range(6, 22))
_GRANTED = (12, 45, 130, 162, 140, 118, 90, 74, 81, 96, 120, 134, 88, 40, 18, 6)
_REFUSED = (2, 6, 14, 30, 41, 22, 12, 9, 8, 10, 16, 25, 30, 28, 12, 3)


class _AskForm(Form):
    phone = forms.CharField(
        label="Your phone number",
        help_text="We send a code to it. For example +7 701 000 00 00.",
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "width-20"}
        ),
    )
    where = forms.ChoiceField(
        label="Where are you going?",
        help_text="Only your own district is open this week.",
        widget=forms.RadioSelect,
        choices=(
            ("home", HintedLabel("In my district", "Up to 2 km from home")),
            ("city", "Elsewhere in the city"),
            ("out", "Out of the city"),
        ),
    )
    who = forms.MultipleChoiceField(
        label="Who comes with you?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(("child", "My child"), ("parent", "My parent")),
    )
    certificate = forms.ChoiceField(
        label="Certificate",
        choices=(("", "Choose one"), ("work", "From my employer"), ("doctor", "From a doctor")),
    )
    note = forms.CharField(
        label="Anything we should know", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    agree = forms.BooleanField(label="What I said is true")


def page(request: HttpRequest) -> HttpResponse:
    """The style guide. `?errors` shows its form as after a mistake, `?verdict=go` a full screen."""
    now = clock.now()
    if verdict := request.GET.get("verdict"):
        return render(request, "core/style_verdict.html", {"tone": verdict, "until": now})
    form = _AskForm({"phone": "12", "where": "sea"}) if "errors" in request.GET else _AskForm()
    return render(
        request,
        "core/style.html",
        {
            "form": form,
            "icons": ICONS,
            "until": now + timedelta(minutes=74),
            "again": now + timedelta(days=1),
            "later": now + timedelta(days=9),
            "charts": _draw_charts(),
        },
    )


def _draw_charts() -> tuple[Drawing, ...]:
    """One of each kind, with figures that somebody might see on a quiet day."""
    source = "Counted at 14:30 today from the permits of this instance"
    return (
        stacked_bars(
            Chart(
                title="Asked per hour, today",
                about="Hour",
                categories=_HOURS,
                series=(
                    Series(name="Granted", tone="go", values=_GRANTED),
                    Series(name="Refused", tone="stop", values=_REFUSED),
                ),
                source=source,
            )
        ),
        rows(
            Chart(
                title="Refused, by reason",
                about="Reason",
                categories=(
                    "Today's permits were used",
                    "Outside the hours",
                    "Already out",
                    "Not in your district",
                ),
                series=(Series(name="Refused", tone="accent", values=(142, 88, 30, None)),),
                source=source,
            )
        ),
        line(
            Chart(
                title="Out at the same time",
                about="Hour",
                categories=_HOURS,
                series=(
                    Series(name="Today", tone="accent", values=(*_GRANTED[:9], *[None] * 7)),
                    Series(name="Yesterday", tone="still", values=_GRANTED[::-1]),
                ),
                source=source,
            )
        ),
    )
