# SPDX-License-Identifier: EUPL-1.2
"""The public log of deletions: what was deleted, by which rule, and that nobody changed the log.

Each entry holds the hash of the one before it, and its own hash covers that too. So whoever noted a
hash once can tell at any later time whether the entries up to it are still the same: to change or
to leave out one, all that follow would have to be made anew, and the hash that was noted with them.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: What the first entry has before it.
NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, kw_only=True, slots=True)
class DeletionFacts:
    """One entry. It says how many rows, never whose."""

    #: 1, 2, 3 … without a gap
    number: int
    at: datetime
    #: permits, refusals, appeals, emergencies, ledgers, crossings, calls
    what: str
    #: when what was deleted began, where that is known
    since: datetime | None
    #: everything before this was deleted, as far as the rule reaches
    until: datetime
    rows: int
    #: which rule said so: "order 7: movement_days 14"
    rule: str
    #: the order whose rows these were; None: of whatever order
    order_id: int | None
    #: hash of the entry before
    previous: str
    hash: str

    @property
    def told(self) -> dict[str, Any]:
        """The entry as the API gives it, and as it is hashed, without its hash."""
        return {
            "number": self.number,
            "at": _time(self.at),
            "what": self.what,
            "from": _time(self.since) if self.since else None,
            "until": _time(self.until),
            "rows": self.rows,
            "rule": self.rule,
            "order": self.order_id,
            "previous": self.previous,
        }

    @property
    def own_hash(self) -> str:
        """SHA-256 of the entry as JSON: names sorted, no spaces, UTF-8."""
        text = json.dumps(self.told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def find_break(entries: Iterable[DeletionFacts]) -> int | None:
    """The number at which the chain, given from its beginning, is broken first; None: nowhere."""
    previous = NOTHING_BEFORE
    for number, entry in enumerate(entries, start=1):
        if (entry.number, entry.previous, entry.hash) != (number, previous, entry.own_hash):
            return number
        previous = entry.hash
    return None


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
