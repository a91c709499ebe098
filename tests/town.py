# SPDX-License-Identifier: EUPL-1.2
"""Places and people for tests with a database: an order in force, residents who do not exist, staff.

Turkistan with its real rules, for tests of pages:

    turkistan()
    aina = resident()

A small town of its own, with a door and a gate, for tests of the API. Its clock stands still at
`town.now`; a test moves it by setting it:

    town = Town.found()
    aru = town.add_resident()
    town.gate.post("/api/v1/permits", {"document": aru.shown, "purpose": "needs"})
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from gate_client import GateClient, database_url_of_test
from tereze.core.caching import forget_everything
from tereze.messaging.services import add_door
from tereze.packs.document_checks import passes_kz_iin
from tereze.packs.services import install_pack
from tereze.packs.types import Pack
from tereze.people.models import Staff
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts, Role
from tereze.permits.checkpoints import services as checkpoints
from tereze.permits.checkpoints.types import CheckpointFacts
from tereze.permits.gate.app import Gate
from tereze.permits.gate.writing import Writer
from tereze.permits.models import Order
from tereze.permits.services import ensure_signing_key

#: the packs that come with Tereze
SHIPPED = Path(__file__).parents[1] / "packs"
TURKISTAN = SHIPPED / "turkistan-2020" / "2020-04"
BORDER_TOWN = Path(__file__).parent / "packs" / "border-town" / "1.0"
SMALL_TOWN = Path(__file__).parent / "packs" / "small-town" / "1.0"

#: noon on a Friday in Almaty
NOON = datetime(2026, 11, 20, 7, tzinfo=UTC)
PHONE = "+77010000001"

_serials = itertools.count(1)


def turkistan(*, now: datetime = NOON, folder: Path = TURKISTAN, **parts: Any) -> Order:
    """A pack's rules in force since yesterday, for all its places and forty days more."""
    ensure_signing_key(actor="tests", now=now)
    pack = install_pack(folder=folder, actor="tests", now=now)
    values = {
        "legal_basis": pack.regime.legal_basis.title,
        "signed_by": "The mayor",
        "places": [place.code for place in pack.regime.places if place.within is None],
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=40),
        "prepared_at": now - timedelta(days=2),
    }
    order = put_in_force(pack, now=now, **{**values, **parts})
    forget_everything()
    return order


def resident(*, now: datetime = NOON, verified: bool = True, **parts: Any) -> ResidentFacts:
    """Somebody with a valid number of identity that was given to nobody."""
    person = Person(
        **{
            "name": "Айна Терезеқызы Жарықова",
            "born": date(1988, 3, 14),
            "sex": "female",
            "phone": PHONE,
            "home": "KZ-61-TURKISTAN",
            **parts,
        }
    )
    return register_resident(
        person=person,
        documents=[PaperDocument(type="kz-iin", number=iin(person))],
        source="register:tests" if verified else "self",
        verified=verified,
        actor="tests",
        now=now,
    )


def member(role: Role) -> Staff:
    """Somebody who works here, with one role."""
    staff = Staff.objects.create_user(username=f"{role}-{next(_serials)}")
    staff.groups.add(Group.objects.get(name=role))
    return staff


def add_checkpoint(
    place: str = "KZ-61-TURKISTAN", *, name: str = "North gate", now: datetime = NOON
) -> CheckpointFacts:
    """A checkpoint with two lanes on a road into a place."""
    return checkpoints.add_checkpoint(
        name=name, place=place, lanes=2, queue_minutes=15, actor="tests", now=now
    )


def iin(person: Person) -> str:
    """A number of identity that passes its check digit, a new one at each call."""
    born = person.born or date(1990, 1, 1)
    century = {18: 1, 19: 3, 20: 5}[born.year // 100] + (person.sex == "female")
    return next(
        number
        for serial in _serials
        for number in (f"{born:%y%m%d}{century}{serial:04}{check}" for check in range(10))
        if passes_kz_iin(number)
    )


@dataclass(frozen=True, kw_only=True)
class Inhabitant:
    """A resident of the town."""

    facts: ResidentFacts

    @property
    def shown(self) -> dict[str, str]:
        """The document, as a door sends it."""
        document = self.facts.documents[0]
        return {"type": document.type, "number": document.number}


@dataclass
class Town:
    """The town, with its clock."""

    order: Order
    pack: Pack
    key: str
    now: datetime = NOON
    #: gates that share the work
    gates: int = 1
    #: they write as on tables that are distributed over machines
    spelled_out: bool | None = None
    _numbers: Iterable[int] = field(default_factory=itertools.count)
    _gate: GateClient | None = None

    @classmethod
    def found(cls, folder: Path = SMALL_TOWN, *, now: datetime = NOON, **of_order: Any) -> "Town":
        """Put a pack's rules in force for 60 days, and open a door that may do everything."""
        ensure_signing_key(actor="tests", now=now)
        pack = install_pack(folder=folder, actor="tests", now=now)
        order = put_in_force(pack, now=now, **of_order)
        key = add_door(
            name="front", kind="desk", scopes=("ask", "read", "revoke"), actor="tests", now=now
        )
        return cls(order=order, pack=pack, key=key, now=now)

    @property
    def gate(self) -> GateClient:
        """The gate with the key of the town's door."""
        if self._gate is None:
            apps = [
                Gate(
                    database_url=database_url_of_test(),
                    url="https://permits.example.kz",
                    now=lambda: self.now,
                    writer=Writer(spelled_out=self.spelled_out),
                )
                for _ in range(self.gates)
            ]
            self._gate = GateClient(*apps, key=self.key)
        return self._gate

    def add_resident(self, **parts: Any) -> Inhabitant:
        """Somebody with a valid number that was given to nobody."""
        number = next(iter(self._numbers))
        person = Person(
            **{
                "name": f"Резидент {number} Терезе",
                "born": date(1980, 1, 1),
                "home": self.order.places[0],
                **parts,
            }
        )
        document = PaperDocument(type="passport", number=f"N{number:08}")
        facts = register_resident(
            person=person,
            documents=[document],
            source="register:tests",
            verified=True,
            actor="tests",
            now=self.now,
        )
        return Inhabitant(facts=facts)

    def leave(self) -> None:
        """Give the gate's connections back; who asks again finds a new gate."""
        if self._gate is not None:
            self._gate.close()
            self._gate = None


def put_in_force(pack: Pack, *, now: datetime = NOON, **parts: Any) -> Order:
    """An order with this pack's rules, in its first place, since ten days and for fifty more."""
    return Order.objects.create(
        **{
            "title": "Quarantine",
            "legal_basis": "Order of the mayor",
            "signed_by": "The mayor",
            "pack": pack.info.pack,
            "version": pack.info.version,
            "digest": pack.digest,
            "places": [pack.regime.places[0].code],
            "starts_at": now - timedelta(days=10),
            "ends_at": now + timedelta(days=50),
            "prepared_at": now - timedelta(days=11),
            "prepared_by": "tests",
            **parts,
        }
    )
