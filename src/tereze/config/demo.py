# SPDX-License-Identifier: EUPL-1.2
"""A demonstration: fictitious residents, people who work here, and Turkistan's regime in force.

Identity numbers are valid (they pass their check digit), names are clearly made up (`cast.py`).
Signing in is as in life, only that the codes can be read on the outbox page.

Each part is made where it is missing: all of them in an empty instance, and in an older one what its
version did not have, and rules whose sunset has come. What is there stays as people left it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from tereze.config import demo_baku
from tereze.config.cast import CHILD, RESIDENTS, STAFF_PASSWORD
from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.packs.document_checks import passes_kz_iin
from tereze.people import services as people
from tereze.people.models import Organisation, Staff
from tereze.people.selectors import find_resident_by_document
from tereze.people.types import PaperDocument, Person
from tereze.permits import services
from tereze.permits.checkpoints import services as checkpoints
from tereze.permits.checkpoints.selectors import list_checkpoints
from tereze.permits.desk import services as desk
from tereze.permits.desk.models import Call
from tereze.permits.desk.types import CallEvent, EventKind
from tereze.permits.models import Order

ACTOR = "demo"
PACK = "turkistan-2020"
ORDER_DAYS = 60

#: Roads on which one comes into a place, with their lanes.
CHECKPOINTS = (
    ("Шымкент трассасы", "KZ-61-TURKISTAN", 4),
    ("Қызылорда трассасы", "KZ-61-TURKISTAN", 3),
    ("Кентау жолы", "KZ-61-KENTAU", 2),
    ("Сарыағаш жолы", "KZ-61-SARYAGASH", 1),
)
QUEUE_MINUTES = 15
#: The operator's telephone.
LINE = "101"
TITLE = "Quarantine in Turkistan (demonstration)"
FIRST_CALL = "demo-1"
#: The clinic's number in the register of organisations.
CLINIC = "200440000018"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of the demonstration."""

    is_there: Callable[[datetime], bool]
    make: Callable[[datetime], None]


def seed(report: Callable[[str], None]) -> None:
    """Make the parts of the demonstration that are not there."""
    now = clock.now()
    people.ensure_demo_staff(password=STAFF_PASSWORD, now=now)
    missing = [part for part in PARTS if not part.is_there(now)]
    if missing:
        report("Making the demonstration …")
    for part in missing:
        part.make(now)


def _document(serial: int) -> PaperDocument:
    """Of the resident with that number, counted from 1."""
    return PaperDocument(type="kz-iin", number=make_iin(RESIDENTS[serial - 1], serial))


def _register_residents(now: datetime) -> None:
    registered = [
        people.register_resident(
            person=person,
            documents=[_document(serial)],
            source="demo",
            verified=True,
            actor=ACTOR,
            now=now,
        )
        for serial, person in enumerate(RESIDENTS, start=1)
    ]
    people.add_dependant(
        guardian_id=registered[0].id,
        person=CHILD,
        documents=[PaperDocument(type="kz-iin", number=make_iin(CHILD, len(RESIDENTS) + 1))],
        relation="child",
        now=now,
    )


def _register_baku(now: datetime) -> None:
    demo_baku.register_residents(now=now, actor=ACTOR)


def _open_clinic(now: datetime) -> None:
    """An employer for which two of the residents sign: one sends lists, and the other approves the
    long ones."""
    clinic = people.add_organisation(
        name="Терезе емханасы",
        registration_number=CLINIC,
        sector="health",
        staff=120,
        actor=ACTOR,
        now=now,
    )
    for serial in (1, 2):
        people.add_representative(
            organisation_id=clinic.id, document=_document(serial), actor=ACTOR, now=now
        )


def _add_checkpoints(now: datetime) -> None:
    for name, place, lanes in CHECKPOINTS:
        checkpoints.add_checkpoint(
            name=name,
            place=place,
            lanes=lanes,
            queue_minutes=QUEUE_MINUTES,
            actor=ACTOR,
            now=now,
        )


def _is_ahead(title: str, now: datetime) -> bool:
    """Whether the sunset of an order lies ahead. One that somebody ended earlier stays ended."""
    return Order.objects.filter(title=title, ends_at__gt=now).exists()


def _is_known(document: PaperDocument) -> bool:
    return find_resident_by_document(document.type, document.number) is not None


def _put_in_force(now: datetime) -> None:
    newest = max(
        (pack for pack in packs.list_packs() if pack.pack == PACK), key=lambda pack: pack.version
    )
    regime = packs.get_pack(newest.digest).regime
    services.prepare_order(
        title=TITLE,
        digest=newest.digest,
        places=[place.code for place in regime.places if place.within is None],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=ORDER_DAYS),
        legal_basis=regime.legal_basis.title,
        signed_by="Demonstration",
        actor=ACTOR,
        now=now,
    )


def _let_some_call(now: datetime) -> None:
    """Somebody called earlier and is written down, somebody hung up before anybody answered."""
    operator = Staff.objects.get(username="operator")
    desk.sit_at_line(staff=operator, line=LINE, now=now)

    def tell(call: str, event: EventKind, phone: str | None, *, ago: timedelta) -> int:
        told = CallEvent(call=call, event=event, at=now - ago, caller=phone, line=LINE)
        return desk.hear_event(event=told, now=now).id

    first, second = (person.phone for person in RESIDENTS[:2])
    tell(FIRST_CALL, "ringing", first, ago=timedelta(minutes=52))
    tell(FIRST_CALL, "answered", first, ago=timedelta(minutes=51, seconds=53))
    handled = tell(FIRST_CALL, "ended", first, ago=timedelta(minutes=50))
    desk.wrap_up_call(
        staff=operator,
        call_id=handled,
        reason="question",
        note="Wanted to know whether a dog may be walked.",
        now=now - timedelta(minutes=49, seconds=40),
    )
    tell("demo-2", "ringing", second, ago=timedelta(minutes=12))
    tell("demo-2", "ended", second, ago=timedelta(minutes=11))


def make_iin(person: Person, serial: int) -> str:
    """A valid identity number of Kazakhstan for somebody who does not exist.

    >>> make_iin(CHILD, 4)
    '120509500044'
    """
    born = person.born or date(1990, 1, 1)
    century = {18: 1, 19: 3, 20: 5}[born.year // 100] + (person.sex == "female")
    start = f"{born:%y%m%d}{century}"
    for number in range(serial, 10_000):
        for check in range(10):
            iin = f"{start}{number:04}{check}"
            if passes_kz_iin(iin):
                return iin
    raise ValueError(f"no number left for {born}")


def _put_baku_in_force(now: datetime) -> None:
    # Pages that are nobody's in particular show the order that began last: Turkistan's.
    first = Order.objects.filter(ends_at__gt=now).earliest("starts_at")
    demo_baku.put_in_force(
        starts_at=first.starts_at - timedelta(hours=1),
        ends_at=now + timedelta(days=ORDER_DAYS),
        actor=ACTOR,
        now=now,
    )


#: In the order in which they need each other.
PARTS: Final[Sequence[Part]] = (
    Part(is_there=lambda _: _is_known(_document(1)), make=_register_residents),
    Part(is_there=lambda now: _is_ahead(TITLE, now), make=_put_in_force),
    Part(is_there=lambda _: _is_known(demo_baku.document(1)), make=_register_baku),
    Part(is_there=lambda now: _is_ahead(demo_baku.TITLE, now), make=_put_baku_in_force),
    Part(
        is_there=lambda _: Organisation.objects.filter(registration_number=CLINIC).exists(),
        make=_open_clinic,
    ),
    Part(
        is_there=lambda _: Call.objects.filter(system_id=FIRST_CALL).exists(),
        make=_let_some_call,
    ),
    Part(
        is_there=lambda _: bool(list_checkpoints(closed=True)),
        make=_add_checkpoints,
    ),
)
