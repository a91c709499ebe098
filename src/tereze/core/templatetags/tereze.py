# SPDX-License-Identifier: EUPL-1.2
"""What templates are built from: `{% load tereze %}`. docs/internals/screens.md shows each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tereze.core import clock, wording
from tereze.core.charts import Drawing
from tereze.core.icons import ICONS

register = template.Library()

Tone: TypeAlias = Literal["go", "wait", "stop", "still", ""]

_MINUTES_OF_A_DAY: Final = 24 * 60

#: Every state has its icon, so that colour is never alone.
_TONE_ICONS: Final[dict[Tone, str]] = {
    "go": "check",
    "wait": "clock",
    "stop": "cross",
    "still": "minus",
    "": "info",
}


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """An icon in the colour of its text. With a label it speaks; without, a word beside it must."""
    speech = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon {}" {} width="24" height="24" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="2"><path d="{}"/></svg>',
        classes,
        speech,
        ICONS[name],
    )


@register.inclusion_tag("core/_mark.html")
def mark() -> dict[str, Any]:
    """The mark: a window of four panes, one lit."""
    return {}


@register.simple_tag
def site_name() -> str:
    """The name of this instance, after the title of every page."""
    return f"Tereze {settings.PLACE_NAME}".strip()


@register.simple_tag
def place_name() -> str:
    """The city or region that this instance serves; empty when the operator named none."""
    return str(settings.PLACE_NAME)


@register.simple_tag
def languages() -> Sequence[tuple[str, str]]:
    """The site's languages, each named in itself: Django's own tag would translate "English"."""
    return settings.LANGUAGES


@register.simple_tag
def tag(tone: Tone, word: str, icon_name: str = "") -> SafeString:
    """A state in colour, icon and word."""
    return format_html(
        '<span class="tag {}">{}{}</span>', tone, icon(icon_name or _TONE_ICONS[tone]), word
    )


@register.inclusion_tag("core/_back.html")
def back(url: str) -> dict[str, Any]:
    """The link to the page before, for the block `before`."""
    return {"url": url}


@register.inclusion_tag("core/_purpose.html")
def purpose(
    *, url: str, icon: str, title: str, hint: str = "", left: str = "", tone: str = ""
) -> dict[str, Any]:
    """A big button for a reason to move. `tone`: empty, "spent" or "emergency"."""
    icon = icon if icon in ICONS else "movement"
    return {"url": url, "icon": icon, "title": title, "hint": hint, "left": left, "tone": tone}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    name: str
    done: bool
    current: bool


@register.inclusion_tag("core/_steps.html")
def steps(current: int, *names: str) -> dict[str, Any]:
    """Where one is in a short journey: `{% steps 2 "Why" "When" "Check" %}`."""
    return {
        "steps": [
            _Step(name=name, done=number < current, current=number == current)
            for number, name in enumerate(names, start=1)
        ]
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _FormError:
    message: str
    #: name of the field, where the message alone would not tell which is meant
    label: str = ""
    #: id of the element to go to; empty when no single field is wrong
    target: str = ""


@register.inclusion_tag("core/_error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All that is wrong with a form, with links to the fields; the frame shows it by itself."""
    often = Counter(str(message) for messages in form.errors.values() for message in messages)
    errors = [_FormError(message=str(message)) for message in form.non_field_errors()]
    for field in form:
        first = f"{field.auto_id}_0" if offers_choices(field) else field.id_for_label
        errors += [
            _FormError(
                message=str(message),
                label=str(field.label) if often[str(message)] > 1 else "",
                target=first,
            )
            for message in field.errors
        ]
    return {"errors": errors}


@register.filter
def offers_choices(field: BoundField) -> bool:
    """Whether a field is drawn as a list of radios or checkboxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.simple_tag
def people_time(moment: datetime) -> str:
    """A moment in the active time zone: "14:30 today"."""
    return wording.people_time(moment, now=clock.now(), zone=timezone.get_current_timezone())


@register.simple_tag
def people_until(moment: datetime) -> str:
    """An end in the active time zone: "until 14:30 today"."""
    return wording.people_until(moment, now=clock.now(), zone=timezone.get_current_timezone())


@register.simple_tag
def people_from(moment: datetime) -> str:
    """A start in the active time zone: "from 06:00 tomorrow"."""
    return wording.people_from(moment, now=clock.now(), zone=timezone.get_current_timezone())


@register.simple_tag
def people_date(day: date) -> str:
    """A day: "13 April"."""
    return wording.people_date(day, today=timezone.localdate(clock.now()))


@register.filter
def duration(minutes: int) -> str:
    """A number of minutes in words: "1 hour 15 minutes"."""
    return wording.people_duration(minutes)


@register.filter
def code(value: str) -> SafeString:
    """A short code in groups of four."""
    return format_html(
        '<span class="code">{}</span>',
        format_html_join("", "<span>{}</span>", ((part,) for part in wording.code_groups(value))),
    )


@register.simple_tag
def countdown(until: datetime) -> SafeString:
    """What is left, in words; with JavaScript it runs. Hidden until the last day: nobody counts
    down a month."""
    left = max(0, int((until - clock.now()).total_seconds() // 60))
    return format_html(
        '<time class="countdown" datetime="{}" role="timer" data-countdown{}>{}</time>',
        until.isoformat(),
        " hidden" if left >= _MINUTES_OF_A_DAY else "",
        wording.people_duration(left),
    )


@register.inclusion_tag("core/_chart.html")
def chart(drawing: Drawing) -> dict[str, Any]:
    """A chart with its figures as a table (core/charts.py)."""
    return {"drawing": drawing, "chart": drawing.chart}
