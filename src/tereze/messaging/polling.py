# SPDX-License-Identifier: EUPL-1.2
"""Asking messengers for what people write, where they can't post it to us.

That is so on a laptop, and behind a wall that lets nobody in: a bot with `#polling=1` in its address.
What was heard is kept before the vendor is asked again. So whoever ends this loses nothing: the
vendor tells it again to the next one who asks, and the inbox knows what it has already.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from django.db import connection

from tereze.messaging import rules, services
from tereze.messaging.channels import list_accounts, open_account
from tereze.messaging.channels.bot import PollingBot
from tereze.messaging.channels.channel import Undelivered
from tereze.messaging.failing import tell_failure

logger = logging.getLogger(__name__)


def bots_to_ask() -> tuple[PollingBot, ...]:
    """Those that the operator wants to be asked."""
    wires = map(open_account, list_accounts())
    return tuple(it for it in wires if isinstance(it, PollingBot) and it.polls)


def ask_for_ever(bot: PollingBot, *, stop: Event, now: Callable[[], datetime]) -> None:
    """Ask one bot's vendor again and again; what goes wrong passes, so wait and go on."""
    failures = 0
    while not stop.is_set():
        try:
            for heard in bot.poll(now=now):
                services.take_heard(heard, account=bot.account.name, now=now())
                # The vendor may make us wait for half a minute.
                connection.close()
                failures = 0
                if stop.is_set():
                    return
        except Exception as error:  # whatever it is: who writes must not be left without an answer
            connection.close()
            failures += 1
            _tell(bot, error)
            wait = rules.wait_after(failures)
            asked_for = error.retry_after if isinstance(error, Undelivered) else None
            stop.wait(max(wait, asked_for or wait).total_seconds())


def _tell(bot: PollingBot, error: Exception) -> None:
    name = bot.account.name
    if isinstance(error, Undelivered):
        logger.warning("%s can't be asked what people wrote: %s", name, error)
    else:
        tell_failure(logger, f"asking {name} what people wrote", error)
