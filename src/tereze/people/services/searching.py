# SPDX-License-Identifier: EUPL-1.2
"""Looking for somebody by name: for whoever has a caller on the line who knows no number.

Names are how curious officials look for neighbours. So it takes two words of a name, shows few people
or none, is counted for each member of staff, and everybody who was shown reads of it.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from tereze.core.database import run
from tereze.core.sql import load_queries
from tereze.people import roles, sealed, selectors
from tereze.people.models import Resident, Staff
from tereze.people.services import attempts
from tereze.people.types import ResidentFacts

SQL = load_queries("tereze.people", "searching.sql")

_BATCH: Final = 2_000


def search_residents_by_name(
    *, staff: Staff, name: str, born: date | None = None, why: str, now: datetime
) -> tuple[ResidentFacts, ...]:
    """Who is called so, and was born on that day if it is said; recorded.

    Raises NameTooShort, TooManyFound, TooManySearches.
    """
    official = roles.require(staff, roles.MAY_LOOK)
    attempts.try_names(official.actor, now=now)
    return selectors.search_residents_for_staff(staff=staff, name=name, born=born, why=why, now=now)


def index_names(*, progress: Callable[[int], None] | None = None) -> int:
    """Index the names of those who were written many at a time; says how many they were.

    Safe to repeat, to interrupt and to run beside an import: a batch is a transaction.
    """
    done = 0
    while batch := _index_batch():
        done += batch
        if progress:
            progress(done)
    return done


@transaction.atomic
def _index_batch() -> int:
    waiting = Resident.objects.select_for_update(skip_locked=True).filter(name_index=None)
    rows = list(waiting.order_by("pk").only("sealed")[:_BATCH])
    indexes = (sealed.index_name(sealed.open_person(row.sealed).name) for row in rows)
    written = ["{" + ",".join(map(str, index)) + "}" for index in indexes]
    run(SQL["index_names"], {"ids": [row.pk for row in rows], "name_indexes": written})
    return len(rows)
