# SPDX-License-Identifier: EUPL-1.2
"""People who do not exist, and a clock that stands still."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group

from tereze.people import services
from tereze.people.models import Staff
from tereze.people.types import PaperDocument, Person, ResidentFacts, Role

Register = Callable[..., ResidentFacts]
Employ = Callable[[Role], Staff]


@pytest.fixture
def now() -> datetime:
    return datetime(2020, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def aru() -> Person:
    return Person(
        name="Әру Терезеқызы",
        born=date(1990, 2, 1),
        sex="female",
        phone="+77011234567",
        address="Терезе көшесі 1",
        home="KZ-61",
        language="kk",
    )


@pytest.fixture
def iin() -> PaperDocument:
    return PaperDocument(type="kz-iin", number="900201450017")


@pytest.fixture
def register(db: None, aru: Person, iin: PaperDocument, now: datetime) -> Register:
    """Make somebody known; whatever is not said is Aru's, who registers herself."""

    def act(
        person: Person = aru,
        *documents: PaperDocument,
        verified: bool = False,
        source: str = "self",
    ) -> ResidentFacts:
        return services.register_resident(
            person=person,
            documents=documents or (iin,),
            source=source,
            verified=verified,
            actor="test",
            now=now,
        )

    return act


@pytest.fixture
def employ(db: None) -> Employ:
    """Somebody who works here."""

    def act(role: Role) -> Staff:
        staff = Staff.objects.create_user(username=f"{role}-{Staff.objects.count()}")
        staff.groups.add(Group.objects.get(name=role))
        return staff

    return act
