# SPDX-License-Identifier: EUPL-1.2
"""An answering process whose answers are short: `PURPOSE DOCUMENT` gets a permit, and its code.

The rules that the measured instance has in force know no door for short messages, so the
conversation would turn everybody away; this asks as the app does.
"""

from collections.abc import Sequence

from tereze.config import answerer
from tereze.core import clock
from tereze.messaging import inbox
from tereze.messaging.types import Incoming, Reply
from tereze.people.selectors import find_resident_by_document
from tereze.permits.services import ask_permit
from tereze.permits.types import Granted, Request


def answer(incoming: Incoming) -> Sequence[Reply]:
    """A permit for the named document."""
    _, number = incoming.text.split()
    resident = find_resident_by_document("kz-iin", number)
    if resident is None:
        return [Reply(text="?")]
    given = ask_permit(
        resident=resident,
        request=Request(purpose="needs", door="app"),
        door="sms",
        now=clock.now(),
        key=incoming.id,
    )
    if not isinstance(given, Granted):
        return [Reply(text=given.refusal.code)]
    permit = given.permit
    text = f"…{number[-4:]}: рұқсат, {permit.ends_at:%H:%M} дейін. Код {permit.code}"
    return [Reply(text=text)]


if __name__ == "__main__":
    inbox.answer_with(answer)
    answerer.answer()
