# SPDX-License-Identifier: EUPL-1.2
"""The way of a helper to somebody's data: it fetches, authorises and records the look in one call.

Whom one does not help does not exist for them.
"""

from datetime import datetime

from django.db import transaction

from tereze.people import mandate_rules, mandates, selectors
from tereze.people.errors import UnknownMandate
from tereze.people.models import Look, Mandate
from tereze.people.types import MandateFacts, MandateScope, ResidentFacts


def access_helped(
    *, helper_id: int, number: int, wanted: MandateScope, what: str, why: str, now: datetime
) -> tuple[MandateFacts, ResidentFacts]:
    """Whom a helper helps under the mandate of this number; the look is recorded.

    Raises UnknownMandate when there is none that allows it now.
    """
    with transaction.atomic():
        row = Mandate.objects.filter(helper=helper_id, number=number).first()
        if row is None:
            raise UnknownMandate
        return open_mandate(row, wanted=wanted, what=what, why=why, now=now)


def open_mandate(
    row: Mandate, *, wanted: MandateScope, what: str, why: str, now: datetime
) -> tuple[MandateFacts, ResidentFacts]:
    """The same for a row that a service of this room has read or locked."""
    facts = mandates.mandate_facts(row)
    if not mandate_rules.allows(facts, wanted, now):
        raise UnknownMandate
    Look.objects.create(
        resident_id=facts.giver_id, who=f"helper {facts.id}", at=now, what=what, why=why
    )
    return facts, selectors.get_resident(facts.giver_id)
