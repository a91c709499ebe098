# SPDX-License-Identifier: EUPL-1.2
"""Asking for permits: requests, each for another resident, and the proof that all was right."""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bench.inhabitants import iin, scattered
from bench.instance import Instance
from tereze.core import clock

PATH = "/api/v1/permits"
_ASKED_SINCE = "SELECT count(*) FROM permits_permit WHERE asked_at >= %s"
_ASKED = "SELECT count(*) FROM permits_ledger"
_OVER_QUOTA = """
    SELECT count(*) FROM (
        SELECT resident_id FROM permits_permit
         WHERE purpose = 'needs' AND asked_at >= %s
         GROUP BY resident_id, (starts_at AT TIME ZONE 'Asia/Almaty')::date
        HAVING count(*) > 1
    ) found
"""
_EMPTY = "TRUNCATE permits_ledger, permits_tally, permits_refusalrecord"
#: seconds without a grant, after which none is expected
_QUIET = 2.0


class Queue:
    """Residents who have not asked yet, in no order of the table."""

    def __init__(
        self,
        instance: Instance,
        residents: int,
        *,
        first: int = 0,
        keep: Callable[[int], object] = lambda now: None,
    ) -> None:
        self._residents = residents
        self._key = instance.key
        self._next = first
        #: is told how far the queue has come
        self._keep = keep

    def requests(self, count: int, *, path: str = PATH) -> list[bytes]:
        """The requests of the next so many residents."""
        if self._next + count > self._residents:
            raise SystemExit(
                f"All {self._residents:,} residents have asked. More of them (--residents) or "
                "shorter rounds (--seconds) are needed."
            )
        first, self._next = self._next, self._next + count
        self._keep(self._next)
        return list(self._write(range(first, first + count), path))

    def _write(self, places: range, path: str) -> Iterator[bytes]:
        run = secrets.token_hex(6)
        for place in places:
            number = iin(scattered(place, self._residents))
            body = b'{"document":{"type":"kz-iin","number":"%s"},"purpose":"needs"}' % (
                number.encode()
            )
            yield (
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._key}\r\n"
                f"Idempotency-Key: {run}-{place:09}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode() + body


def wait_until_quiet(instance: Instance) -> None:
    """Wait until nothing is granted any more to those who went home without waiting for it."""
    before, now = -1, instance.ask(_ASKED)
    while before != now:
        time.sleep(_QUIET)
        before, now = now, instance.ask(_ASKED)


def empty(instance: Instance) -> None:
    """Nobody asked for anything today."""
    today = clock.now().astimezone(UTC).date()
    instance.ask(_EMPTY)
    instance.ask(f"TRUNCATE permits_permit_{today:%Y%m%d}")


def insist_on_truth(instance: Instance, *, since: datetime, granted: int, unheard: int = 0) -> None:
    """What was answered has to be what the database holds, and nobody has more than their quota.

    Somebody who did not wait for the answer may have been granted a permit, or not.
    """
    held = instance.ask(_ASKED_SINCE, since)
    if not granted <= held <= granted + unheard:
        raise SystemExit(f"{granted:,} permits were answered, {held:,} are in the database.")
    if over := instance.ask(_OVER_QUOTA, since):
        raise SystemExit(f"{over:,} residents got more than their quota.")
