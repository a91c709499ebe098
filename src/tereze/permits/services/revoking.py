# SPDX-License-Identifier: EUPL-1.2
"""Taking a permit back."""

from datetime import datetime

from django.db import transaction

from tereze.core import audit
from tereze.messaging.services import queue_message
from tereze.people import selectors as people
from tereze.permits import selectors
from tereze.permits.errors import AlreadyDecided
from tereze.permits.letters import language_of, tell_revoked
from tereze.permits.models import Ledger
from tereze.permits.types import PermitFacts


@transaction.atomic
def revoke_permit(
    *, code: str, why: str, actor: str, now: datetime, tell: bool = True
) -> PermitFacts:
    """Take a permit back for a reason that the resident is told, unless it was they who gave it back.

    It stays counted: who had one permit for today has had it. But it ends now, in every ledger. So
    of a budget of minutes only the time until now is spent, a rest begins now, and the permit is in
    nobody's way: whoever has another purpose open may ask for it at once.

    Raises NoSuchPermit, or AlreadyDecided when it was revoked before.
    """
    permit = selectors.get_permit(code, now)
    revoked = (
        selectors.get_row(permit)
        .filter(revoked_at=None)
        .update(revoked_at=now, revoked_why=why, revoked_by=actor)
    )
    if not revoked:
        raise AlreadyDecided("This permit was taken back before.")
    _end_uses(permit, now)
    audit.record(actor=actor, action="permit-revoked", subject=f"permit:{permit.code}", at=now)
    person = people.get_resident(permit.resident_id).person
    if person.phone and tell:
        text = tell_revoked(permit.code, why, language_of(person, now))
        queue_message(to=person.phone, text=text, channel="sms", now=now)
    return selectors.get_permit(code, now)


def _end_uses(permit: PermitFacts, now: datetime) -> None:
    """Let the permit end now in every ledger that it was written into."""
    holders = selectors.get_decided(permit).holders.values()
    end = min(max(now, permit.starts_at), permit.ends_at)
    # In the order in which claims lock, one after the other: each may be on another machine.
    for holder in sorted(holders):
        ledger = Ledger.objects.select_for_update().of(holder).first()
        if ledger is None:
            continue
        ledger.uses = [
            use | {"ends_at": end.isoformat()} if use["code"] == permit.code else use
            for use in ledger.uses
        ]
        # Whoever decided on the ledger as it was has to decide anew.
        ledger.version += 1
        ledger.save(update_fields=["uses", "version"])
