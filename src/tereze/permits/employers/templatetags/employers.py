# SPDX-License-Identifier: EUPL-1.2
"""What the pages of employers say shortly: `{% load employers %}`, `{{ upload|upload_tag }}`."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tereze.core.templatetags.tereze import Tone, tag
from tereze.permits.employers.types import AlarmFacts, JobFacts, UploadFacts, WorkerFacts

register = template.Library()


@register.filter
def upload_tag(upload: UploadFacts) -> SafeString:
    """How far a list is."""
    words: dict[str, tuple[Tone, str]] = {
        "reading": ("wait", gettext("Is being read")),
        "unreadable": ("stop", gettext("Can't be read")),
        "draft": ("still", gettext("Not signed")),
        "waiting": ("wait", gettext("Waits for a second person")),
        "asking": ("wait", gettext("Under way")),
        "done": ("go", gettext("Done")),
        "cancelled": ("still", gettext("Deleted")),
    }
    return tag(*words[upload.state])


@register.filter
def worker_tag(worker: WorkerFacts | JobFacts, now: datetime) -> SafeString:
    """Whether somebody on a list has a permit."""
    if worker.state == "active" and worker.permit_until <= now:
        return tag("wait", gettext("No permit now"))
    words: dict[str, tuple[Tone, str]] = {
        "active": ("go", gettext("Has a permit")),
        "suspended": ("still", gettext("On leave")),
        "ended": ("still", gettext("Not there any more")),
        "disputed": ("stop", gettext("Says: does not work there")),
    }
    return tag(*words[worker.state])


@register.filter
def reason_words(reason: str) -> str:
    """Why somebody else has to approve a list."""
    return {
        "size": gettext("So many people at once need two to agree."),
        "cap": gettext(
            "There are more people than permits left. Only an administrator may allow that; if another "
            "of you approves it, those who are too many are refused."
        ),
    }[reason]


@register.filter
def alarm_words(alarm: AlarmFacts) -> str:
    """What an alarm is about."""
    words = {
        "growth": gettext("Grew within a day from %(before)s to %(after)s people"),
        "share": gettext(
            "Has far more permits for its staff than others of its sector: %(permits)s"
        ),
        "approver": gettext("One person signed for far more people than others do: %(people)s"),
        "dispute": gettext("Somebody says that they do not work there"),
        "audit": gettext("A check found somebody who does not work there"),
    }
    return words[alarm.kind] % alarm.facts


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The title of a code, or the code."""
    return names.get(code, code)
