# SPDX-License-Identifier: EUPL-1.2
"""From facts to a decision, and from a decision to rows: all that surrounds the rules, pure.

Pages and commands (services, psycopg) and the gate (asyncpg) share this module and the named SQL,
so a door cannot decide differently from another. They differ only in how they talk to PostgreSQL:

    read facts → decide() → claim_ledgers, claim_tallies, insert_permit → commit
                     ↑                      | somebody was quicker
                     └──────────────────────┘
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from tereze.core import sealing
from tereze.core.ids import new_id
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import codes, credential, rules
from tereze.permits.types import (
    Applicant,
    HolderKind,
    OrderInForce,
    Proposal,
    Refusal,
    Request,
    TallyClaim,
    Use,
)

#: How often a decision is made anew because another one changed a ledger meanwhile.
TRIES = 8

_DECIDED = "permits.decided"
SHARDS = 32


class LostRace(Exception):
    """Somebody else changed what this decision was made on; nothing was written. Decide anew."""


class TallyFull(Exception):
    """A shared amount had no room when it was claimed; nothing was written."""

    def __init__(self, claim: TallyClaim) -> None:
        super().__init__()
        self.claim = claim


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """All that a decision was made of and what came out: kept sealed with its row, for replay."""

    applicant: Applicant
    request: Request
    #: the holders whose ledgers were read, with what these said
    ledgers: dict[HolderKind, tuple[Use, ...]]
    now: datetime
    #: the proposal or refusal, as plain values
    outcome: dict[str, Any]
    #: what the credential shows of the person
    initials: str
    document_digest: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """A ledger as read; version 0 means that there is no row yet."""

    holder: int
    version: int = 0
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """One request with everything that is known about it before the ledgers are read."""

    resident: ResidentFacts
    document: PaperDocument | None
    request: Request
    #: name of the door that it came through
    door: str
    #: digest of the door and its idempotency key
    key: str | None
    now: datetime

    @property
    def holders(self) -> dict[HolderKind, int]:
        """The ledgers that this request may draw on."""
        person = self.resident.person
        holders: dict[HolderKind, int] = {"resident": self.resident.id}
        if person.household:
            holders["household"] = sealing.blind_number(person.household, context="household")
        if person.phone:
            holders["phone"] = sealing.blind_number(person.phone, context="phone")
        if self.request.plate:
            holders["plate"] = sealing.blind_number(self.request.plate, context="plate")
        return holders


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the rules said to an asking, on ledgers of certain versions."""

    asking: Asking
    order: OrderInForce
    applicant: Applicant
    ledgers: Mapping[HolderKind, LedgerRow]
    outcome: Proposal | Refusal

    @property
    def proposal(self) -> Proposal:
        """The outcome, where it is known to be a yes."""
        if isinstance(self.outcome, Refusal):
            raise TypeError("a refusal is no proposal")
        return self.outcome

    @property
    def refusal(self) -> Refusal:
        """The outcome, where it is known to be a no."""
        if isinstance(self.outcome, Proposal):
            raise TypeError("a proposal is no refusal")
        return self.outcome

    @property
    def uses(self) -> dict[HolderKind, tuple[Use, ...]]:
        """The ledgers as the rules see them."""
        return {kind: row.uses for kind, row in self.ledgers.items()}


def key_digest(door: str, key: str) -> str:
    """What a ledger keeps of an idempotency key; two doors may use the same key.

    >>> key_digest("desk", "42")
    '2d1d0a9ed9c0b1b4f0a9d1bd'
    """
    return hashlib.sha256(f"{door}\0{key}".encode()).hexdigest()[:24]


def describe_applicant(
    resident: ResidentFacts, document: PaperDocument | None, today: date
) -> Applicant:
    """What the rules may know of a resident. `today` is the regime's local date."""
    person = resident.person
    return Applicant(
        age=full_years(person.born, today) if person.born else None,
        sex=person.sex,
        verified=resident.verified_at is not None,
        tags=frozenset(person.tags),
        home=person.home,
        document_type=document.type if document else None,
        document_tail=document.number[-4:] if document else "",
    )


def full_years(born: date, today: date) -> int:
    """Age in full years; who was born on 29 February turns a year older on 1 March.

    >>> full_years(date(1955, 4, 21), date(2020, 4, 20)), full_years(date(2000, 2, 29), date(2021, 3, 1))
    (64, 21)
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def initials(person: Person) -> str:
    """First letters of the names, as an inspector compares them with the document.

    >>> initials(Person(name="Айгүл Серікқызы Нұрланова"))
    'А. С. Н.'
    """
    return " ".join(f"{part[0].upper()}." for part in person.name.split()[:4])


def decide(asking: Asking, order: OrderInForce, rows: Iterable[LedgerRow]) -> Decision:
    """Ask the rules."""
    read = {row.holder: row for row in rows}
    ledgers = {
        kind: read.get(holder, LedgerRow(holder=holder)) for kind, holder in asking.holders.items()
    }
    today = asking.now.astimezone(rules.timezone(order)).date()
    applicant = describe_applicant(asking.resident, asking.document, today)
    uses = {kind: row.uses for kind, row in ledgers.items()}
    outcome = rules.propose(order, applicant, asking.request, uses, asking.now)
    return Decision(
        asking=asking, order=order, applicant=applicant, ledgers=ledgers, outcome=outcome
    )


def basis(order: OrderInForce, request: Request) -> str:
    """What a permit for this request rests on: the rules, or an emergency."""
    emergencies = {purpose.id for purpose in order.regime.purposes if purpose.emergency}
    return "emergency" if request.purpose in emergencies else "rules"


def refuse_without_order(orders: Iterable[OrderInForce], now: datetime) -> Refusal:
    """The refusal when nothing is in force: over, or not yet, or never."""
    coming = [order.starts_at for order in orders if order.starts_at > now]
    over = not coming and any(order.ends_at <= now for order in orders)
    return Refusal(
        code="after-sunset" if over else "no-order",
        rule="order",
        legal_basis="",
        next_eligible=min(coming, default=None),
    )


def find_full(
    order: OrderInForce, proposal: Proposal, claimed: Iterable[Sequence[Any]]
) -> TallyClaim | None:
    """The first claim that is not among the (holder, counter) rows that `claim_tallies` returned."""
    took = {(holder, counter) for holder, counter in claimed}
    missing = (
        claim for claim in proposal.tallies if (claim.holder, tally_name(order, claim)) not in took
    )
    return next(missing, None)


def refuse_full(decision: Decision, claim: TallyClaim, used: int) -> Decision:
    """The same decision, refused because a shared amount turned out to be used up."""
    refusal = rules.refuse_tally(
        decision.order,
        decision.applicant,
        decision.asking.request,
        decision.uses,
        claim,
        used,
        decision.asking.now,
    )
    return replace(decision, outcome=refusal)


def tally_name(order: OrderInForce, claim: TallyClaim) -> str:
    """The counter's name in the table: two regimes may both have a counter `market`."""
    return f"{order.regime_name}/{claim.counter}"


def overrule(asking: Asking, order: OrderInForce, rows: Iterable[LedgerRow]) -> Decision:
    """The same request, granted by a human over the rules: free, and still inside the order."""
    decision = decide(asking, order, rows)
    proposal = rules.overrule(order, decision.applicant, asking.request, asking.now)
    return replace(decision, outcome=proposal)


def find_repeat(asking: Asking, rows: Iterable[LedgerRow]) -> Use | None:
    """The permit that this idempotency key already got, when it is asked again."""
    if asking.key is None:
        return None
    own = (row for row in rows if row.holder == asking.resident.id)
    return next((use for row in own for use in row.uses if use.key == asking.key), None)


def code_secret() -> bytes:
    """The secret that hides the day in permit codes."""
    return sealing.key_for("permit-codes")


def new_code(asking: Asking) -> str:
    """A code for the permit; it hides the day and the shard where the permit will be found."""
    return codes.new_code(
        asking.now.astimezone(UTC).date(),
        asking.resident.id % SHARDS,
        code_secret(),
    )


def day_of(code: str, today: date) -> date:
    """The day whose partition holds the permit of this code, if there is one."""
    return codes.candidate_days(code, code_secret(), today)


# --- rows ---------------------------------------------------------------------------------------


def ledger_claims(decision: Decision, code: str) -> tuple[dict[str, Any], Sequence[int]]:
    """Parameters of `claim_ledgers`, sorted by holder, and the holders that must come back."""
    asking, proposal = decision.asking, decision.proposal
    use = Use(
        code=code,
        purpose=proposal.purpose,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        party=proposal.party,
        regime=decision.order.regime_name,
        free=proposal.free,
    )
    claims = []
    for kind in proposal.holders:
        row = decision.ledgers[kind]
        entry = replace(use, key=asking.key) if kind == "resident" else use
        uses, keep_until = rules.charge(decision.order, row.uses, entry, asking.now)
        claims.append((row.holder, row.version, encode_uses(uses), keep_until))
    claims.sort()
    holders, versions, encoded, keeps = (list(column) for column in zip(*claims, strict=True))
    return {
        "holders": holders,
        "versions": versions,
        "uses": encoded,
        "keep_untils": keeps,
    }, holders


def tally_claims(order: OrderInForce, tallies: Sequence[TallyClaim]) -> dict[str, Any]:
    """Parameters of `claim_tallies` and `read_tallies`."""
    return {
        "holders": [claim.holder for claim in tallies],
        "counters": [tally_name(order, claim) for claim in tallies],
        "periods": [claim.period_starts_at for claim in tallies],
        "amounts": [claim.amount for claim in tallies],
        "caps": [claim.limit for claim in tallies],
    }


def permit_row(decision: Decision, code: str, basis: str) -> dict[str, Any]:
    """Parameters of `insert_permit`."""
    asking, order, proposal = decision.asking, decision.order, decision.proposal
    plate = asking.request.plate
    return {
        "resident_id": asking.resident.id,
        "day": asking.now.astimezone(UTC).date(),
        "code": code,
        "order_id": order.id,
        "digest": order.digest,
        "purpose": proposal.purpose,
        "kind": proposal.kind,
        "door": asking.door,
        "places": list(proposal.places),
        "party": proposal.party,
        "asked_at": asking.now,
        "starts_at": proposal.starts_at,
        "ends_at": proposal.ends_at,
        "basis": basis,
        "plate_index": sealing.blind_index(plate, context="plate") if plate else None,
        "sealed": seal_decided(decision, code),
    }


def refusal_row(decision: Decision) -> dict[str, Any]:
    """Parameters of `insert_refusal`."""
    asking, order, refusal = decision.asking, decision.order, decision.refusal
    return {
        "resident_id": asking.resident.id,
        "day": asking.now.astimezone(UTC).date(),
        "number": new_id(),
        "order_id": order.id,
        "digest": order.digest,
        "purpose": asking.request.purpose[:60],
        "door": asking.door,
        "asked_at": asking.now,
        "code": refusal.code,
        "rule": refusal.rule,
        "sealed": seal_decided(decision, ""),
    }


# --- sealed and encoded forms -------------------------------------------------------------------


def seal_decided(decision: Decision, code: str) -> bytes:
    """The decision's inputs and outcome, sealed."""
    asking = decision.asking
    decided = Decided(
        applicant=decision.applicant,
        request=asking.request,
        ledgers=decision.uses,
        now=asking.now,
        outcome=plain(decision.outcome),
        initials=initials(asking.resident.person),
        document_digest=_digest(asking, code) if code else b"",
    )
    return sealing.seal(msgspec.json.encode(decided), context=_DECIDED)


def open_decided(sealed: bytes) -> Decided:
    """What `seal_decided` closed."""
    return _decided_decoder.decode(sealing.unseal(bytes(sealed), context=_DECIDED))


def plain(outcome: Proposal | Refusal) -> dict[str, Any]:
    """An outcome as plain JSON values, so that two of them can be compared."""
    values: dict[str, Any] = json.loads(msgspec.json.encode(outcome))
    return values


def encode_uses(uses: Sequence[Use]) -> str:
    """Ledger entries as the JSON that the table keeps."""
    return msgspec.json.encode(uses).decode()


def decode_uses(uses: str | bytes | list[Any]) -> tuple[Use, ...]:
    """Ledger entries from JSON text (asyncpg) or from values that a driver has decoded."""
    if isinstance(uses, list):
        return msgspec.convert(uses, tuple[Use, ...])
    return _uses_decoder.decode(uses)


_uses_decoder = msgspec.json.Decoder(tuple[Use, ...])
_decided_decoder = msgspec.json.Decoder(Decided)


def _digest(asking: Asking, code: str) -> bytes:
    document = asking.document or PaperDocument(
        type="phone", number=asking.resident.person.phone or ""
    )
    return credential.digest_document(
        document_type=document.type, number=document.number, code=code
    )


# --- which order ----------------------------------------------------------------------------------


def choose_order(
    orders: Iterable[OrderInForce], request: Request, home: str | None, now: datetime
) -> OrderInForce | None:
    """The order whose rules answer a request; None when none is in force at the start asked for."""
    moment = max(request.starts_at or now, now)
    in_force = [order for order in orders if order.starts_at <= moment < order.ends_at]
    return choose_covering(in_force, request.place or home)


def choose_covering(orders: Sequence[OrderInForce], place: str | None) -> OrderInForce | None:
    """Of orders in force, the one that rules a place.

    Of several the one that began last: a later act replaces an earlier one. When none covers the
    place, any, so that its rules can say that the place is not covered rather than that nothing
    is in force.
    """
    covering = [order for order in orders if place and rules.covers(order, place)]
    return max(covering or orders, key=lambda order: (order.starts_at, order.id), default=None)
