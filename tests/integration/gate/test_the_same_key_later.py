# SPDX-License-Identifier: EUPL-1.2
"""The same key gets the same permit, whatever changed here between the two requests."""

from datetime import timedelta

import pytest

from tereze.core.caching import forget_everything
from tereze.people.models import Organisation
from tereze.permits.errors import KeyUsedForAnother
from tereze.permits.models import Order
from tereze.permits.services import ask_permit
from tereze.permits.types import Employer, Granted, Refused, Request
from town import NOON, Town


def end_the_order(town: Town) -> None:
    Order.objects.update(ended_at=town.now + timedelta(minutes=1))
    forget_everything()
    town.now += timedelta(minutes=2)


def test_at_the_gate(town: Town) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    first = town.gate.post("/api/v1/permits", body, Idempotency_Key="k1")
    town.leave()
    town._gate = None
    end_the_order(town)

    again = town.gate.post("/api/v1/permits", body, Idempotency_Key="k1")
    other = town.gate.post("/api/v1/permits", body, Idempotency_Key="k2")

    assert (first.status, again.status, other.status) == (201, 200, 422)
    assert (again.json["code"], again.json["state"]) == (first.json["code"], "valid")


def test_at_a_page(town: Town) -> None:
    aru = town.add_resident().facts
    request = Request(purpose="needs", door="desk")

    def ask(key: str) -> Granted | Refused:
        return ask_permit(resident=aru, request=request, door="front", key=key, now=town.now)

    first = ask("k1")
    end_the_order(town)
    again, other = ask("k1"), ask("k2")

    assert isinstance(first, Granted)
    assert isinstance(again, Granted)
    assert again.permit == first.permit
    assert isinstance(other, Refused)


def hire(staff: int) -> Organisation:
    employer, _ = Organisation.objects.update_or_create(
        name="Water works",
        defaults={"sector": "water", "staff_count": staff, "registered_at": NOON},
    )
    return employer


def test_at_the_gate_after_the_employer_hired_somebody(town: Town) -> None:
    works = hire(100)
    body = {"document": town.add_resident().shown, "purpose": "walk", "employer": works.pk}
    first = town.gate.post("/api/v1/permits", body, Idempotency_Key="k1")
    hire(101)

    again = town.gate.post("/api/v1/permits", body, Idempotency_Key="k1")
    without = town.gate.post("/api/v1/permits", body | {"employer": None}, Idempotency_Key="k1")

    assert (first.status, again.status, without.status) == (201, 200, 409)
    assert again.json["code"] == first.json["code"]


def test_at_a_page_after_the_employer_hired_somebody(town: Town) -> None:
    aru = town.add_resident().facts

    def ask(employer: Employer) -> Granted | Refused:
        request = Request(purpose="walk", door="desk", employer=employer)
        return ask_permit(resident=aru, request=request, door="front", key="k1", now=town.now)

    first = ask(Employer(id=7, sector="water", staff=100))
    again = ask(Employer(id=7, sector="water", staff=101))

    assert isinstance(first, Granted)
    assert isinstance(again, Granted)
    assert again.permit == first.permit
    with pytest.raises(KeyUsedForAnother):
        ask(Employer(id=8, sector="water", staff=100))
