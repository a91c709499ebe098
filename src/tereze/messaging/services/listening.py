# SPDX-License-Identifier: EUPL-1.2
"""Taking in what a messenger told, however it came: posted to our address, or asked for."""

from datetime import datetime

from django.db import transaction

from tereze.messaging.channels.bot import Heard
from tereze.messaging.services.inbox import receive_messages
from tereze.messaging.services.outbox import note_reports


def take_heard(heard: Heard, *, account: str, now: datetime) -> None:
    """Keep what people wrote and what became of our messages. Then the vendor may forget it."""
    if not (heard.incoming or heard.reports):
        return
    with transaction.atomic():
        receive_messages(heard.incoming)
        if heard.reports:
            note_reports(account=account, reports=heard.reports, now=now)
