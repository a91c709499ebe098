# SPDX-License-Identifier: EUPL-1.2
"""From a decision to rows, and back: the parameters of the named SQL, and what lies sealed in them.

What a decision was made of is kept with its row, sealed, so that it can be replayed: the same
facts under the same rules must give the same outcome years later.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

import msgspec

from tereze.core import sealing
from tereze.core.ids import new_id
from tereze.permits import decisions, rules
from tereze.permits.decisions import Decision, LedgerRow
from tereze.permits.packing import pack, unpack
from tereze.permits.shards import shard_of
from tereze.permits.types import (
    Applicant,
    HolderKind,
    OrderInForce,
    PermitFacts,
    Proposal,
    Refusal,
    Refused,
    Request,
    TallyClaim,
    Use,
)

_DECIDED = "permits.decided"

#: Why the gate took a permit back, for the person to read; pages say it in their language.
REPLACED = "Replaced: the answer was lost while our records could not be reached."
#: Why the call centre looked; whoever reads it reads it in their language.
CALLED = "A call to the call centre"

#: A shared amount as its table names it: holder, counter, start of the period.
TallyKey: TypeAlias = tuple[str, str, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """All that a decision was made of and what came out: kept sealed with its row, for replay."""

    applicant: Applicant
    request: Request
    #: the holders whose ledgers were read, with what these said
    ledgers: dict[HolderKind, tuple[Use, ...]]
    #: numbers of these holders, so that a simulation can follow them from request to request
    holders: dict[HolderKind, int]
    now: datetime
    #: the proposal or refusal, as plain values
    outcome: dict[str, Any]
    #: what the credential shows of the person
    initials: str = ""
    document_digest: bytes = b""
    #: by which a checkpoint's list finds it, see day_digests; a refusal is in no list
    document_index: bytes = b""


class _Named(msgspec.Struct):
    name: str | None = None


class _Asked(msgspec.Struct):
    plate: str | None = None
    employer: _Named | None = None


class _Granted(msgspec.Struct):
    within_km: Decimal | None = None


class _Shown(msgspec.Struct):
    """Of all that, what the permit itself says: read each time that somebody checks one."""

    request: _Asked
    outcome: _Granted
    initials: str = ""
    document_digest: bytes = b""


class Listed(msgspec.Struct):
    """Of all that, what the list of a checkpoint needs: read by the ten thousand."""

    initials: str
    request: _Asked
    #: empty for permits that were granted before lists were made
    document_index: bytes = b""


class Row(Protocol):
    """A table's row by the names of its columns, whoever read it."""

    def __getitem__(self, column: str, /) -> Any:
        """The value in a column."""


# --- rows -------------------------------------------------------------------------------------------


def permit_row(decision: Decision, permit: PermitFacts) -> dict[str, Any]:
    """A row for `insert_permits`."""
    return {
        "shard": shard_of(permit.resident_id),
        "resident_id": permit.resident_id,
        "day": decision.asking.today,
        "code": permit.code,
        "order_id": permit.order_id,
        "digest": permit.digest,
        "purpose": permit.purpose,
        "kind": permit.kind,
        "door": permit.door,
        "places": " ".join(permit.places),
        "party": permit.party,
        "asked_at": permit.asked_at,
        "starts_at": permit.starts_at,
        "ends_at": permit.ends_at,
        "basis": permit.basis,
        "sealed": _seal(decision, permit),
        "status_index": permit.status_index,
    }


def open_permit(row: Row, *, regime_name: str) -> PermitFacts:
    """A permit from its row, with what lies sealed in it."""
    shown = _shown_decoder.decode(_unseal(row["sealed"]))
    asked = shown.request
    return PermitFacts(
        resident_id=row["resident_id"],
        code=row["code"],
        order_id=row["order_id"],
        regime_name=regime_name,
        digest=row["digest"],
        purpose=row["purpose"],
        kind=row["kind"],
        door=row["door"],
        places=tuple(row["places"]),
        party=row["party"],
        asked_at=row["asked_at"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        basis=row["basis"],
        initials=shown.initials,
        document_digest=shown.document_digest,
        plate=asked.plate,
        employer=asked.employer.name if asked.employer else None,
        within_km=shown.outcome.within_km,
        revoked_at=row["revoked_at"],
        revoked_why=row["revoked_why"],
        status_index=row["status_index"],
    )


def refusal_row(decision: Decision) -> dict[str, Any]:
    """A row for `insert_refusals`."""
    asking, order, refusal = decision.asking, decision.order, decision.refusal
    return {
        "shard": shard_of(asking.resident.id),
        "resident_id": asking.resident.id,
        "day": asking.today,
        "number": new_id(),
        "order_id": order.id,
        "digest": order.digest,
        "purpose": asking.request.purpose[:60],
        "door": asking.door,
        "asked_at": asking.now,
        "code": refusal.code,
        "rule": refusal.rule[:80],
        "sealed": _seal(decision),
    }


def as_refused(decision: Decision, row: dict[str, Any]) -> Refused:
    """The answer to a refusal that was written as this row."""
    return Refused(
        refusal=decision.refusal,
        resident_id=row["resident_id"],
        day=row["day"],
        number=row["number"],
        order=decision.order,
    )


def ledger_claims(decision: Decision, permit: PermitFacts) -> list[dict[str, Any]]:
    """Rows for `claim_ledgers`, sorted by holder. Each holder has to come back."""
    asking, proposal = decision.asking, decision.proposal
    claims = []
    for kind in proposal.holders:
        row = decision.ledgers[kind]
        use = Use(
            code=permit.code,
            purpose=permit.purpose,
            starts_at=permit.starts_at,
            ends_at=permit.ends_at,
            party=permit.party,
            regime=permit.regime_name,
            free=proposal.free,
            key=asking.key if kind == "resident" else None,
        )
        uses, keep_until = rules.charge(decision.order, row.uses, use, asking.now)
        claims.append(
            {
                "shard": shard_of(row.holder),
                "holder": row.holder,
                "version": _next_version(row),
                "uses": encode_uses(uses),
                "keep_until": keep_until,
            }
        )
    return sorted(claims, key=itemgetter("holder"))


def ledger_keys(holders: Collection[int]) -> dict[str, list[int]]:
    """The parameters of `read_ledgers`.

    >>> ledger_keys([1, 33, 8])
    {'holders': [1, 33, 8], 'shards': [1, 4]}
    """
    return {"holders": list(holders), "shards": sorted({shard_of(holder) for holder in holders})}


def _next_version(row: LedgerRow) -> int:
    """The version that a claim writes; `claim_ledgers` wants to find the one before it.

    A new ledger begins at a random high number. Else one that was deleted by rule and began again
    could have the very version that a decision, made on the old one, wants to find. Below every
    first number lie 65,535 that only as many grants could reach, so a new ledger never replaces
    one that somebody else began a moment earlier.
    """
    return row.version + 1 if row.version else (1 + secrets.randbits(14)) << 16


def tally_claims(order: OrderInForce, tallies: Sequence[TallyClaim]) -> list[dict[str, Any]]:
    """Rows for `claim_tallies`. Each amount has to come back."""
    return [
        {
            "holder": claim.holder,
            "counter": tally_name(order, claim),
            "period_starts_at": claim.period_starts_at,
            "amount": claim.amount,
            "cap": claim.limit,
        }
        for claim in tallies
    ]


def tally_name(order: OrderInForce, claim: TallyClaim) -> str:
    """The counter's name in the table: two regimes may both have a counter `market`."""
    return f"{order.regime_name}/{claim.counter}"


def tally_key(order: OrderInForce, claim: TallyClaim) -> TallyKey:
    """How `claim_tallies` and `read_tallies` name a shared amount."""
    return claim.holder, tally_name(order, claim), claim.period_starts_at


def find_full(
    order: OrderInForce, tallies: Sequence[TallyClaim], claimed: Iterable[Iterable[Any]]
) -> TallyClaim | None:
    """The first claim whose amount is not among the rows that `claim_tallies` returned."""
    took = {tuple(key) for key in claimed}
    return next((claim for claim in tallies if tally_key(order, claim) not in took), None)


def as_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as the parameters of a statement that takes each column as one array.

    >>> as_columns([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}])
    {'a': [1, 2], 'b': ['x', 'y']}
    """
    return {name: [row[name] for row in rows] for name in rows[0]}


# --- sealed and encoded forms -----------------------------------------------------------------------


def open_decided(sealed: bytes | memoryview) -> Decided:
    """What a decision was made of, from the `sealed` column of its row."""
    return _decided_decoder.decode(_unseal(sealed))


def listed_opener() -> Callable[[bytes], Listed]:
    """Opens the `sealed` columns of many permits, and reads what a checkpoint's list needs."""
    unseal = sealing.unsealer(context=_DECIDED)
    return lambda sealed: _listed_decoder.decode(unpack(unseal(sealed)))


def plain(outcome: Proposal | Refusal) -> dict[str, Any]:
    """An outcome as plain JSON values, so that two of them can be compared."""
    values: dict[str, Any] = json.loads(msgspec.json.encode(outcome))
    return values


def encode_uses(uses: Sequence[Use]) -> str:
    """Ledger entries as the JSON that the table keeps."""
    return _encoder.encode(uses).decode()


def decode_uses(uses: str) -> tuple[Use, ...]:
    """Ledger entries from the JSON that the table keeps."""
    return _uses_decoder.decode(uses)


def _seal(decision: Decision, permit: PermitFacts | None = None) -> bytes:
    asking = decision.asking
    # What `Decided` has, in one go: its outcome is kept as plain values, which is what encoding the
    # outcome itself makes of it.
    decided = {
        "applicant": decision.applicant,
        "request": asking.request,
        "ledgers": decision.uses,
        "holders": {kind: row.holder for kind, row in decision.ledgers.items()},
        "now": asking.now,
        "outcome": decision.outcome,
        "initials": permit.initials if permit else "",
        "document_digest": permit.document_digest if permit else b"",
        "document_index": decisions.document_index(decision.asking) if permit else b"",
    }
    return sealing.seal(pack(_encoder.encode(decided)), context=_DECIDED)


def _unseal(sealed: bytes | memoryview) -> bytes:
    return unpack(sealing.unseal(bytes(sealed), context=_DECIDED))


_encoder = msgspec.json.Encoder()
_uses_decoder = msgspec.json.Decoder(tuple[Use, ...])
_decided_decoder = msgspec.json.Decoder(Decided)
_shown_decoder = msgspec.json.Decoder(_Shown)
_listed_decoder = msgspec.json.Decoder(Listed)
