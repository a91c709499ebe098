# SPDX-License-Identifier: EUPL-1.2
"""Answering what comes over lines, as soon as it is there: what `tereze serve --carrier` runs beside
the process that holds them.

Some threads, each with a connection of its own, take one message after the other. Several such
processes can run at once, on several machines, too. What comes by a visit of a vendor (a webhook)
the worker answers; it also finds what was left while nobody ran here.
"""

import logging
import signal
import threading
import time

from django.db import connection

from tereze.core import clock
from tereze.messaging import services
from tereze.messaging.failing import rest_after, tell_failure
from tereze.messaging.looking import Looking

#: While one waits for the disk others go on, and PostgreSQL writes down several answers at once.
THREADS = 8
#: so many messages a thread answers before it asks what time it is
_AT_ONCE = 20

logger = logging.getLogger(__name__)


class Answerers:
    """Threads that answer until they are told to leave."""

    def __init__(self) -> None:
        self._leaving = threading.Event()
        self._threads = [threading.Thread(target=self._answer) for _ in range(THREADS)]

    def run(self) -> None:
        """Answer until a signal to stop comes; then finish the answers that are under way."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._leaving.set())
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()

    def _answer(self) -> None:
        looking = Looking(time.monotonic)
        while not self._leaving.is_set():
            try:
                if services.answer_waiting(now=clock.now(), at_most=_AT_ONCE):
                    looking.found_something()
                    continue
            except Exception as error:  # whatever it is: others wait for their answers
                tell_failure(logger, "answering", error)
                connection.close()
                self._leaving.wait(rest_after(error))
            self._leaving.wait(looking.wait())
        connection.close()
