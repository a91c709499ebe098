# SPDX-License-Identifier: EUPL-1.2
"""One request at the gate: what is asked and by whom. What the answer is, is found out together with
others that came at the same time (`rounds.py`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tereze.core import home
from tereze.core.errors import BadInput
from tereze.packs.document_checks import normalise_number
from tereze.people import rules as people_rules
from tereze.people.errors import UnknownResident
from tereze.people.phones import read_phone
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import codes, decisions, records
from tereze.permits.errors import NoSuchPermit, TooBusy
from tereze.permits.gate.asked import read_request
from tereze.permits.gate.contract import Declared, Document, PermitRequest
from tereze.permits.gate.documents import check_document
from tereze.permits.gate.outages import Outages
from tereze.permits.gate.rounds import Rounds, Told
from tereze.permits.gate.store import OpenDoor, Store
from tereze.permits.types import Employer, Granted, OrderInForce, PermitFacts, Request


async def ask(
    store: Store,
    rounds: Rounds,
    outages: Outages,
    *,
    door: OpenDoor,
    body: PermitRequest,
    key: str | None,
    now: datetime,
) -> Told:
    """Decide on a request and write what was decided.

    Raises BadInput that names the field, UnknownResident (neither stops an emergency),
    KeyUsedForAnother, NotYourReceipt, TooBusy, Overloaded, NoSigningKey.
    """
    # Before anything is written: a permit that could not be signed must not be granted.
    ring = await store.key_ring.get()
    orders = await store.orders.get()
    request = await _read_request(store, door, body, now)
    try:
        resident, document = await _find_person(store, orders, body, request, now)
    except (BadInput, UnknownResident):
        if (order := decisions.choose_in_danger(orders, request, now)) is None:
            raise
        granted = await _let_pass(store, order, body, request, door, now)
        return rounds.issue(granted, ring)
    asking = decisions.prepare(
        resident=resident, document=document, request=request, door=door.name, key=key, now=now
    )
    order = decisions.choose_order(orders, asking.request, resident.person.home, asking.now)
    if order is None:
        given = await rounds.find_given(asking, ring)
        return given or decisions.refuse_without_order(asking, orders)
    if body.receipt and (given := await outages.settle(rounds, asking, body.receipt, ring)):
        return given
    return await rounds.ask(asking, order, ring)


async def _let_pass(
    store: Store,
    order: OrderInForce,
    body: PermitRequest,
    request: Request,
    door: OpenDoor,
    now: datetime,
) -> Granted:
    """An emergency pass for somebody whom nobody knows: danger does not wait until a document is
    found. It is signed like a permit, with what was shown, and written like a pass that a page
    gives: without a word about the person, who says later who they are.
    """
    shown = body.document
    asking = decisions.prepare(
        resident=ResidentFacts(id=0, person=Person(name=""), verified_at=None, registered_at=now),
        document=PaperDocument(type=shown.type, number=normalise_number(shown.number))
        if shown
        else None,
        request=request,
        door=door.name,
        key=None,
        now=now,
    )
    decision = decisions.decide(asking, order, [])
    for _ in range(decisions.TRIES):
        permit = decisions.draw_up(decision)
        if await store.write_emergency_pass(permit):
            return Granted(permit=permit, is_pass=True)
    raise TooBusy


def read_code(typed: str) -> str:
    """A code, however it was typed. Raises NoSuchPermit when it can be none."""
    try:
        return codes.normalise(typed)
    except codes.InvalidCode as error:
        raise NoSuchPermit(error.message) from error


async def show(store: Store, code: str, now: datetime) -> PermitFacts:
    """A permit by its code. Raises NoSuchPermit."""
    row = await store.find_permit(code, now)
    if row is None:
        raise NoSuchPermit
    pack = await store.get_pack(row["digest"])
    return records.open_permit(row, regime_name=pack.info.pack)


# --- what is asked ----------------------------------------------------------------------------------


async def _read_request(
    store: Store, door: OpenDoor, body: PermitRequest, now: datetime
) -> Request:
    request = read_request(body, door=door.kind, now=now)
    if body.employer is None:
        return request
    return replace(request, employer=await _find_employer(store, body.employer))


async def _find_employer(store: Store, number: int) -> Employer:
    employer = await store.find_employer(number)
    if employer is None:
        raise BadInput("There is no employer of this number here.", field="employer")
    return employer


# --- who asks ---------------------------------------------------------------------------------------


async def _find_person(
    store: Store,
    orders: Sequence[OrderInForce],
    body: PermitRequest,
    request: Request,
    now: datetime,
) -> tuple[ResidentFacts, PaperDocument | None]:
    match body:
        case PermitRequest(document=Document() as shown, declared=None):
            document = check_document(orders, shown)
            resident = await store.find_resident(document)
            if resident is None:
                raise UnknownResident(field="document")
            return resident, document
        case PermitRequest(document=None, declared=Declared() as declared):
            return await _declare(store, orders, declared, request, now), None
    raise BadInput("Give either `document` or `declared`.", field="document")


async def _declare(
    store: Store,
    orders: Sequence[OrderInForce],
    declared: Declared,
    request: Request,
    now: datetime,
) -> ResidentFacts:
    """Who declares themselves, known from now on by the phone. Who says the same as before costs
    no write."""
    phone, told = _check_declared(declared, now)
    known = await store.find_declared(phone)
    if known is not None:
        told = people_rules.claim(_as_known(known), told)
        if told == known.person:
            return known
    if decisions.choose_order(orders, request, None, now) is None:
        # Nothing will be granted, so nothing about the person is kept.
        return known or ResidentFacts(id=0, person=told, verified_at=None, registered_at=now)
    written = await store.write_declared(phone, told, now) or await store.find_declared(phone)
    if written is None:
        raise UnknownResident(field="declared")
    return written


def _as_known(resident: ResidentFacts) -> people_rules.Known:
    return people_rules.Known(
        person=resident.person, verified=resident.verified_at is not None, source=resident.source
    )


def _check_declared(declared: Declared, now: datetime) -> tuple[str, Person]:
    """The phone in its one form, and what is said, tidied."""
    try:
        phone = read_phone(declared.phone, region=home.region())
        person = Person(name=declared.name, address=declared.address, phone=phone)
        return phone, people_rules.check_person(person, today=now.date())
    except BadInput as error:
        raise type(error)(error.message, field=f"declared.{error.field}") from error
