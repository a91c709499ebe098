# SPDX-License-Identifier: EUPL-1.2
"""One engine behind every door: the same people ask the same through each of them, and what the rules
knew, what they said, and what is left is the same.

The requests are made at random from a seed. Between two doors all that was granted is forgotten, so
that each begins with the same ledgers. What is compared is what each left in the database, so no door
can look right by telling nicely.

Our packs have purposes that only employers ask for, and others that only people ask for themselves.
Here the rules are adapted: either may ask for any. What an employer has besides, the sectors that may
ask and their caps, no door of a person can say; it is compared with what a program is told, in
`integration/employers/test_same_answer.py`. That somebody signs for a list changes no answer.
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from integration.conversation.conftest import open_doors
from integration.parity.doors import DOORS, WITHOUT_LENGTHS, Said, World
from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.people.services import register_resident
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits.conversation.services import talks
from tereze.permits.models import Ledger, Permit, RefusalRecord, Tally
from tereze.permits.records import open_decided
from town import NOON, SHIPPED, Town

D = TypeVar("D")

REQUESTS = 30
#: for how long a funeral may be, and is where nobody says it
LENGTHS, USUAL = (60, 180, 300), 180


@pytest.fixture
def world(
    transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    settings.DEMO = True  # codes for signing in can be read
    town = Town.found(
        let_employers_ask(open_doors(SHIPPED / "az-8103" / "2020-04", tmp_path)),
        # Each pair of doors has a day.
        ends_at=NOON + timedelta(days=len(DOORS) ** 2 + 10),
    )

    def move_clock(at: datetime) -> None:
        town.now = at
        monkeypatch.setattr(clock, "now", lambda: at)

    # How often somebody may write is no matter of the rules.
    monkeypatch.setattr(talks, "count_message", lambda *_, **__: 0.0)
    move_clock(NOON)
    yield World(town=town, move_clock=move_clock)
    town.leave()


def let_employers_ask(pack: Path) -> Path:
    """The same rules, but employers may ask for what people ask for themselves."""
    regime = pack / "regime.yaml"
    text = regime.read_text()
    for purpose in ("medical", "needs", "funeral"):
        text = text.replace(
            f"  - id: {purpose}\n", f"  - id: {purpose}\n    employer: {{needed: false}}\n"
        )
    regime.write_text(text)
    return pack


@pytest.fixture
def people(world: World) -> list[ResidentFacts]:
    return [
        add_person(0, born=date(1985, 5, 1)),
        add_person(1, born=date(1950, 5, 1)),
        add_person(2, born=date(2010, 5, 1), home="AZ-GA"),
        add_person(3, verified=False),
    ]


def add_person(number: int, *, verified: bool = True, **parts: Any) -> ResidentFacts:
    """Somebody with a card and a phone of their own."""
    person = Person(
        **{
            "name": f"Nümunə Sakin{number}",
            "phone": f"+99450000010{number}",
            "home": "AZ-BA",
            "language": "az",
            **parts,
        }
    )
    return register_resident(
        person=person,
        documents=[PaperDocument(type="az-id", number=f"AZE1000000{number}")],
        source="register:tests" if verified else "self",
        verified=verified,
        actor="tests",
        now=NOON,
    )


def make_requests(
    people: list[ResidentFacts], chance: random.Random, lengths: tuple[int, ...]
) -> Iterator[Said]:
    at = NOON
    for number in range(REQUESTS):
        at += timedelta(minutes=chance.choice([1, 30, 90, 150, 400]), seconds=1)
        purpose, code = chance.choice([("medical", "1"), ("needs", "2"), ("funeral", "3")])
        yield Said(
            at=at,
            who=chance.choice(people),
            purpose=purpose,
            code=code,
            minutes=chance.choice(lengths) if purpose == "funeral" else None,
            number=number,
        )


@pytest.mark.parametrize(("seed", "lengths"), [(8103, LENGTHS), (7377, (USUAL,))])
def test_every_door_gives_the_same_answers(
    world: World, people: list[ResidentFacts], seed: int, lengths: tuple[int, ...]
) -> None:
    requests = list(make_requests(people, random.Random(seed), lengths))
    doors = [door for door in DOORS if lengths == (USUAL,) or door not in WITHOUT_LENGTHS]
    answers = {door: [ask(world, door, said) for said in requests] for door in fresh(doors)}
    first, *others = answers
    for door in others:
        for said, one, other in zip(requests, answers[first], answers[door], strict=True):
            assert one == other, f"{first} and {door}: {said}"
    refusals = {answer["code"] for answer in answers[first] if "code" in answer}
    assert refusals >= {"barred", "already-out", "not-verified"}
    assert len(refusals) < len(requests), "the requests are too tame"


def test_what_one_door_gave_every_other_counts(world: World) -> None:
    said = Said(at=NOON, who=add_person(0, born=date(1985, 5, 1)), purpose="needs", code="2")
    for number, (before, after) in enumerate(fresh(itertools.permutations(DOORS, 2))):
        first = replace(said, at=NOON + timedelta(days=number), number=2 * number)
        assert "until" in ask(world, before, first), before
        later = replace(first, at=first.at + timedelta(hours=3), number=2 * number + 1)
        assert ask(world, after, later)["code"] == "quota-used", (before, after)


def fresh(doors: Iterable[D]) -> Iterator[D]:
    """One door after the other, with nothing granted."""
    for door in doors:
        for table in (Permit, RefusalRecord, Ledger, Tally):
            table.objects.all().delete()
        yield door


def ask(world: World, door: str, said: Said) -> dict[str, Any]:
    """Ask, and read in the database what came of it."""
    forget_everything()
    world.move_clock(said.at)
    before = {*rows()}
    DOORS[door](world, said)
    new = [row for row in rows() if row not in before]
    assert len(new) == 1, f"{door} left {len(new)} decisions of {said}"
    return tell(new[0], said)


def rows() -> list[Permit | RefusalRecord]:
    return [*Permit.objects.all(), *RefusalRecord.objects.all()]


def tell(row: Permit | RefusalRecord, said: Said) -> dict[str, Any]:
    """What was known and what was said, without what tells the doors apart."""
    decided = open_decided(row.sealed)
    request = replace(
        decided.request,
        door="web",
        kind=decided.request.kind or "movement",
        minutes=decided.request.minutes or (USUAL if said.minutes == USUAL else None),
        employer=None,
    )
    told = {"who": row.resident_id, "applicant": decided.applicant, "request": request}
    if isinstance(row, Permit):
        return told | {
            "from": row.starts_at,
            "until": row.ends_at,
            "places": row.places,
            "free": decided.outcome["free"],
        }
    return told | {
        "code": row.code,
        "rule": row.rule,
        "again": decided.outcome.get("next_eligible"),
        "basis": decided.outcome["legal_basis"],
    }
