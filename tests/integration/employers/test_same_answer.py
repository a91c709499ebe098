# SPDX-License-Identifier: EUPL-1.2
"""An employer's list gets the answer that a program gets which asks for the same person: one engine."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from gate_client import GateClient, database_url_of_test
from offices import Office, row_of, run_job
from tereze.messaging.services import add_door
from tereze.people.types import ResidentFacts
from tereze.permits import selectors as permits
from tereze.permits.employers import services
from tereze.permits.employers.asking import Asker, AskTogether, ask_each
from tereze.permits.gate.app import Gate
from town import NOON, resident, turkistan

#: who asks, and for which organisation
PEOPLE: dict[str, dict[str, Any]] = {
    "somebody": {},
    "over 65": {"born": date(1950, 1, 1)},
    "a health worker over 65": {"born": date(1950, 1, 1), "tags": ("health-worker",)},
    "not confirmed": {"verified": False},
}
SECTORS = {"no cap": "health", "a cap of none": "agriculture", "not allowed": "cinema"}


@pytest.fixture
def gate(transactional_db: None) -> Iterator[GateClient]:
    turkistan()
    key = add_door(
        name="portal", kind="employer", scopes=frozenset({"ask"}), actor="tests", now=NOON
    )
    gate = Gate(
        database_url=database_url_of_test(), url="https://permits.example.kz", now=lambda: NOON
    )
    client = GateClient(gate, key=key)
    yield client
    client.close()


def ask_the_gate(gate: GateClient, who: ResidentFacts, office: Office) -> None:
    document = who.documents[0]
    gate.post(
        "/api/v1/permits",
        {
            "document": {"type": document.type, "number": document.number},
            "purpose": "work-standing",
            "employer": office.organisation.id,
        },
    )


def ask_by_list(ask: Asker, who: ResidentFacts, office: Office) -> None:
    upload = office.confirm(office.send([row_of(who)]))
    if upload.state == "waiting":  # over the cap: another one of them wants it all the same
        second = resident(name="Екінші Адам", phone="+77010000777")
        office.let_in(second)
        services.approve_upload(
            upload_id=upload.id, signing=office.sign(second), actor="tests", now=NOON
        )
    run_job(upload, ask=ask)


def answer_of(who: ResidentFacts) -> tuple[str, Any]:
    """What came of it, as it is kept."""
    since = NOON - timedelta(days=1)
    got: list[tuple[str, Any]] = [
        ("granted", permit.ends_at) for permit in permits.list_permits(who.id, since=since)
    ]
    got += [(refusal.code, refusal.rule) for refusal in permits.list_refusals(who.id, since=since)]
    (only,) = got
    return only


def test_a_list_gets_the_answer_that_a_program_gets(gate: GateClient) -> None:
    met = set()
    with AskTogether(database_url_of_test(), url="https://permits.example.kz") as together:
        for (who, person), (cap, sector) in itertools.product(PEOPLE.items(), SECTORS.items()):
            twins = [resident(phone=None, **person) for _ in range(3)]
            offices = [Office.found(sector=sector, staff=1) for _ in range(3)]
            ask_the_gate(gate, twins[0], offices[0])
            ask_by_list(ask_each, twins[1], offices[1])
            ask_by_list(together, twins[2], offices[2])
            answers = set(map(answer_of, twins))
            assert len(answers) == 1, f"{who}, {cap}: {answers}"
            met |= {code for code, _ in answers}
    assert met == {"granted", "barred", "not-verified", "employer-cap", "sector-not-allowed"}
