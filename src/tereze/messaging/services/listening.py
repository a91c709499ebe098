# SPDX-License-Identifier: EUPL-1.2
"""Taking in what a messenger told, however it came: posted to our address, or asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tereze.messaging import wake
from tereze.messaging.channels.bot import Heard
from tereze.messaging.sealed import key_of
from tereze.messaging.services.inbox import receive_messages
from tereze.messaging.services.outbox import note_reports
from tereze.messaging.types import Report

#: A report may be quicker than we write down that the message was taken, with others of its batch.
REPORTS_WAIT = timedelta(seconds=30)


def take_heard(heard: Heard, *, account: str, now: datetime) -> None:
    """Keep what people wrote and what became of our messages. Then the vendor may forget it."""
    if not (heard.incoming or heard.reports):
        return
    with transaction.atomic():
        receive_messages(heard.incoming)
        if heard.reports:
            _take_reports(heard.reports, account, now)


def _take_reports(reports: Sequence[tuple[str, Report]], account: str, now: datetime) -> None:
    known = note_reports(account=account, reports=reports, now=now)
    early = [
        (key_of(account, vendor_id), report)
        for is_known, (vendor_id, report) in zip(known, reports, strict=True)
        if not is_known
    ]
    if early:
        wake.for_reports(early, at=now + REPORTS_WAIT)
