# SPDX-License-Identifier: EUPL-1.2
"""Emergencies: let pass now, declared later in one step, at no cost of quota."""

import secrets
from datetime import UTC, datetime
from threading import Lock

from django.db import transaction

from tereze.core import audit, sealing
from tereze.core.buckets import Buckets, learn
from tereze.core.caching import forget_with_everything
from tereze.core.charging import charge_buckets
from tereze.permits import codes, decisions
from tereze.permits.errors import AlreadyDecided, NoSuchPermit
from tereze.permits.models import EmergencyPass
from tereze.permits.selectors import EMERGENCY_ACCOUNT, as_emergency_facts
from tereze.permits.shards import SHARDS
from tereze.permits.types import EmergencyFacts

#: Passes for one network at once, then one every so many seconds: room for a whole street on fire
#: behind one operator's address, and for no program that fills the table.
PASSES_AT_ONCE = 60
PASS_SECONDS = 10

_passes = Buckets("emergency", size=PASSES_AT_ONCE, seconds=PASS_SECONDS, most=100_000)
forget_with_everything(_passes.forget)
_passes_lock = Lock()


def count_emergency_pass(*, network: str | None) -> bool:
    """Count that a pass is asked for. False: so many were asked for from this network that no more
    are written for now; and nobody needs one to go. None where askers can't be told apart.
    """
    holder = network or ""
    with _passes_lock:
        if _passes.left(holder) < 1:
            return False
    charge = _passes.charge(holder, 1)
    full_in = charge_buckets([charge])
    with _passes_lock:
        learn([charge], full_in)
        # Other processes may have seen too many already.
        return _passes.left(holder) > -0.5


@transaction.atomic
def take_emergency_pass(*, now: datetime) -> EmergencyFacts:
    """Write down that somebody leaves in danger. Asks nothing of them and knows nothing of them."""
    return as_emergency_facts(_make(now))


@transaction.atomic
def declare_emergency(
    *, code: str | None, resident_id: int, account: str, now: datetime
) -> EmergencyFacts:
    """Say afterwards who it was and what happened.

    Without a code (nobody stops to take one in danger) the pass is made now and declared at once.
    Raises NoSuchPermit for an unknown code, AlreadyDecided when it was declared before.
    """
    row = _make(now) if code is None else _lock(code)
    row.declared_at = now
    row.resident_id = resident_id
    row.sealed_account = sealing.seal(account.encode(), context=EMERGENCY_ACCOUNT)
    row.save()
    audit.record(
        actor=f"resident:{resident_id}",
        action="emergency-declared",
        subject=f"emergency:{row.code}",
        at=now,
    )
    return as_emergency_facts(row)


def _make(now: datetime) -> EmergencyPass:
    """A pass with a code that nobody has. One that is taken is no reason to hold anybody up."""
    while True:
        row, is_new = EmergencyPass.objects.get_or_create(
            code=_new_code(now), defaults={"taken_at": now}
        )
        if is_new:
            return row


def _lock(code: str) -> EmergencyPass:
    try:
        row = EmergencyPass.objects.select_for_update().get(code=codes.normalise(code))
    except (EmergencyPass.DoesNotExist, codes.InvalidCode) as error:
        raise NoSuchPermit("There is no emergency pass with this code.") from error
    if row.declared_at is not None:
        raise AlreadyDecided("This emergency was declared before.")
    return row


def _new_code(now: datetime) -> str:
    return codes.new_code(
        now.astimezone(UTC).date(), secrets.randbelow(SHARDS), decisions.code_secret()
    )
