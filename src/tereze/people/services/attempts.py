# SPDX-License-Identifier: EUPL-1.2
"""Counting what may not be tried often: codes asked for, codes and passwords typed wrong.

A holder of a count is a phone, a name or a network address, and only its blind index is kept.
How often is often: `rules`.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tereze.core.sealing import blind_index
from tereze.people import rules
from tereze.people.errors import TooManyDocuments, TooManySearches
from tereze.people.models import Attempts


def index_network(network: str, *, what: str) -> bytes:
    """The holder of what is tried from one network."""
    return blind_index(f"{what}:{network}", context="people.network")


def try_once_more(
    limits: Mapping[bytes, rules.Limits], *, now: datetime, count: bool = True
) -> datetime | None:
    """Count one more try for each holder, or count none and say when it may be tried again."""
    Attempts.objects.bulk_create(
        (Attempts(holder=holder, keep_until=now) for holder in limits), ignore_conflicts=True
    )
    # Locked in one order, so that two askers never wait for each other.
    rows = list(Attempts.objects.select_for_update().filter(holder__in=limits).order_by("holder"))
    waits = (rules.next_try(row.at, limits[bytes(row.holder)], now=now) for row in rows)
    if wait := max(filter(None, waits), default=None):
        return wait
    for row in rows if count else ():
        limit = limits[bytes(row.holder)]
        row.at = [*row.at, now][-max(most for most, _ in limit) :]
        row.keep_until = now + max(span for _, span in limit)
        row.save(update_fields=["at", "keep_until"])
    return None


@transaction.atomic
def try_documents(who: str, *, now: datetime) -> None:
    """Count that somebody named documents. Raises TooManyDocuments.

    In a transaction of its own: what comes of it must not give the try back.
    """
    holder = blind_index(who, context="people.documents-tried")
    if wait := try_once_more({holder: rules.DOCUMENT_LIMITS}, now=now):
        raise TooManyDocuments(retry_at=wait)


@transaction.atomic
def try_names(who: str, *, now: datetime) -> None:
    """Count that somebody looks for a person by name. Raises TooManySearches.

    In a transaction of its own, as with documents.
    """
    holder = blind_index(who, context="people.names-tried")
    if wait := try_once_more({holder: rules.NAME_LIMITS}, now=now):
        raise TooManySearches(retry_at=wait)


def try_claim(resident_id: int, *, fits: bool, now: datetime) -> bool:
    """Whether a claim to be this resident is heard: it fits, and not many came that didn't.

    In the caller's transaction, which has to be committed whatever comes of it.
    """
    holder = blind_index(f"resident:{resident_id}", context="people.claims-tried")
    wait = try_once_more({holder: rules.CLAIM_LIMITS}, now=now, count=not fits)
    return fits and wait is None


def forget_attempts(holder: bytes) -> None:
    """Begin to count anew, because it went well."""
    Attempts.objects.filter(holder=holder).delete()


def delete_old_attempts(now: datetime) -> int:
    """Delete counts that no limit looks at; says how many."""
    deleted, _ = Attempts.objects.filter(keep_until__lte=now).delete()
    return deleted
