# SPDX-License-Identifier: EUPL-1.2
"""After the secret changed: everybody is sealed and indexed anew, or nobody would be found.

Blind indexes follow the first secret. Until this is done, a person who registers again, or whom a
register names again, would become a second one beside the one that nobody finds.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tereze.core import audit, events
from tereze.people import sealed
from tereze.people.events import ResidentsResealed
from tereze.people.models import Resident, ResidentDocument
from tereze.people.types import PaperDocument

_BATCH = 500


def reseal_residents(
    *, actor: str, now: datetime, progress: Callable[[int], None] | None = None
) -> int:
    """Seal all residents and their documents under the first secret; says how many residents.

    Safe to repeat and to interrupt: a batch is a transaction, and who was done stays done.
    `progress` is told after every batch how many are done.
    """
    done, last = 0, 0
    while batch := _reseal_batch(after=last):
        done, last = done + len(batch), batch[-1]
        if progress:
            progress(done)
    with transaction.atomic():
        audit.record(
            actor=actor, action="residents-resealed", subject="residents", at=now, residents=done
        )
    return done


@transaction.atomic
def _reseal_batch(*, after: int) -> list[int]:
    rows = list(Resident.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:_BATCH])
    for row in rows:
        person = sealed.open_person(row.sealed)
        row.sealed = sealed.seal_person(person)
        row.phone_index = sealed.index_phone(person.phone) if person.phone else None
        row.name_index = sealed.index_name(person.name)
    Resident.objects.bulk_update(rows, ["sealed", "phone_index", "name_index"])
    for document in ResidentDocument.objects.filter(resident__in=rows):
        number = sealed.open_number(document.sealed_number)
        paper = PaperDocument(type=document.type, number=number)
        # The index is the key, so the row is written under another one.
        ResidentDocument.objects.filter(pk=document.pk).update(
            index=sealed.index_document(paper), sealed_number=sealed.seal_number(paper)
        )
    done = [row.pk for row in rows]
    events.publish(ResidentsResealed(resident_ids=tuple(done)))
    return done
