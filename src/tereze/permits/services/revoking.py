# SPDX-License-Identifier: EUPL-1.2
"""Taking a permit back."""

from datetime import UTC, datetime

from django.db import transaction

from tereze.core import audit
from tereze.messaging.services import queue_message
from tereze.people import selectors as people
from tereze.permits import selectors
from tereze.permits.errors import AlreadyDecided
from tereze.permits.letters import tell_revoked
from tereze.permits.models import Permit
from tereze.permits.types import PermitFacts


@transaction.atomic(durable=True)
def revoke_permit(*, code: str, why: str, actor: str, now: datetime) -> PermitFacts:
    """Take a permit back for a reason that the resident is told. The quota is not given back.

    Raises NoSuchPermit, or AlreadyDecided when it was revoked before.
    """
    permit = selectors.get_permit(code, now)
    key = (permit.resident_id, permit.asked_at.astimezone(UTC).date(), permit.code)
    revoked = Permit.objects.filter(pk=key, revoked_at=None).update(
        revoked_at=now, revoked_why=why, revoked_by=actor
    )
    if not revoked:
        raise AlreadyDecided("This permit was taken back before.")
    audit.record(actor=actor, action="permit-revoked", subject=f"permit:{permit.code}", at=now)
    person = people.get_resident(permit.resident_id).person
    if person.phone:
        text = tell_revoked(permit.code, why, person.language)
        queue_message(to=person.phone, text=text, channel="sms", now=now)
    return selectors.get_permit(code, now)
