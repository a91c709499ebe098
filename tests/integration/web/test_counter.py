# SPDX-License-Identifier: EUPL-1.2
"""At the counter: whom nobody knows shows a document, and needs no phone from then on."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from integration.web.conftest import OFFICER, Employ
from integration.web.steps import path_of, text
from tereze.core.models import AuditEntry
from tereze.people import selectors as people
from tereze.people import services
from tereze.people.errors import WrongRole
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import services as permits
from tereze.permits.types import Granted, Request
from town import NOON, iin, member

ERLAN = Person(name="Ерлан Терезеұлы Жаңаев", born=date(1990, 5, 17))


def register(operator: Client, **other: str) -> Any:
    answers = {
        "name": ERLAN.name,
        "document": "kz-iin",
        "number": iin(ERLAN),
        "born": "",
        "home": "KZ-61-TURKISTAN",
        **other,
    }
    return operator.post("/staff/residents/new", answers, follow=True)


def test_who_shows_a_document_is_confirmed_and_may_ask(operator: Client) -> None:
    number = iin(ERLAN)
    page = register(operator, number=number)
    assert page.status_code == 200
    assert path_of(page) == "/staff/residents/1"
    assert "Registered and confirmed." in text(page)
    erlan = people.find_resident_by_document("kz-iin", number)
    assert erlan is not None
    assert erlan.verified_at == NOON
    assert (erlan.person.born, erlan.person.phone) == (ERLAN.born, None)
    assert erlan.source.startswith("staff:")
    given = permits.ask_permit(
        resident=erlan, request=Request(purpose="needs", door="web"), door="web", now=NOON
    )
    assert isinstance(given, Granted)


def test_the_person_reads_who_registered_them(operator: Client) -> None:
    number = iin(ERLAN)
    register(operator, number=number)
    erlan = people.find_resident_by_document("kz-iin", number)
    assert erlan is not None
    (look,) = people.list_looks(erlan.id)
    assert look.why == "Registering you with your document"
    entry = AuditEntry.objects.get(action="resident-registered", subject=f"resident:{erlan.id}")
    assert entry.actor == erlan.source


def test_who_is_known_is_looked_up_instead(operator: Client, aina: ResidentFacts) -> None:
    page = register(operator, number=aina.documents[0].number)
    assert page.status_code == 422
    assert "Look them up by its number." in text(page)
    assert aina.person.name not in text(page)
    assert people.get_resident(aina.id) == aina
    assert people.list_looks(aina.id) == ()


def test_what_the_document_cannot_say_is_said_beside_its_field(operator: Client) -> None:
    page = register(operator, number="900517300010", home="")
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"number", "home"}


def test_nobody_else_registers(employ: Employ) -> None:
    officer = employ(OFFICER)
    assert officer.get("/staff/residents/new").status_code == 403
    assert "/staff/residents/new" not in text(officer.get("/staff/residents/"))
    with pytest.raises(WrongRole):
        services.register_at_counter(
            staff=member(OFFICER),
            person=ERLAN,
            documents=[PaperDocument(type="kz-iin", number=iin(ERLAN))],
            now=NOON,
        )
