# SPDX-License-Identifier: EUPL-1.2
"""People who write to us, in tests: a phone, a chat, and what comes back."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from tereze.messaging.types import Channel, Incoming, Reply
from tereze.permits.conversation.services import answer
from town import NOON

_ids = itertools.count(1)


@dataclass
class Correspondent:
    """Somebody with a phone or an app in hand."""

    sender: str
    channel: Channel = "sms"
    account: str = "tests"
    phone: str | None = None
    language: str | None = None
    now: datetime = NOON
    said: list[Reply] = field(default_factory=list)

    def write(
        self, text: str = "", *, pressed: str = "", id: str = "", at: datetime | None = None
    ) -> str:
        """Send words; what comes back, in one text."""
        self.now = at or self.now + timedelta(seconds=1)
        incoming = Incoming(
            channel=self.channel,
            account=self.account,
            id=id or f"m{next(_ids)}",
            sender=self.sender,
            text=text,
            pressed=pressed,
            phone=self.phone,
            language=self.language,
            at=self.now,
        )
        with transaction.atomic():
            self.said = list(answer(incoming, now=self.now))
        return "\n".join(map(written, self.said))

    def press(self, label: str) -> str:
        """Press the button that says so."""
        for reply in reversed(self.said):
            for choice in reply.choices:
                if choice.label == label:
                    return self.write(pressed=choice.says)
        labels = [choice.label for reply in self.said for choice in reply.choices]
        raise AssertionError(f"no button {label!r} among {labels}")

    def share_phone(self, phone: str) -> str:
        """Let the app share its contact."""
        self.phone = phone
        answered = self.write()
        self.phone = None
        return answered


def written(reply: Reply) -> str:
    """Text and choices, as on a phone without buttons."""
    return "\n".join([reply.text, *(f"[{choice.says}] {choice.label}" for choice in reply.choices)])
