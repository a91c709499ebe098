# SPDX-License-Identifier: EUPL-1.2
"""Handing many messages to a vendor who is asked anew for each: some at once, and no faster than it
bears."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tereze.messaging.channels.channel import Claimed, Outcome, Undelivered, Wire


class Pace:
    """Lets so many through in a second, evenly; everybody who asks has a turn of its own."""

    def __init__(
        self,
        per_second: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is the caller's turn."""
        if wait := self.turn():
            self._sleep(wait)

    def turn(self) -> float:
        """Take the next turn; seconds until it comes."""
        with self._lock:
            now = self._clock()
            turn = max(self._next, now)
            self._next = turn + self._gap
            return turn - now


class _Sending:
    """One batch on its way."""

    def __init__(self, wire: Wire, pace: Pace) -> None:
        self._wire = wire
        self._pace = pace
        self._asked_to_wait: Undelivered | None = None

    def send_in_order(self, messages: Iterable[Claimed]) -> list[Outcome]:
        return [self._send(each) for each in messages]

    def _send(self, claimed: Claimed) -> Outcome:
        if self._asked_to_wait:
            return Outcome(claimed=claimed, refused=self._asked_to_wait)
        self._pace.wait()
        try:
            return Outcome(claimed=claimed, vendor_ids=self._wire.send(claimed.message))
        except Undelivered as refused:
            if refused.retry_after:
                self._asked_to_wait = refused
            return Outcome(claimed=claimed, refused=refused)
        except Exception as error:  # a fault of ours is no reason to lose the others' outcomes
            why = f"our side failed: {type(error).__name__}"
            return Outcome(claimed=claimed, refused=Undelivered(why))


def send_all(wire: Wire, messages: Sequence[Claimed], *, pace: Pace | None = None) -> list[Outcome]:
    """Hand all of them over, those of one person one after the other; what became of each."""
    people: dict[str, list[Claimed]] = defaultdict(list)
    for each in messages:
        people[each.message.to].append(each)
    sending = _Sending(wire, pace or Pace(wire.account.per_second))
    with ThreadPoolExecutor(min(wire.at_once, len(people) or 1)) as threads:
        return [one for many in threads.map(sending.send_in_order, people.values()) for one in many]
