# SPDX-License-Identifier: EUPL-1.2
"""Reading orders, permits, refusals and appeals. Figures for charts are in `figures.py`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from django.db.models import Q, QuerySet, Sum

from tereze.core import sealing
from tereze.core.caching import remembered
from tereze.core.database import run, run_prepared
from tereze.core.sql import Query, load_queries
from tereze.packs import selectors as packs
from tereze.permits import codes, decisions, records
from tereze.permits.credential import KeyRing
from tereze.permits.decisions import LedgerRow
from tereze.permits.deletions import DeletionFacts
from tereze.permits.errors import NoSuchPermit
from tereze.permits.issuing import KEYS_BELIEVED, open_ring
from tereze.permits.models import Deletion, EmergencyPass, Order, Permit, RefusalRecord
from tereze.permits.records import Decided
from tereze.permits.types import (
    EmergencyFacts,
    OrderInForce,
    PermitEnd,
    PermitFacts,
    TallyClaim,
)

SQL: Mapping[str, Query] = load_queries("tereze.permits", "asking.sql")

#: What the account of an emergency is sealed for.
EMERGENCY_ACCOUNT = "permits.emergency-account"


# --- orders ---------------------------------------------------------------------------------------


@remembered(seconds=2)
def list_orders() -> tuple[OrderInForce, ...]:
    """All orders, past, present and prepared, with their rules, at most two seconds old."""
    return tuple(as_order_in_force(row) for row in Order.objects.order_by("starts_at"))


def as_order_in_force(order: Order) -> OrderInForce:
    """An order with the rules of the pack that it names; its sunset is when it really ends."""
    return OrderInForce(
        id=order.pk,
        regime_name=order.pack,
        version=order.version,
        digest=order.digest,
        regime=packs.get_pack(order.digest).regime,
        places=tuple(order.places),
        starts_at=order.starts_at,
        ends_at=min(order.ends_at, order.ended_at or order.ends_at),
        legal_basis=order.legal_basis,
        crossing_hours=order.crossing_hours,
    )


def get_order(order_id: int) -> OrderInForce:
    """An order by its number, in force or not."""
    return as_order_in_force(Order.objects.get(pk=order_id))


def get_order_in_force(place: str | None, now: datetime) -> OrderInForce | None:
    """The order that rules a place now; without a place, the one that began last."""
    in_force = [order for order in list_orders() if order.starts_at <= now < order.ends_at]
    return decisions.choose_covering(in_force, place)


# --- permits ----------------------------------------------------------------------------------------


def get_permit(code: str, now: datetime) -> PermitFacts:
    """A permit by its code, however it was typed. Raises NoSuchPermit.

    `now` is needed because a code tells its day only within a month.
    """
    try:
        code = codes.normalise(code)
    except codes.InvalidCode as error:
        raise NoSuchPermit(str(error)) from error
    kept = decisions.kept_where(code, now)
    permit = Permit.objects.kept_at(kept).filter(code=code).order_by("-day").first()
    if permit is None:
        raise NoSuchPermit
    return as_permit_facts(permit)


def list_ended_permits(
    codes: Collection[str], now: datetime, *, ended_before: datetime
) -> Iterator[PermitEnd]:
    """When the permits of these codes ended, of those that did before a moment."""
    kept = {code: decisions.kept_where(code, now) for code in codes}
    rows = Permit.objects.kept_at([*chain(*kept.values())]).filter(
        code__in=codes, ends_at__lte=ended_before
    )
    columns = "code", "day", "shard", "ends_at", "party"
    for code, day, shard, ends_at, party in rows.values_list(*columns):
        if (day, shard) in kept[code]:
            yield PermitEnd(code=code, ends_at=ends_at, party=party)


def list_unrevoked(permits: Collection[tuple[int, str]]) -> frozenset[str]:
    """Of permits, by their resident's number and their code, the codes that nobody took back."""
    rows = Permit.objects.of(*(resident_id for resident_id, _ in permits))
    codes = [code for _, code in permits]
    return frozenset(rows.filter(code__in=codes, revoked_at=None).values_list("code", flat=True))


def find_by_code(code: str, now: datetime) -> PermitFacts | EmergencyFacts:
    """The permit or the emergency pass of a code. Raises NoSuchPermit."""
    try:
        return get_permit(code, now)
    except NoSuchPermit:
        emergency = EmergencyPass.objects.filter(code=codes.normalise(code)).first()
        if emergency is None:
            raise
        return as_emergency_facts(emergency)


def as_emergency_facts(row: EmergencyPass) -> EmergencyFacts:
    """An emergency pass, opened."""
    account = b""
    if row.sealed_account is not None:
        account = sealing.unseal(bytes(row.sealed_account), context=EMERGENCY_ACCOUNT)
    return EmergencyFacts(
        code=row.code,
        taken_at=row.taken_at,
        declared_at=row.declared_at,
        resident_id=row.resident_id,
        account=account.decode(),
    )


def get_decided(permit: PermitFacts) -> Decided:
    """What a permit's decision was made of."""
    return records.open_decided(get_row(permit).get().sealed)


def get_row(permit: PermitFacts) -> QuerySet[Permit]:
    """Its row in the table."""
    day = permit.asked_at.astimezone(UTC).date()
    return Permit.objects.of(permit.resident_id).filter(day=day, code=permit.code)


def list_permits(resident_id: int, *, since: datetime) -> Sequence[PermitFacts]:
    """Permits of a resident that ended after `since`, or have not ended; the newest first."""
    rows = Permit.objects.of(resident_id).filter(ends_at__gt=since)
    return [as_permit_facts(row) for row in rows.order_by("-asked_at")]


def as_permit_facts(permit: Permit) -> PermitFacts:
    """A permit's row, opened."""
    regime_name = packs.get_pack(permit.digest).info.pack
    return records.open_permit(vars(permit), regime_name=regime_name)


def list_refusals(resident_id: int, *, since: datetime) -> Sequence[RefusalRecord]:
    """Refusals given to a resident since then, the newest first."""
    rows = RefusalRecord.objects.of(resident_id).filter(asked_at__gt=since)
    return list(rows.order_by("-asked_at"))


# --- ledgers ----------------------------------------------------------------------------------------


def read_ledgers(holders: Sequence[int]) -> list[LedgerRow]:
    """What these holders have used; a holder without a row is left out."""
    return [
        LedgerRow(holder=holder, version=version, uses=records.decode_uses(uses))
        for holder, version, uses in run_prepared(SQL["read_ledgers"], records.ledger_keys(holders))
    ]


def read_tally(order: OrderInForce, claim: TallyClaim) -> int:
    """How much of a shared amount is taken in the period of the claim."""
    holder, counter, period = records.tally_key(order, claim)
    key = {"holder": [holder], "counter": [counter], "period_starts_at": [period]}
    rows = run_prepared(SQL["read_tallies"], key)
    return sum(used for *_, used in rows)


# --- deletions --------------------------------------------------------------------------------------


def get_last_deletion() -> DeletionFacts | None:
    """The newest entry of the public log of deletions."""
    row = Deletion.objects.order_by("-number").first()
    return _as_deletion(row) if row else None


def list_deletions(*, after: int = 0, most: int | None = None) -> Iterator[DeletionFacts]:
    """Entries of the log that follow a number, the oldest first."""
    rows = Deletion.objects.filter(number__gt=after).order_by("number")
    return map(_as_deletion, (rows if most is None else rows[:most]).iterator())


def list_last_deletions(most: int) -> tuple[DeletionFacts, ...]:
    """The newest entries of the log, the newest first."""
    return tuple(map(_as_deletion, Deletion.objects.order_by("-number")[:most]))


def count_deleted(order_id: int) -> dict[str, int]:
    """How many rows of an order, and of its time, were deleted, by what they were."""
    order = get_order(order_id)
    of_its_time = Q(order_id=None, since__lt=order.ends_at, until__gt=order.starts_at)
    theirs = Q(order_id=order_id) | of_its_time
    rows = Deletion.objects.filter(theirs).values_list("what").annotate(sum=Sum("rows"))
    return dict(rows.order_by("what"))


def _as_deletion(row: Deletion) -> DeletionFacts:
    return DeletionFacts(
        number=row.number,
        at=row.at,
        what=row.what,
        since=row.since,
        until=row.until,
        rows=row.rows,
        rule=row.rule,
        order_id=row.order_id,
        previous=row.previous,
        hash=row.hash,
    )


# --- keys -------------------------------------------------------------------------------------------


@remembered(seconds=KEYS_BELIEVED.total_seconds())
def get_key_ring() -> KeyRing:
    """The keys that sign and verify permits, at most a minute old. Raises NoSigningKey."""
    return open_ring(run(SQL["read_signing_keys"], {}))
