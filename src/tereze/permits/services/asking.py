# SPDX-License-Identifier: EUPL-1.2
"""Asking for a permit: read the ledgers, let the rules decide, claim and write in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from tereze.core.database import run
from tereze.core.ids import new_id
from tereze.people.types import PaperDocument, ResidentFacts
from tereze.permits import decisions, selectors
from tereze.permits.decisions import Asking, Decision, LostRace, TallyFull
from tereze.permits.errors import KeyUsedForAnother, TooBusy
from tereze.permits.selectors import SQL
from tereze.permits.types import (
    Answer,
    Granted,
    OrderInForce,
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
    asking = Asking(
        resident=resident,
        document=document or next(iter(resident.documents), None),
        request=request,
        door=door,
        key=decisions.key_digest(door, key) if key else None,
        now=now,
    )
    orders = selectors.list_orders()
    order = decisions.choose_order(orders, request, resident.person.home, now)
    if order is None:
        return refuse_without_order(asking, orders)
    for _ in range(decisions.TRIES):
        rows = selectors.read_ledgers(sorted(asking.holders.values()))
        if repeat := decisions.find_repeat(asking, rows):
            return _repeat(asking, repeat)
        decision = decisions.decide(asking, order, rows)
        if isinstance(decision.outcome, Refusal):
            return write_refusal(decision)
        try:
            return write_grant(decision, basis=decisions.basis(order, request))
        except LostRace:
            continue
        except TallyFull as full:
            used = selectors.read_tally(order, full.claim)
            return write_refusal(decisions.refuse_full(decision, full.claim, used))
    raise TooBusy


def write_grant(decision: Decision, *, basis: str) -> Granted:
    """Claim what the proposal costs and insert the permit, all or nothing.

    Raises LostRace when a ledger is no longer the one that was decided on or the code is taken,
    TallyFull when a shared amount has no room.
    """
    code = decisions.new_code(decision.asking)
    try:
        with transaction.atomic():
            _claim_ledgers(decision, code)
            _claim_tallies(decision)
            run(SQL["insert_permit"], decisions.permit_row(decision, code, basis))
    except IntegrityError as error:
        # The only uniqueness that a fresh code can hurt is that of codes within a day.
        raise LostRace from error
    return Granted(permit=selectors.get_permit(code, decision.asking.now))


def write_refusal(decision: Decision) -> Refused:
    """Keep a refusal, to be appealed against, counted and replayed."""
    row = decisions.refusal_row(decision)
    run(SQL["insert_refusal"], row)
    return Refused(
        refusal=decision.refusal,
        resident_id=row["resident_id"],
        day=row["day"],
        number=row["number"],
        order=decision.order,
    )


def _claim_ledgers(decision: Decision, code: str) -> None:
    parameters, holders = decisions.ledger_claims(decision, code)
    if len(run(SQL["claim_ledgers"], parameters)) < len(holders):
        raise LostRace


def _claim_tallies(decision: Decision) -> None:
    order, tallies = decision.order, decision.proposal.tallies
    if not tallies:
        return
    claimed = run(SQL["claim_tallies"], decisions.tally_claims(order, tallies))
    if full := decisions.find_full(order, decision.proposal, claimed):
        raise TallyFull(full)


def _repeat(asking: Asking, use: Use) -> Granted:
    permit = selectors.get_permit(use.code, asking.now)
    if selectors.get_decided(permit).request != asking.request:
        raise KeyUsedForAnother
    return Granted(permit=permit, again=True)


def refuse_without_order(asking: Asking, orders: Sequence[OrderInForce]) -> Refused:
    """Nothing is in force: nothing is issued, and nothing about the person is kept."""
    return Refused(
        refusal=decisions.refuse_without_order(orders, asking.now),
        resident_id=asking.resident.id,
        day=asking.now.astimezone(UTC).date(),
        number=new_id(),
    )
