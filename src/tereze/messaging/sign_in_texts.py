# SPDX-License-Identifier: EUPL-1.2
"""What the message with a sign-in code says."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from tereze.messaging.services import queue_message
from tereze.people.events import CodeIssued


def tell_code(event: CodeIssued) -> None:
    """Send a sign-in code to the phone that asked for it."""
    minutes = (event.expires_at - event.issued_at) // timedelta(minutes=1)
    with override(event.language):
        words = gettext(
            "%(code)s is your Tereze code. It works for %(minutes)d minutes. "
            "Never tell it to anybody."
        ) % {"code": event.code, "minutes": minutes}
    # The form of the last line lets phones offer the code, and only on this site, not on one
    # that imitates it.
    text = f"{words}\n\n@{urlsplit(settings.URL).hostname} #{event.code}"
    queue_message(to=event.phone, text=text, channel="sms", now=event.issued_at)
