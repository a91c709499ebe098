# SPDX-License-Identifier: EUPL-1.2
"""What pages of the desk say shortly: `{% load desk %}`, `{{ call.state|call_tag }}`."""

from datetime import timedelta
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from tereze.core.templatetags.tereze import Tone, tag
from tereze.permits.desk.forms import REASON_WORDS
from tereze.permits.desk.types import AnswerKind, CallState

register = template.Library()

_REASONS: Final = {str(reason): word for reason, word in REASON_WORDS.items()}


@register.filter
def call_tag(state: CallState) -> SafeString:
    """How far a call is."""
    tags: dict[CallState, tuple[Tone, str, str]] = {
        "ringing": ("wait", gettext("It rings"), "call"),
        "talking": ("go", gettext("On the line"), "call"),
        "wrapping-up": ("still", gettext("Hung up"), "minus"),
        "over": ("still", pgettext("a call", "Over"), "check"),
        "missed": ("stop", gettext("Missed"), "cross"),
    }
    return tag(*tags[state])


@register.filter
def answer_tag(kind: AnswerKind) -> SafeString:
    """What a call brought."""
    tags: dict[AnswerKind, tuple[Tone, str, str]] = {
        "granted": ("go", pgettext("a request", "Granted"), "check"),
        "refused": ("stop", pgettext("a request", "Refused"), "cross"),
        "emergency": ("stop", gettext("Emergency"), "emergency"),
        "appealed": ("wait", gettext("Appeal"), "appeal"),
        "registered": ("", gettext("Registered"), "person"),
    }
    return tag(*tags[kind])


@register.filter
def reason_words(reason: str) -> str:
    """What a call was about."""
    return str(_REASONS.get(reason, reason))


@register.filter
def clock(length: timedelta | None) -> str:
    """A length of time as a clock shows it.

    >>> clock(timedelta(seconds=75)), clock(timedelta(hours=1, seconds=5)), clock(None)
    ('1:15', '1:00:05', '–')
    """
    if length is None:
        return "–"
    seconds = int(length.total_seconds())
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


@register.simple_tag
def key(name: str) -> SafeString:
    """The hint at a key; screen readers hear it from the element itself. Empty where there is none."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', name) if name else SafeString("")
