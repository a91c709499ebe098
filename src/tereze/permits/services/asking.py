# SPDX-License-Identifier: EUPL-1.2
"""Asking for a permit: read the ledgers, let the rules decide, claim and write in one transaction.

`gate/rounds.py` does the same for many requests at once; what they share is in `decisions.py`,
`records.py` and `sql/asking.sql`.
"""

from datetime import datetime
from functools import partial
from typing import Literal

from django.db import IntegrityError, transaction

from tereze.core.database import write_rows
from tereze.people.types import PaperDocument, ResidentFacts
from tereze.permits import decisions, records, selectors
from tereze.permits.decisions import Asking, Decision, LostRace, TallyFull
from tereze.permits.errors import KeyUsedForAnother, TooBusy
from tereze.permits.selectors import SQL
from tereze.permits.types import (
    Answer,
    Granted,
    OrderInForce,
    PermitFacts,
    Refusal,
    Refused,
    Request,
    Use,
)


def ask_permit(
    *,
    resident: ResidentFacts,
    request: Request,
    door: str,
    now: datetime,
    document: PaperDocument | None = None,
    key: str | None = None,
) -> Answer:
    """Decide on a request and write what was decided.

    `document` is the one that was shown, by default the resident's first. `door` is the door's
    name. `key` is an idempotency key: asked again with the same key and request, the same permit
    comes back. Raises KeyUsedForAnother when the key came with another request, TooBusy when
    others changed the same ledger again and again.
    """
    asking = decisions.prepare(
        resident=resident,
        document=document or next(iter(resident.documents), None),
        request=request,
        door=door,
        key=key,
        now=now,
    )
    orders = selectors.list_orders()
    order = decisions.choose_order(orders, asking.request, resident.person.home, asking.now)
    if order is None:
        return _find_given(asking) or decisions.refuse_without_order(asking, orders)
    return _decide_until_written(asking, order)


def _find_given(asking: Asking) -> Granted | None:
    """What this key got before its order ended; the answer may have been lost on its way."""
    if asking.key is None:
        return None
    repeat = decisions.find_repeat(asking, selectors.read_ledgers([asking.resident.id]))
    return _give_again(asking, repeat) if repeat else None


def _decide_until_written(asking: Asking, order: OrderInForce) -> Answer:
    for _ in range(decisions.TRIES):
        rows = selectors.read_ledgers(decisions.ledgers_to_read(asking, order))
        if repeat := decisions.find_repeat(asking, rows):
            return _give_again(asking, repeat)
        try:
            return _write(decisions.decide(asking, order, rows))
        except LostRace:
            continue
    raise TooBusy


def _write(decision: Decision) -> Answer:
    """Write what was decided. Raises LostRace."""
    if isinstance(decision.outcome, Refusal):
        return write_refusal(decision)
    try:
        return Granted(permit=write_grant(decision))
    except TallyFull as full:
        used = selectors.read_tally(decision.order, full.claim)
        return write_refusal(decisions.refuse_full(decision, full.claim, used))


def write_grant(
    decision: Decision, *, basis: Literal["rules", "appeal", "emergency"] | None = None
) -> PermitFacts:
    """Claim what the proposal costs and insert the permit, all or nothing.

    Raises LostRace when a ledger is no longer the one that was decided on or the code is taken,
    TallyFull when a shared amount has no room.
    """
    permit = decisions.draw_up(decision, basis=basis)
    try:
        with transaction.atomic():
            _claim_ledgers(decision, permit)
            _claim_tallies(decision)
            write_rows(SQL["insert_permits"], [records.permit_row(decision, permit)])
    except IntegrityError as error:
        # A fresh code can hurt the uniqueness of codes within a day; or the partition of the day
        # was made at this moment (partitions.py).
        raise LostRace from error
    return permit


def write_refusal(decision: Decision) -> Refused:
    """Keep a refusal, to be appealed against, counted and replayed.

    Raises LostRace when the partition of the day was made at this moment (partitions.py).
    """
    row = records.refusal_row(decision)
    try:
        with transaction.atomic():
            write_rows(SQL["insert_refusals"], [row])
    except IntegrityError as error:
        raise LostRace from error
    return records.as_refused(decision, row)


def _claim_ledgers(decision: Decision, permit: PermitFacts) -> None:
    claims = records.ledger_claims(decision, permit)
    if len(write_rows(SQL["claim_ledgers"], claims)) < len(claims):
        raise LostRace


def _claim_tallies(decision: Decision) -> None:
    order, tallies = decision.order, decision.proposal.tallies
    if not tallies:
        return
    # In the order in which everybody claims them, so that two never wait for each other.
    in_order = sorted(tallies, key=partial(records.tally_key, order))
    claimed = write_rows(SQL["claim_tallies"], records.tally_claims(order, in_order))
    if full := records.find_full(order, tallies, claimed):
        raise TallyFull(full)


def _give_again(asking: Asking, use: Use) -> Granted:
    permit = selectors.get_permit(use.code, asking.now)
    if not decisions.asks_the_same(asking.request, selectors.get_decided(permit).request):
        raise KeyUsedForAnother
    return Granted(permit=permit, again=True)
