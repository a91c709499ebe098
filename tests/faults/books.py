# SPDX-License-Identifier: EUPL-1.2
"""What the database holds after all that, read past the product's own reads, and whether it adds up."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import psycopg
from psycopg.rows import dict_row

from faults.crowd import Said
from faults.instance import PATIENCE
from tereze.permits import records

#: the town's, which has no summer time
_TOWN = timezone(timedelta(hours=5))


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """Permits, ledgers and tallies."""

    permits: list[dict[str, Any]]
    ledgers: list[dict[str, Any]]
    tallies: list[dict[str, Any]]


def read(url: str) -> Books:
    """All rows there are, once the database is back from what it died of last."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _read(url)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _read(url: str) -> Books:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return Books(
            permits=connection.execute(
                "SELECT resident_id, code, purpose, starts_at, ends_at, party, sealed FROM permits_permit"
            ).fetchall(),
            ledgers=connection.execute("SELECT holder, uses FROM permits_ledger").fetchall(),
            tallies=connection.execute(
                "SELECT holder, counter, period_starts_at, used, cap FROM permits_tally"
            ).fetchall(),
        )


def check(books: Books, said: Said) -> None:
    """Nothing acknowledged is lost, no code was given twice, no quota is exceeded."""
    assert said.strange == []
    assert said.changed == []
    codes = Counter(permit["code"] for permit in books.permits)
    assert [code for code, times in codes.items() if times > 1] == []
    acknowledged = Counter(said.granted.values())
    assert [code for code in acknowledged if code not in codes] == []
    assert [code for code, times in acknowledged.items() if times > 1] == []
    _check_that_ledgers_know_the_permits(books)
    _check_the_quotas(books)
    # Of those that nobody acknowledged each belongs to somebody who lost patience.
    assert len(set(codes) - set(acknowledged)) <= len(said.given_up)


def _check_that_ledgers_know_the_permits(books: Books) -> None:
    written = {
        (ledger["holder"], use["code"]) for ledger in books.ledgers for use in ledger["uses"]
    }
    missing = [
        permit["code"]
        for permit in books.permits
        if (permit["resident_id"], permit["code"]) not in written
    ]
    assert missing == [], "granted, and not charged"
    codes = {permit["code"] for permit in books.permits}
    assert [code for _, code in written if code not in codes] == [], "charged, and not granted"


def _check_the_quotas(books: Books) -> None:
    """The small town's counters, counted anew from its permits."""
    needs: Counter[Any] = Counter()
    walks: Counter[Any] = Counter()
    cars: Counter[Any] = Counter()
    market: defaultdict[datetime, int] = defaultdict(int)
    for permit in books.permits:
        start = permit["starts_at"].astimezone(_TOWN)
        match permit["purpose"]:
            case "needs":
                needs[permit["resident_id"], start.date()] += 1
            case "walk":
                minutes = (permit["ends_at"] - permit["starts_at"]) // timedelta(minutes=1)
                walks[permit["resident_id"], start.isocalendar()[:2]] += minutes
            case "drive":
                plate = records.open_decided(permit["sealed"]).request.plate
                cars[plate, start.date()] += 1
            case "market":
                market[permit["starts_at"].replace(minute=0)] += permit["party"]
    assert max(needs.values(), default=0) <= 1
    assert max(walks.values(), default=0) <= 180
    assert max(cars.values(), default=0) <= 1
    assert max(market.values(), default=0) <= 2
    told = {row["period_starts_at"]: row["used"] for row in books.tallies}
    assert {hour: used for hour, used in told.items() if used} == dict(market)
