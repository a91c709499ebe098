# SPDX-License-Identifier: EUPL-1.2
"""Turkistan at noon, for tests of pages: its order in force, and residents who do not exist.

turkistan(now=NOON)
aina = resident(now=NOON)
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from tereze.core.caching import forget_everything
from tereze.packs.document_checks import passes_kz_iin
from tereze.packs.services import install_pack
from tereze.people.models import Staff
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts, Role
from tereze.permits.models import Order
from tereze.permits.services import ensure_signing_key

PACKS = Path(__file__).parents[1] / "packs"
TURKISTAN = PACKS / "turkistan-2020" / "2020-04"
#: noon on a Friday in Almaty
NOON = datetime(2026, 11, 20, 7, tzinfo=UTC)
PHONE = "+77010000001"

_serials = count(1)


def turkistan(*, now: datetime = NOON, folder: Path = TURKISTAN, **parts: Any) -> Order:
    """A pack's rules in force since yesterday, for all its places and forty days more."""
    ensure_signing_key(actor="tests", now=now)
    pack = install_pack(folder=folder, actor="tests", now=now)
    places = [place.code for place in pack.regime.places if place.within is None]
    values = {
        "title": "Quarantine",
        "legal_basis": pack.regime.legal_basis.title,
        "signed_by": "The mayor",
        "pack": pack.info.pack,
        "version": pack.info.version,
        "digest": pack.digest,
        "places": places,
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=40),
        "prepared_at": now - timedelta(days=2),
        "prepared_by": "tests",
    }
    order = Order.objects.create(**{**values, **parts})
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
