# SPDX-License-Identifier: EUPL-1.2
"""Requests that share a statement: each stands for itself, and none is harmed by another."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tereze.permits import decisions
from tereze.permits.decisions import Decision, LostRace
from tereze.permits.gate.batching import Batches
from tereze.permits.gate.errors import DatabaseAway
from tereze.permits.gate.writing import Grant, Writer
from tereze.permits.models import Ledger, Permit, RefusalRecord
from tereze.permits.shards import shard_of
from town import Town

PERMITS = "/api/v1/permits"


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many permits each statement was to write."""
    seen: list[int] = []
    grant = Writer.grant

    async def grant_and_count(writer: Writer, connection: Any, grants: Sequence[Grant]) -> set[str]:
        seen.append(len(grants))
        return await grant(writer, connection, grants)

    monkeypatch.setattr(Writer, "grant", grant_and_count)
    return seen


def ask_for(town: Town, number: int, purpose: str = "needs") -> list[tuple[Any, dict[str, str]]]:
    return [
        ({"document": town.add_resident().shown, "purpose": purpose}, {}) for _ in range(number)
    ]


def test_many_at_once_share_a_few_statements(town: Town, sizes: list[int]) -> None:
    requests = ask_for(town, 40)
    town.gate.post(PERMITS, requests.pop()[0])  # orders and doors are read now

    answers = town.gate.post_together(PERMITS, requests)

    assert Counter(answer.status for answer in answers) == {201: 39}
    assert Permit.objects.count() == 40
    assert len(sizes) <= 5


def test_granted_and_refused_in_one_batch_are_all_kept(town: Town) -> None:
    requests = ask_for(town, 10)
    town.gate.post_together(PERMITS, requests[:5])

    answers = town.gate.post_together(PERMITS, requests)

    assert Counter(answer.status for answer in answers) == {201: 5, 422: 5}
    assert Permit.objects.count() == 10
    assert RefusalRecord.objects.count() == 5


def test_one_that_the_statement_does_not_take_harms_nobody_else(
    town: Town, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    requests = ask_for(town, 12)
    poison = town.add_resident()
    draw_up = decisions.draw_up

    def draw_up_poison(decision: Decision, **basis: Any) -> Any:
        permit = draw_up(decision, **basis)
        if permit.resident_id == poison.facts.id:
            object.__setattr__(permit, "purpose", "a\x00b")
        return permit

    monkeypatch.setattr(decisions, "draw_up", draw_up_poison)
    requests.insert(5, ({"document": poison.shown, "purpose": "needs"}, {}))
    answers = town.gate.post_together(PERMITS, requests)

    assert Counter(answer.status for answer in answers) == {201: 12, 500: 1}
    assert answers[5].status == 500
    assert Permit.objects.count() == 12
    assert max(sizes) > 1 == min(sizes)


def test_who_claims_two_ledgers_and_gets_one_gets_neither(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A household's ledger moves between reading and claim: the resident's own is not charged."""
    aru, dana = (town.add_resident(household="one") for _ in range(2))
    others = ask_for(town, 3, "visit")
    grant = Writer.grant
    moved: list[int] = []

    async def grant_late(writer: Writer, connection: Any, grants: Sequence[Grant]) -> set[str]:
        if not moved:
            # Of the two ledgers of the first claim, the one that is not the resident's.
            own = {aru.facts.id, dana.facts.id}
            household = next(
                claim["holder"]
                for one in grants
                for claim in one.ledgers
                if one.permit.resident_id in own and claim["holder"] not in own
            )
            moved.append(household)
            await connection.execute(
                "INSERT INTO permits_ledger (shard, holder, version, uses, keep_until)"
                " VALUES ($1, $2, 70000, '[]', now() + interval '1 day')",
                shard_of(household),
                household,
            )
        return await grant(writer, connection, grants)

    monkeypatch.setattr(Writer, "grant", grant_late)
    bodies: list[Any] = [({"document": who.shown, "purpose": "visit"}, {}) for who in (aru, dana)]
    answers = town.gate.post_together(PERMITS, [*bodies, *others])

    assert Counter(answer.status for answer in answers) == {201: 5}
    assert Permit.objects.count() == 5
    assert all(len(Ledger.objects.get(holder=who.facts.id).uses) == 1 for who in (aru, dana))


def test_a_batch_whose_codes_are_taken_goes_round_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = Writer.grant
    failed: list[int] = []

    async def grant_second(writer: Writer, connection: Any, grants: Sequence[Grant]) -> set[str]:
        if not failed:
            failed.append(len(grants))
            raise LostRace
        return await grant(writer, connection, grants)

    monkeypatch.setattr(Writer, "grant", grant_second)
    answers = town.gate.post_together(PERMITS, ask_for(town, 6))

    assert Counter(answer.status for answer in answers) == {201: 6}


def test_who_waits_behind_a_lost_database_is_told_at_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(writer: Writer, connection: Any, grants: Sequence[Grant]) -> set[str]:
        raise DatabaseAway

    monkeypatch.setattr(Writer, "grant", gone)
    answers = town.gate.post_together(PERMITS, ask_for(town, 20))

    assert {answer.status for answer in answers} == {503}
    assert {answer.headers["retry-after"] for answer in answers} == {"5"}
    assert not Permit.objects.exists()


def test_more_than_may_wait_are_told_when_to_come_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = ask_for(town, 30)
    begin = Batches.__init__

    def begin_small(batches: Any, run: Any, **settings: int) -> None:
        begin(batches, run, **{**settings, "most_waiting": 10})

    monkeypatch.setattr(Batches, "__init__", begin_small)
    answers = town.gate.post_together(PERMITS, requests)

    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) == {201, 503}
    assert Permit.objects.count() == statuses[201]
    turned_away = next(answer for answer in answers if answer.status == 503)
    assert turned_away.json["code"] == "overloaded"
    assert 1 <= int(turned_away.headers["retry-after"]) <= 60
