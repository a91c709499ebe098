# SPDX-License-Identifier: EUPL-1.2
"""Same facts, same answer, through every door: pages (services, psycopg) and gate (asyncpg) are
asked the same hundreds of requests, in the same order by the same people, and compared.

The requests are made at random from a seed. Between the two runs all that was granted is forgotten,
so that both begin with the same ledgers.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gate_client import Answer
from tereze.core.caching import forget_everything
from tereze.packs.types import Regime
from tereze.permits.errors import KeyUsedForAnother
from tereze.permits.models import Ledger, Permit, RefusalRecord, Tally
from tereze.permits.records import Decided, open_decided
from tereze.permits.services import ask_permit
from tereze.permits.types import Granted, PermitFacts, Refused, Request
from town import NOON, SHIPPED, SMALL_TOWN, Inhabitant, Town

PERMITS = "/api/v1/permits"
REQUESTS = 300
#: people who ask together, and how often
CROWD, CROWDS = 60, 12


@dataclass(frozen=True, kw_only=True)
class Said:
    """One request, and when and by whom it is made."""

    at: datetime
    who: Inhabitant
    body: dict[str, Any]
    key: str | None


@pytest.fixture(
    params=[SMALL_TOWN, SHIPPED / "turkistan-2020" / "2020-04"], ids=lambda p: p.parent.name
)
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def town(transactional_db: None, folder: Path) -> Iterator[Town]:
    town = Town.found(folder)
    yield town
    town.leave()


@pytest.mark.parametrize("seed", [8103, 13033])
def test_pages_and_gate_give_the_same_answers(town: Town, seed: int) -> None:
    requests = list(make_requests(town, random.Random(seed)))

    of_pages = [ask_service(town, said) for said in requests]
    kept_by_pages = what_is_kept()
    for table in (Permit, RefusalRecord, Ledger, Tally):
        table.objects.all().delete()
    of_gate = [ask_gate(town, said) for said in requests]

    for said, page, gate in zip(requests, of_pages, of_gate, strict=True):
        assert page == gate, said.body
    for by_gate, by_pages in zip(what_is_kept(), kept_by_pages, strict=True):
        assert by_gate == by_pages
    statuses = {answer["status"] for answer in of_gate}
    assert statuses == {200, 201, 409, 422}, "the requests are too tame"
    assert len({answer["code"] for answer in of_gate if answer["status"] == 422}) > 5


@pytest.mark.parametrize(
    ("seed", "spelled_out"), [(2020, False), (8103, True)], ids=["at once", "spelled out"]
)
def test_pages_and_gate_give_the_same_answers_when_many_ask_together(
    town: Town, seed: int, spelled_out: bool
) -> None:
    """At pages one after the other, at the gate all at once: batched, they must not notice."""
    town.spelled_out = spelled_out
    crowds = list(make_crowds(town, random.Random(seed)))

    of_pages = [ask_service(town, said) for crowd in crowds for said in crowd]
    kept_by_pages = sorted(map(repr, what_is_kept()))
    for table in (Permit, RefusalRecord, Ledger, Tally):
        table.objects.all().delete()
    of_gate = [answer for crowd in crowds for answer in ask_gate_together(town, crowd)]

    said_by_all = [said for crowd in crowds for said in crowd]
    for said, page, gate in zip(said_by_all, of_pages, of_gate, strict=True):
        assert page == gate, said.body
    assert sorted(map(repr, what_is_kept())) == kept_by_pages
    assert {answer["status"] for answer in of_gate} >= {201, 422}


def make_crowds(town: Town, chance: random.Random) -> Iterator[list[Said]]:
    """Again and again many people ask in the same second. They have nothing in common that could
    make one of them wait: each has a household and a car, and a shared amount is asked for by one."""
    people = [
        town.add_resident(born=date(born, 5, 1), household=f"house {number}", home="KZ-61")
        for number, born in enumerate([1950, 1980, 2010] * (CROWD // 3))
    ]
    shared = {
        purpose.id
        for purpose in town.pack.regime.purposes
        for name in purpose.counters
        if town.pack.regime.counters[name].of in ("place", "employer")
    }
    at = NOON
    for _ in range(CROWDS):
        at += timedelta(minutes=chance.choice([1, 30, 90, 400]), seconds=1)
        crowd, taken = [], set[str]()
        for number, who in enumerate(people):
            body = make_body(town.pack.regime, chance, at)
            if body["purpose"] in shared & taken:
                body["purpose"] = "nonsense"
            taken.add(body["purpose"])
            if "plate" in body:
                body["plate"] = f"{number:03} ABC 13"
            crowd.append(Said(at=at, who=who, body=body, key=f"{at} {number}"))
        yield crowd


def make_requests(town: Town, chance: random.Random) -> Iterator[Said]:
    """Requests of a few people over five days."""
    people = [
        town.add_resident(born=born, household=household, home=home, sex="female", tags=tags)
        for born, household, home, tags in [
            (date(1980, 5, 1), "one", "KZ-61", ()),
            (date(1950, 5, 1), "one", "KZ-61", ("health-worker",)),
            (date(1950, 5, 1), None, "KZ-61", ()),
            (date(2010, 5, 1), "two", "KZ-61", ()),
            (None, "two", None, ()),
        ]
    ]
    at, said = NOON, None
    for number in range(REQUESTS):
        at += timedelta(minutes=chance.choice([0, 1, 5, 30, 90]), seconds=1)
        if said and said.key and chance.random() < 0.5:
            body = said.body if chance.random() < 0.7 else {**said.body, "minutes": 45}
            said = Said(at=at, who=said.who, body=body, key=said.key)
        else:
            said = Said(
                at=at,
                who=chance.choice(people),
                body=make_body(town.pack.regime, chance, at),
                key=f"key {number}" if chance.random() < 0.3 else None,
            )
        yield said


def make_body(regime: Regime, chance: random.Random, at: datetime) -> dict[str, Any]:
    """Mostly what makes sense, sometimes what does not."""
    purposes = [purpose.id for purpose in regime.purposes]
    body: dict[str, Any] = {"purpose": chance.choice([*purposes, "nonsense"])}
    possible: dict[str, list[Any]] = {
        "place": [*(place.code for place in regime.places), "FR-75"],
        "kind": [*regime.kinds, "entry"],
        "from": [(at + timedelta(hours=hours)).isoformat() for hours in (-3, 1, 9, 20, 48)],
        "minutes": [10, 45, 60, 120, 600, 5_000],
        "party": [1, 2, 4, 9],
        "plate": ["612 ABC 13", "612abc13", "777 KZ"],
        "transport": ["foot", "car"],
        "distance_km": [0.5, 3, 12.5],
        "certificate": ["doctor-letter", "work-letter", "ticket"],
    }
    for name, values in possible.items():
        if chance.random() < 0.3:
            body[name] = chance.choice(values)
    return body


def ask_gate(town: Town, said: Said) -> dict[str, Any]:
    town.now = said.at
    headers = {"Idempotency_Key": said.key} if said.key else {}
    return tell_answer(
        town.gate.post(PERMITS, {"document": said.who.shown, **said.body}, **headers)
    )


def tell_answer(answer: Answer) -> dict[str, Any]:
    compared = COMPARED if answer.status < 300 else COMPARED | {"code"}
    known = {key: value for key, value in answer.json.items() if key in compared}
    return {"status": answer.status, **known}


def ask_gate_together(town: Town, crowd: list[Said]) -> list[dict[str, Any]]:
    town.now = crowd[0].at
    requests = [
        ({"document": said.who.shown, **said.body}, {"Idempotency_Key": said.key or ""})
        for said in crowd
    ]
    return [tell_answer(answer) for answer in town.gate.post_together(PERMITS, requests)]


def ask_service(town: Town, said: Said) -> dict[str, Any]:
    forget_everything()
    body = {"starts_at" if key == "from" else key: value for key, value in said.body.items()}
    if "starts_at" in body:
        body["starts_at"] = datetime.fromisoformat(body["starts_at"])
    if "distance_km" in body:
        body["distance_km"] = Decimal(str(body["distance_km"]))
    try:
        answer = ask_permit(
            resident=said.who.facts,
            request=Request(door="desk", **body),
            door="front",
            key=said.key,
            now=said.at,
        )
    except KeyUsedForAnother as error:
        return {"status": error.status, "code": error.code}
    if isinstance(answer, Refused):
        return {"status": 422, **tell_refused(answer)}
    return {"status": 200 if answer.again else 201, **tell_granted(answer, said.at)}


COMPARED = {
    "state", "kind", "order", "purpose", "valid_from", "valid_until", "places",
    "rule", "legal_basis", "next_eligible", "ways_out",
}  # fmt: skip


def tell_granted(granted: Granted, now: datetime) -> dict[str, Any]:
    permit: PermitFacts = granted.permit
    return {
        "state": permit.state(now),
        "kind": permit.kind,
        "order": permit.order_id,
        "purpose": permit.purpose,
        "valid_from": tell_time(permit.starts_at),
        "valid_until": tell_time(permit.ends_at),
        "places": list(permit.places),
    }


def tell_refused(refused: Refused) -> dict[str, Any]:
    refusal = refused.refusal
    return {
        "code": refusal.code,
        "rule": refusal.rule,
        "legal_basis": refusal.legal_basis,
        "next_eligible": tell_time(refusal.next_eligible),
        "ways_out": [
            {
                "kind": way.kind,
                **({"purpose": way.purpose} if way.purpose else {}),
                **({"at": tell_time(way.at)} if way.at else {}),
            }
            for way in refusal.ways_out
        ],
    }


def tell_time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def what_is_kept() -> list[tuple[Any, ...]]:
    """All rows that decisions left, without what chance gave them: codes, numbers, versions."""
    permits = [
        (row.asked_at, row.resident_id, row.basis, row.door, row.party, forget_codes(row.sealed))
        for row in Permit.objects.order_by("asked_at")
    ]
    refusals = [
        (row.asked_at, row.resident_id, row.code, row.rule, row.door, forget_codes(row.sealed))
        for row in RefusalRecord.objects.order_by("asked_at")
    ]
    tallies = list(Tally.objects.order_by("holder", "counter", "period_starts_at").values_list())
    return [*permits, *refusals, *tallies]


def forget_codes(sealed: bytes | memoryview) -> Decided:
    decided = open_decided(sealed)
    ledgers = {
        holder: tuple(replace(use, code="") for use in uses)
        for holder, uses in decided.ledgers.items()
    }
    return replace(decided, ledgers=ledgers, document_digest=b"")
