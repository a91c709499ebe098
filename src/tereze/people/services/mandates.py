# SPDX-License-Identifier: EUPL-1.2
"""A resident lets a helper ask for them or see their permits, and ends it.

On the web the giver gets a code and hands it to whom they trust; nobody is looked up, so nobody
learns here who is registered. At a desk an operator writes down what somebody says, or what they
signed on paper.

Giver and helper are locked in the order of their numbers before anything is counted, so limits are
limits; a use holds the mandate's own row, so a permit is asked for either before it is ended, or not.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from tereze.core import audit
from tereze.core.errors import BadInput
from tereze.core.sealing import blind_index
from tereze.people import helping, mandate_rules, mandates, roles, selectors
from tereze.people.errors import (
    AlreadyHelps,
    HelperNotConfirmed,
    MandateUsedUp,
    TooManyHelped,
    TooManyHelpers,
    UnknownInvitation,
    UnknownMandate,
    UnknownResident,
)
from tereze.people.models import Mandate, Staff
from tereze.people.services import attempts
from tereze.people.services.residents import lock_resident
from tereze.people.types import (
    MandateBasis,
    MandateFacts,
    MandateScope,
    PaperDocument,
    ResidentFacts,
)

#: No 0 or O, no 1, I or L: the code is read out and written by hand.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH: Final = 10
#: Over for so long, a mandate is forgotten.
KEPT: Final = timedelta(days=31)
#: what counts towards the number of somebody's helpers
_OPEN: Final = ("waiting", "running", "used-up")


@transaction.atomic
def give_mandate(
    *,
    giver_id: int,
    scope: MandateScope,
    permits_at_most: int,
    lasting: timedelta,
    now: datetime,
) -> tuple[str, MandateFacts]:
    """Let whoever is given the code help; the code is told this once. Raises TooManyHelpers."""
    lock_resident(giver_id)
    _expect_room(giver_id, now)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    row = _create(giver_id, scope, permits_at_most, lasting, "web", now, invitation=_index(code))
    _record(row, f"resident:{giver_id}", "mandate-offered", now)
    return f"{code[:5]} {code[5:]}", mandates.mandate_facts(row)


def accept_mandate(*, helper_id: int, code: str, now: datetime) -> MandateFacts:
    """Become the helper whom a code makes. Raises UnknownInvitation, TooManyHelped, AlreadyHelps,
    HelperNotConfirmed; TooManyDocuments when one person tried many codes."""
    # Counted like numbers of documents, and kept whatever comes of it.
    attempts.try_documents(f"mandate:{helper_id}", now=now)
    return _accept(helper_id, code, now)


@transaction.atomic
def _accept(helper_id: int, code: str, now: datetime) -> MandateFacts:
    found = Mandate.objects.filter(invitation=_index(code)).first()
    if found is None:
        raise UnknownInvitation
    _lock_both(found.giver_id, helper_id)
    row = Mandate.objects.select_for_update().filter(invitation=_index(code)).first()
    if row is None or mandate_rules.state_of(mandates.mandate_facts(row), now) != "waiting":
        raise UnknownInvitation
    _expect_helper(row.giver_id, helper_id, now)
    row.helper_id, row.number, row.invitation = helper_id, _next_number(helper_id), None
    row.save(update_fields=["helper", "number", "invitation"])
    _record(row, f"resident:{helper_id}", "mandate-accepted", now)
    return mandates.mandate_facts(row)


def give_mandate_for_resident(
    *,
    staff: Staff,
    giver_id: int,
    helper: PaperDocument,
    scope: MandateScope,
    permits_at_most: int,
    lasting: timedelta,
    basis: MandateBasis,
    why: str,
    now: datetime,
) -> MandateFacts:
    """Write down whom somebody lets help them, as they said it to an operator or signed it.

    Who the helper is, the operator learns from it, and that there is somebody of this number also where
    nothing comes of it: so it is a look, for the reason `why`. Raises UnknownResident when nobody is
    known by the helper's document, TooManyHelpers, TooManyHelped, AlreadyHelps, HelperNotConfirmed.
    """
    official = roles.require(staff, {"operator"})
    found = selectors.search_residents_for_staff(staff=staff, document=helper, why=why, now=now)
    if not found:
        raise UnknownResident
    with transaction.atomic():
        helper_id = found[0].id
        _lock_both(giver_id, helper_id)
        _expect_room(giver_id, now)
        _expect_helper(giver_id, helper_id, now)
        helping = {"helper_id": helper_id, "number": _next_number(helper_id)}
        row = _create(giver_id, scope, permits_at_most, lasting, basis, now, **helping)
        _record(row, official.actor, "mandate-given", now)
        return mandates.mandate_facts(row)


@transaction.atomic
def revoke_mandate(*, resident_id: int, mandate_id: int, now: datetime) -> None:
    """End a mandate: whoever gave it, or the helper who helps no longer. Raises UnknownMandate."""
    row = _lock(mandate_id)
    if resident_id not in (row.giver_id, row.helper_id):
        raise UnknownMandate
    _revoke(row, f"resident:{resident_id}", now)


@transaction.atomic
def revoke_mandate_for_resident(
    *, staff: Staff, giver_id: int, mandate_id: int, now: datetime
) -> None:
    """End a mandate because whoever gave it says so to an operator. Raises UnknownMandate."""
    official = roles.require(staff, {"operator"})
    row = _lock(mandate_id)
    if row.giver_id != giver_id:
        raise UnknownMandate
    _revoke(row, official.actor, now)


def use_mandate(
    *, helper_id: int, number: int, what: str, why: str, now: datetime
) -> tuple[MandateFacts, ResidentFacts]:
    """Hold a mandate to ask under it, in the transaction of the asking; the look is recorded.

    The permit that was granted is counted with `count_permit_asked`. Raises UnknownMandate. One that
    is used up is held all the same: the last permit may be asked for again with the same key.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a mandate is held in the transaction of what is done under it")
    held = Mandate.objects.filter(helper=helper_id, number=number)
    giver_id = held.values_list("giver", flat=True).first()
    if giver_id is None:
        raise UnknownMandate
    # The person before the mandate, as whoever erases somebody takes them.
    lock_resident(giver_id)
    row = held.select_for_update().first()
    if row is None or row.scope != "ask":
        raise UnknownMandate
    return helping.open_mandate(row, wanted="see", what=what, why=why, now=now)


def count_permit_asked(*, mandate_id: int) -> None:
    """Count a permit that was granted under a mandate which is held. Raises MandateUsedUp, and then
    the permit must not be either."""
    row = Mandate.objects.select_for_update().get(pk=mandate_id)
    if row.permits_asked >= row.permits_at_most:
        raise MandateUsedUp
    row.permits_asked += 1
    row.save(update_fields=["permits_asked"])


@transaction.atomic
def delete_old_mandates(now: datetime) -> int:
    """Forget mandates that were over a month ago; says how many."""
    return Mandate.objects.filter(ends_at__lte=now - KEPT).delete()[0]


def _create(
    giver_id: int,
    scope: MandateScope,
    permits_at_most: int,
    lasting: timedelta,
    basis: MandateBasis,
    now: datetime,
    **of_helper: Any,
) -> Mandate:
    if not timedelta(0) < lasting <= mandate_rules.LONGEST:
        raise BadInput(f"A mandate lasts {mandate_rules.LONGEST.days} days at most.", field="days")
    asked = permits_at_most if scope == "ask" else 0
    if scope == "ask" and not 0 < asked <= mandate_rules.MOST_PERMITS:
        raise BadInput(f"Allow 1 to {mandate_rules.MOST_PERMITS} permits.", field="permits_at_most")
    return Mandate.objects.create(
        giver_id=giver_id,
        scope=scope,
        permits_at_most=asked,
        basis=basis,
        made_at=now,
        ends_at=now + lasting,
        **of_helper,
    )


def _expect_room(giver_id: int, now: datetime) -> None:
    given = mandates.list_given(giver_id)
    open_ones = [one for one in given if mandate_rules.state_of(one, now) in _OPEN]
    if len(open_ones) >= mandate_rules.MOST_HELPERS:
        raise TooManyHelpers


def _expect_helper(giver_id: int, helper_id: int, now: datetime) -> None:
    """That somebody may become the helper of another; both are locked."""
    if giver_id == helper_id:
        raise BadInput("Nobody is their own helper. You ask for yourself already.", field="code")
    held = [
        one
        for one in mandates.list_held(helper_id)
        if mandate_rules.state_of(one, now) in ("running", "used-up")
    ]
    if any(one.giver_id == giver_id for one in held):
        raise AlreadyHelps
    if len({one.giver_id for one in held}) >= mandate_rules.MOST_HELPED:
        raise TooManyHelped
    if selectors.get_resident(helper_id).verified_at is None:
        raise HelperNotConfirmed


def _lock_both(giver_id: int, helper_id: int) -> None:
    """In the order of their numbers, so that two who help each other never wait for each other."""
    for resident_id in sorted({giver_id, helper_id}):
        lock_resident(resident_id)


def _lock(mandate_id: int) -> Mandate:
    row = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
    if row is None:
        raise UnknownMandate
    return row


def _revoke(row: Mandate, actor: str, now: datetime) -> None:
    """Twice does no harm, and leaves the first time."""
    if row.revoked_at is None:
        row.revoked_at, row.invitation = now, None
        row.save(update_fields=["revoked_at", "invitation"])
        _record(row, actor, "mandate-revoked", now)


def _next_number(helper_id: int) -> int:
    numbers = Mandate.objects.filter(helper=helper_id).values_list("number", flat=True)
    return max((number for number in numbers if number), default=0) + 1


def _index(code: str) -> bytes:
    """Case, spaces and hyphens are as somebody types them."""
    return blind_index("".join(filter(str.isalnum, code.upper())), context="people.mandate")


def _record(row: Mandate, actor: str, action: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"resident:{row.giver_id}",
        at=now,
        mandate=row.pk,
        scope=row.scope,
    )
