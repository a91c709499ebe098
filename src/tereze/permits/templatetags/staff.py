# SPDX-License-Identifier: EUPL-1.2
"""What staff pages say shortly: `{% load staff %}`, `{{ appeal|deadline:now }}`."""

from datetime import datetime, timedelta
from math import ceil

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tereze.core.templatetags.tereze import Tone, tag
from tereze.core.wording import people_duration
from tereze.people.types import Relation
from tereze.permits.duty import QueuedAppeal
from tereze.permits.office import OrderState
from tereze.permits.reasons import tell_reason
from tereze.permits.words import Words

register = template.Library()

_SOON = timedelta(minutes=30)


@register.filter
def deadline(appeal: QueuedAppeal, now: datetime) -> SafeString:
    """How much time is left to decide: "1 hour left", "overdue by 20 minutes"."""
    left = appeal.due_at - now
    minutes = {"duration": people_duration(ceil(abs(left) / timedelta(minutes=1)))}
    if left <= timedelta(0):
        return tag("stop", gettext("Overdue by %(duration)s") % minutes, "warning")
    return tag(
        "wait" if left <= _SOON else "still", gettext("%(duration)s left") % minutes, "clock"
    )


@register.filter
def reason(code: str) -> str:
    """Why something was refused, in two or three words."""
    return tell_reason(code)


@register.filter
def certificate(name: str, words: Words) -> str:
    """The title of a certificate."""
    return words.certificate(name).title


@register.filter
def relation_of(name: Relation) -> str:
    """What somebody is to the person who asks for them."""
    return {
        "child": gettext("child"),
        "parent": gettext("mother or father"),
        "ward": gettext("in their care"),
    }[name]


@register.filter
def basis(name: str) -> str:
    """On what a permit rests."""
    return {
        "rules": gettext("The rules"),
        "appeal": gettext("An appeal"),
        "emergency": gettext("An emergency"),
    }.get(name, name)


@register.filter
def order_tag(state: OrderState) -> SafeString:
    """What an order is worth now."""
    tags: dict[OrderState, tuple[Tone, str, str]] = {
        "in-force": ("go", gettext("In force"), "check"),
        "prepared": ("wait", gettext("Prepared"), "clock"),
        "over": ("still", gettext("Over"), "minus"),
        "ended": ("still", gettext("Ended early"), "cross"),
    }
    return tag(*tags[state])


@register.filter
def scenario_tag(failed: int) -> SafeString:
    """Whether a pack's scenarios hold."""
    if failed:
        return tag("stop", gettext("Scenarios fail"))
    return tag("go", gettext("Scenarios hold"))
