# SPDX-License-Identifier: EUPL-1.2
"""Taking in what people write, and having it answered.

A message that is taken in is a row, in the transaction in which the vendor is told "taken": from
there on it is ours. Answering it is one more transaction: what the answer changes, what is said, and
that it was answered are all written, or nothing is, and then it is tried again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tereze.core import database
from tereze.core.errors import origin
from tereze.core.sql import load_queries
from tereze.messaging import inbox, rules, wake
from tereze.messaging.models import InboxMessage
from tereze.messaging.sealed import key_of, open_incoming, seal_incoming, talker
from tereze.messaging.services.outbox import queue_reply
from tereze.messaging.types import Incoming, Reply

#: Then a vendor does not say it again, and it has been answered. Until then it is taken once only;
#: channels/graph.py leaves out what is older.
INCOMING_IS_KEPT = timedelta(days=1)

SQL = load_queries("tereze.messaging", "inbox.sql")

logger = logging.getLogger(__name__)


def receive_message(incoming: Incoming) -> bool:
    """Take in what somebody wrote; False: it was taken in before, so there is nothing to do.

    When this returns, the vendor may be told that the message was taken.
    """
    return receive_messages([incoming]) == 1


@transaction.atomic
def receive_messages(many: Sequence[Incoming]) -> int:
    """Take in several messages at once; how many of them were new."""
    rows = database.run_prepared(
        SQL["insert_incoming"],
        {
            "keys": [key_of(each.account, each.id) for each in many],
            "channels": [each.channel for each in many],
            "accounts": [each.account for each in many],
            "talkers": [talker(each.account, each.sender) for each in many],
            "sealed": [seal_incoming(each) for each in many],
            "times": [each.at for each in many],
        },
    )
    for account in {each.account for each in many} if rows else ():
        wake.for_answering(account)
    return len(rows)


def answer_waiting(*, now: datetime, at_most: int | None = None) -> int:
    """Answer what waits, one after the other, until there is no more; says how many.

    Several threads and processes may do this at once.
    """
    done = 0
    while (at_most is None or done < at_most) and _answer_next(now):
        done += 1
    return done


def _answer_next(now: datetime) -> bool:
    number = None
    try:
        with transaction.atomic(durable=True):
            rows = database.run_prepared(SQL["take_waiting"], {"now": now})
            if not rows:
                return False
            number, sealed = rows[0]
            incoming = open_incoming(sealed)
            closes = incoming.pressed_below
            for reply in inbox.answer(incoming):
                _say(incoming, reply, now, closes=closes)
                closes = ""
            _settle(number, InboxMessage.State.ANSWERED, now)
    except Exception as error:
        # Whatever it is: nobody's words may be lost by it, nor stop those of others.
        if number is None:
            raise
        logger.error("message %d could not be answered, because of %s", number, origin(error))
        _try_later(number, now)
    return True


def _say(incoming: Incoming, reply: Reply, now: datetime, *, closes: str = "") -> None:
    queue_reply(
        to=incoming.sender,
        channel=incoming.channel,
        account=incoming.account,
        reply=reply,
        now=now,
        closes=closes,
    )


def _settle(number: int, state: InboxMessage.State, now: datetime) -> None:
    database.run_prepared(SQL["settle"], {"number": number, "state": state, "now": now})


@transaction.atomic
def _try_later(number: int, now: datetime) -> None:
    """Come back to it; at last, rather than being silent, say that we can't answer."""
    message = InboxMessage.objects.select_for_update().get(pk=number)
    if message.state != InboxMessage.State.WAITING:
        return
    message.tries += 1
    message.due_at = now + rules.wait_after(message.tries)
    message.save(update_fields=["tries", "due_at"])
    if message.tries < rules.ANSWERS_ARE_TRIED:
        wake.for_answering(message.account, at=message.due_at)
        return
    _settle(number, InboxMessage.State.FAILED, now)
    try:
        with transaction.atomic():
            incoming = open_incoming(message.sealed)
            _say(incoming, _sorry(incoming), now)
    except Exception as error:
        # A message whose key is lost says not even who wrote it. It must not come up again and again
        # before those of others.
        logger.error("message %d: nobody is told, because of %s", number, origin(error))


def _sorry(incoming: Incoming) -> Reply:
    language = _language_of(incoming)
    with translation.override(language):
        text = gettext(
            "Something broke on our side, so nothing was done. Nothing is lost: permits that you "
            "have stay valid. Please send your message again in some minutes. In danger go at "
            "once: that needs no permit."
        )
    return Reply(text=text, language=language)


def _language_of(incoming: Incoming) -> str:
    """Theirs, as far as it can be found out: what kept us from an answer may keep us from that too."""
    language = None
    try:
        with transaction.atomic():
            language = inbox.language_of(incoming)
    except Exception as error:
        logger.warning("nor is it known in whose language, because of %s", origin(error))
    return language or incoming.language or settings.LANGUAGE_CODE


@transaction.atomic
def delete_old_incoming(now: datetime) -> int:
    """Delete what people wrote more than a day ago; says how many messages."""
    old = InboxMessage.objects.filter(received_at__lte=now - INCOMING_IS_KEPT)
    return old.delete()[0]
