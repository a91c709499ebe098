# SPDX-License-Identifier: EUPL-1.2
"""A resident is forgotten: what this room holds of them goes, or they are told to wait.

What somebody used lately is still needed: whoever could be forgotten and register anew would have
a new quota each time. So nobody is forgotten before their ledger is, and it forgets by itself.
"""

from datetime import UTC

from tereze.people.errors import StillNeeded
from tereze.people.events import ResidentErased
from tereze.permits.models import Appeal, EmergencyPass, Ledger, Permit, RefusalRecord
from tereze.permits.services.retention import count_days


def forget_resident(event: ResidentErased) -> None:
    """Delete all rows of a resident, in the transaction in which they are erased.

    Raises StillNeeded while a permit of theirs counts, or an appeal waits for its answer.
    """
    counts = Ledger.objects.of(event.resident_id).filter(keep_until__gt=event.at)
    waits = Appeal.objects.filter(resident_id=event.resident_id, state=Appeal.State.OPEN)
    if counts.exists() or waits.exists():
        raise StillNeeded
    # The days that are over go into the figures first, so that these stay.
    count_days(before=event.at.astimezone(UTC).date())
    for table in (Permit, RefusalRecord, Ledger):
        table.objects.of(event.resident_id).delete()
    Appeal.objects.filter(resident_id=event.resident_id).delete()
    EmergencyPass.objects.filter(resident_id=event.resident_id).update(
        resident_id=None, sealed_account=None
    )
