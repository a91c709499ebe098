# SPDX-License-Identifier: EUPL-1.2
"""A demonstration: fictitious residents, people who work here, and Turkistan's regime in force.

Identity numbers are valid (they pass their check digit), names are clearly made up (`cast.py`).
Signing in is as in life, only that the codes can be read on the outbox page.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from tereze.config import demo_baku
from tereze.config.cast import CHILD, RESIDENTS, STAFF_PASSWORD
from tereze.core import clock
from tereze.packs import selectors as packs
from tereze.packs.document_checks import passes_kz_iin
from tereze.people import services as people
from tereze.people.models import Staff
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import selectors, services
from tereze.permits.checkpoints import services as checkpoints
from tereze.permits.desk import services as desk
from tereze.permits.desk.types import CallEvent, EventKind

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


def seed(report: Callable[[str], None]) -> None:
    """Fill an empty instance; an instance that has its demonstration already is left as it is."""
    people.ensure_demo_staff(password=STAFF_PASSWORD, now=clock.now())
    if selectors.list_orders():
        return
    report("Making the demonstration …")
    now = clock.now()
    registered = _register_residents(now)
    _put_in_force(now)
    demo_baku.register_residents(now=now, actor=ACTOR)
    demo_baku.put_in_force(now=now, ends_at=now + timedelta(days=ORDER_DAYS), actor=ACTOR)
    _open_clinic(registered, now)
    _let_some_call(now)
    for name, place, lanes in CHECKPOINTS:
        checkpoints.add_checkpoint(
            name=name,
            place=place,
            lanes=lanes,
            queue_minutes=QUEUE_MINUTES,
            actor=ACTOR,
            now=now,
        )


def _register_residents(now: datetime) -> list[ResidentFacts]:
    registered = [
        people.register_resident(
            person=person,
            documents=[PaperDocument(type="kz-iin", number=make_iin(person, serial))],
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
    return registered


def _open_clinic(registered: Sequence[ResidentFacts], now: datetime) -> None:
    """An employer for which two of the residents sign: one sends lists, and the other approves the
    long ones."""
    clinic = people.add_organisation(
        name="Терезе емханасы",
        registration_number="200440000018",
        sector="health",
        staff=120,
        actor=ACTOR,
        now=now,
    )
    for resident in registered[:2]:
        people.add_representative(
            organisation_id=clinic.id, document=resident.documents[0], actor=ACTOR, now=now
        )


def _put_in_force(now: datetime) -> None:
    newest = max(
        (pack for pack in packs.list_packs() if pack.pack == PACK), key=lambda pack: pack.version
    )
    regime = packs.get_pack(newest.digest).regime
    services.prepare_order(
        title="Quarantine in Turkistan (demonstration)",
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
    tell("demo-1", "ringing", first, ago=timedelta(minutes=52))
    tell("demo-1", "answered", first, ago=timedelta(minutes=51, seconds=53))
    handled = tell("demo-1", "ended", first, ago=timedelta(minutes=50))
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
