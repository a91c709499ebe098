# SPDX-License-Identifier: EUPL-1.2
"""From facts to a decision: all that surrounds the rules and touches no database.

Pages and commands (services, psycopg) and the gate (asyncpg) share this module, `records.py` and
the named SQL, so a door cannot decide differently from another. They differ only in how they talk
to PostgreSQL:

    prepare() → read ledgers → decide() → claim_ledgers, claim_tallies, insert_permit → commit
                     ↑                        | somebody was quicker
                     └────────────────────────┘
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from tereze.core import sealing
from tereze.core.ids import new_id
from tereze.packs.document_checks import normalise_number
from tereze.people.types import PaperDocument, ResidentFacts
from tereze.permits import codes, credential, day_digests, rules
from tereze.permits.shards import SHARDS
from tereze.permits.status.places import draw_place
from tereze.permits.types import (
    Applicant,
    Employer,
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

#: How often a decision is made anew because another one changed a ledger meanwhile. Each time
#: somebody else's grant went through, so who runs out of tries has met as many at one ledger.
TRIES = 50

_CODES = "permit-codes"


class LostRace(Exception):
    """Somebody else changed what this decision was made on; nothing was written. Decide anew."""


class TallyFull(Exception):
    """A shared amount had no room when it was claimed; nothing was written."""

    def __init__(self, claim: TallyClaim) -> None:
        super().__init__()
        self.claim = claim


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
    #: the ledgers that it may draw on, by their keys in the table
    holders: Mapping[HolderKind, int]

    @property
    def today(self) -> date:
        """The UTC day of asking, by which the hot tables are partitioned."""
        return self.now.astimezone(UTC).date()


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


# --- who asks for what ------------------------------------------------------------------------------


def prepare(
    *,
    resident: ResidentFacts,
    document: PaperDocument | None,
    request: Request,
    door: str,
    key: str | None,
    now: datetime,
) -> Asking:
    """Put together what is asked, by whom, and whose ledgers it touches.

    Time counts in whole seconds from here on: the signed permit knows no others, and a page must
    not show what the checkpoint does not.
    """
    if request.starts_at is not None or request.plate is not None:
        request = replace(
            request,
            plate=normalise_plate(request.plate),
            starts_at=request.starts_at.replace(microsecond=0) if request.starts_at else None,
        )
    return Asking(
        resident=resident,
        document=document,
        request=request,
        door=door,
        key=key_digest(door, key) if key else None,
        now=now.replace(microsecond=0),
        holders=find_holders(resident, request),
    )


def find_holders(resident: ResidentFacts, request: Request) -> dict[HolderKind, int]:
    """The keys of the ledgers that a request may draw on; blind, as the ledger's table is public
    to whoever keeps the database."""
    person = resident.person
    holders: dict[HolderKind, int] = {"resident": resident.id}
    if person.household:
        holders["household"] = sealing.blind_number(person.household, context="household")
    if person.phone:
        holders["phone"] = sealing.blind_number(person.phone, context="phone")
    if request.plate:
        holders["plate"] = sealing.blind_number(request.plate, context="plate")
    return holders


def normalise_plate(plate: str | None) -> str | None:
    """A plate in one spelling, or its quota would be one for each spelling.

    >>> normalise_plate("10-ab 123"), normalise_plate(" - "), normalise_plate(None)
    ('10AB123', None, None)
    """
    return normalise_number(plate or "") or None


def key_digest(door: str, key: str) -> str:
    """What a ledger keeps of an idempotency key; two doors may use the same key.

    >>> key_digest("desk", "42") == key_digest("kiosk", "42")
    False
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


# --- which order ----------------------------------------------------------------------------------


def choose_order(
    orders: Iterable[OrderInForce], request: Request, home: str | None, now: datetime
) -> OrderInForce | None:
    """The order whose rules answer a request; None when nothing is in force.

    That is the one in force at the start asked for. When there is none, the one in force now: it
    knows best to say that its time will be over by then. An emergency always is for the one in force
    now: whatever start it names, it must not wait for an order to come.
    """
    place = request.place or home
    present = choose_covering(_in_force(orders, now), place)
    if request.starts_at is None or request.starts_at <= now:
        return present
    if present is not None and rules.lets_pass(present, request.purpose):
        return present
    return choose_covering(_in_force(orders, request.starts_at), place) or present


def choose_in_danger(
    orders: Iterable[OrderInForce], request: Request, now: datetime
) -> OrderInForce | None:
    """The order under which a request passes whoever asks; None when it is no emergency.

    Where somebody lives whom nobody knows is not known either, so all that is in force has to call
    the purpose an emergency.
    """
    in_force = _in_force(orders, now)
    if not all(rules.lets_pass(order, request.purpose) for order in in_force):
        return None
    return choose_covering(in_force, request.place)


def choose_covering(orders: Sequence[OrderInForce], place: str | None) -> OrderInForce | None:
    """Of orders in force, the one that rules a place.

    Of several the one that began last: a later act replaces an earlier one. When none covers the
    place, any, so that its rules can say that the place is not covered rather than that nothing
    is in force.
    """
    covering = [order for order in orders if place and rules.covers(order, place)]
    return max(covering or orders, key=lambda order: (order.starts_at, order.id), default=None)


def _in_force(orders: Iterable[OrderInForce], moment: datetime) -> list[OrderInForce]:
    return [order for order in orders if order.starts_at <= moment < order.ends_at]


# --- the decision -----------------------------------------------------------------------------------


def ledgers_to_read(asking: Asking, order: OrderInForce) -> list[int]:
    """The ledgers that the order's rules look into, sorted."""
    kinds = rules.holders_of(order)
    return sorted(holder for kind, holder in asking.holders.items() if kind in kinds)


def decide(asking: Asking, order: OrderInForce, rows: Iterable[LedgerRow]) -> Decision:
    """Ask the rules."""
    applicant, ledgers = _facts(asking, order, rows)
    uses = {kind: row.uses for kind, row in ledgers.items()}
    return Decision(
        asking=asking,
        order=order,
        applicant=applicant,
        ledgers=ledgers,
        outcome=rules.propose(order, applicant, asking.request, uses, asking.now),
    )


def overrule(asking: Asking, order: OrderInForce, rows: Iterable[LedgerRow]) -> Decision:
    """The same request, granted by a human over the rules: free, and still inside the order."""
    applicant, ledgers = _facts(asking, order, rows)
    return Decision(
        asking=asking,
        order=order,
        applicant=applicant,
        ledgers=ledgers,
        outcome=rules.overrule(order, applicant, asking.request, asking.now),
    )


def _facts(
    asking: Asking, order: OrderInForce, rows: Iterable[LedgerRow]
) -> tuple[Applicant, dict[HolderKind, LedgerRow]]:
    today = asking.now.astimezone(rules.timezone(order)).date()
    read = {row.holder: row for row in rows}
    return describe_applicant(asking.resident, asking.document, today), {
        kind: read.get(holder, LedgerRow(holder=holder)) for kind, holder in asking.holders.items()
    }


def find_repeat(asking: Asking, rows: Iterable[LedgerRow]) -> Use | None:
    """The permit that this idempotency key already got, when it is asked again."""
    if asking.key is None:
        return None
    own = (row for row in rows if row.holder == asking.resident.id)
    return next((use for row in own for use in row.uses if use.key == asking.key), None)


def asks_the_same(request: Request, earlier: Request) -> bool:
    """Whether somebody who sends a request again says what they said before.

    Only what they send is compared. What we know of an employer besides its number may have changed
    meanwhile, and that is no reason to take the repeated request for another.
    """
    return _as_sent(request) == _as_sent(earlier)


def _as_sent(request: Request) -> Request:
    employer = request.employer
    return replace(request, employer=Employer(id=employer.id, sector="")) if employer else request


def refuse_without_order(asking: Asking, orders: Iterable[OrderInForce]) -> Refused:
    """Nothing is in force, or not yet, or no more: nothing is issued, and nothing about the person
    is kept."""
    coming = [order.starts_at for order in orders if order.starts_at > asking.now]
    over = not coming and any(order.ends_at <= asking.now for order in orders)
    return Refused(
        refusal=Refusal(
            code="after-sunset" if over else "no-order",
            rule="order",
            legal_basis="",
            next_eligible=min(coming, default=None),
        ),
        resident_id=asking.resident.id,
        day=asking.today,
        number=new_id(),
    )


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


# --- the permit -------------------------------------------------------------------------------------


def draw_up(
    decision: Decision, *, basis: Literal["rules", "appeal", "emergency"] | None = None
) -> PermitFacts:
    """The permit that a proposal becomes when its claims hold, under a fresh code.

    `basis` is what it rests on: by default the rules, or an emergency that they let pass.
    """
    asking, order, proposal = decision.asking, decision.order, decision.proposal
    employer = asking.request.employer
    code = codes.new_code(asking.today, asking.resident.id % SHARDS, code_secret())
    return PermitFacts(
        resident_id=asking.resident.id,
        code=code,
        order_id=order.id,
        regime_name=order.regime_name,
        digest=order.digest,
        purpose=proposal.purpose,
        kind=proposal.kind,
        door=asking.door,
        places=proposal.places,
        party=proposal.party,
        asked_at=asking.now,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        basis=basis or _basis(order, proposal),
        initials=asking.resident.person.initials,
        document_digest=digest_shown(asking, code),
        plate=asking.request.plate,
        employer=employer.name if employer else None,
        within_km=proposal.within_km,
        status_index=draw_place(
            starts_at=proposal.starts_at, ends_at=proposal.ends_at, resident_id=asking.resident.id
        ),
    )


def code_secret() -> bytes:
    """The secret that hides the day in permit codes."""
    return sealing.key_for(_CODES)


def kept_where(code: str, now: datetime) -> list[codes.Kept]:
    """Where the permit of this code may be kept: one place for each secret, because a code that was
    given before the secret changed is still in somebody's pocket. Of the days that a code tells
    apart the last is tomorrow, which it is already by a clock that is ahead."""
    today = now.astimezone(UTC).date()
    kept = rules.LONGEST.days
    return [codes.find_kept(code, key, today, kept) for key in sealing.keys_for(_CODES)]


def _basis(order: OrderInForce, proposal: Proposal) -> Literal["rules", "emergency"]:
    return "emergency" if rules.lets_pass(order, proposal.purpose) else "rules"


def document_index(asking: Asking) -> bytes:
    """What a checkpoint's list finds a permit by, when its holder shows the document."""
    return day_digests.digest_document(_shown(asking), day_digests.salt_of(asking.today))


def digest_shown(asking: Asking, code: str) -> bytes:
    """What binds a permit, or a receipt, of this code to the document that was shown."""
    document = _shown(asking)
    return credential.digest_document(
        document_type=document.type, number=document.number, code=code
    )


def _shown(asking: Asking) -> PaperDocument:
    """The document that was shown; who shows none is known by their phone."""
    return asking.document or PaperDocument(type="phone", number=asking.resident.person.phone or "")
