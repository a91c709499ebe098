# SPDX-License-Identifier: EUPL-1.2
"""Reading mandates: who helps whom. (A helper's way to somebody's data is `helping.py`.)"""

from datetime import datetime

from django.db.models import Q

from tereze.people import mandate_rules, sealed
from tereze.people.models import Mandate
from tereze.people.types import MANDATE_BASES, MANDATE_SCOPES, MandateFacts


def list_given(giver_id: int) -> tuple[MandateFacts, ...]:
    """Whom a resident allowed to help them, and how far it goes; the newest first."""
    return _list(Q(giver=giver_id))


def list_held(helper_id: int) -> tuple[MandateFacts, ...]:
    """Whom a resident helps or helped, the newest first."""
    return _list(Q(helper=helper_id))


def list_helped(helper_id: int, now: datetime) -> tuple[MandateFacts, ...]:
    """Whom a resident may help at `now`, in the order of their numbers."""
    held = [one for one in list_held(helper_id) if mandate_rules.allows(one, "see", now)]
    return tuple(sorted(held, key=lambda one: one.number or 0))


def mandate_facts(row: Mandate) -> MandateFacts:
    """A mandate as both of them see it: each knows the other by name."""
    return MandateFacts(
        id=row.pk,
        number=row.number,
        giver_id=row.giver_id,
        helper_id=row.helper_id,
        giver_name=sealed.open_person(row.giver.sealed).name,
        helper_name=sealed.open_person(row.helper.sealed).name if row.helper else "",
        scope=next(one for one in MANDATE_SCOPES if one == row.scope),
        permits_at_most=row.permits_at_most,
        permits_asked=row.permits_asked,
        basis=next(one for one in MANDATE_BASES if one == row.basis),
        made_at=row.made_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
    )


def _list(whose: Q) -> tuple[MandateFacts, ...]:
    rows = Mandate.objects.filter(whose).select_related("giver", "helper")
    return tuple(map(mandate_facts, rows.order_by("-made_at", "-pk")))
