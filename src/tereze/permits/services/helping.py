# SPDX-License-Identifier: EUPL-1.2
"""Asking for somebody under the mandate that they gave."""

from datetime import datetime

from django.db import transaction

from tereze.people import services as people
from tereze.permits.services.asking import ask_permit
from tereze.permits.types import Answer, Granted, Request


@transaction.atomic(durable=True)
def ask_under_mandate(
    *, helper_id: int, number: int, request: Request, door: str, why: str, now: datetime, key: str
) -> Answer:
    """Ask for whoever gave a helper the mandate of this number, as they would ask themselves.

    The mandate is held until the answer is written: a permit is granted before the mandate ends or
    not at all, and no more are granted than it allows. The same key gives the same permit, and costs
    the mandate once. Raises UnknownMandate, MandateUsedUp, and what asking raises.
    """
    mandate, giver = people.use_mandate(
        helper_id=helper_id, number=number, what="permits", why=why, now=now
    )
    given = ask_permit(
        resident=giver, request=request, door=door, now=now, key=f"mandate:{mandate.id}:{key}"
    )
    if isinstance(given, Granted) and not given.again:
        people.count_permit_asked(mandate_id=mandate.id)
    return given
