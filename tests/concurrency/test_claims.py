# SPDX-License-Identifier: EUPL-1.2
"""No quota is exceeded, whoever races: first that there is a race, then that the claim ends it.

Pauses are put in from here: everybody who reads a ledger waits until the others have read it too,
so all of them decide on the same past. Pages run in threads with a connection each, the gate in one
event loop with a pool.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tereze.permits import codes, selectors
from tereze.permits.decisions import LedgerRow
from tereze.permits.gate.store import Store
from tereze.permits.models import Ledger, Permit, Tally
from tereze.permits.services import ask_permit, asking
from tereze.permits.types import Answer, Granted, Refused, Request
from town import Inhabitant, Town

PERMITS = "/api/v1/permits"
#: nobody waits longer than this for the others
PATIENCE = 60


@pytest.fixture(
    params=[(1, False), (3, False), (3, True)], ids=["one gate", "three gates", "spelled out"]
)
def gates(request: pytest.FixtureRequest, town: Town) -> int:
    """One process, and several that share the work; and statements for distributed tables."""
    town.gates, town.spelled_out = request.param
    return town.gates


# --- asking at once -------------------------------------------------------------------------------


def ask(town: Town, who: Inhabitant, purpose: str, **parts: Any) -> Answer:
    key = parts.pop("key", None)
    request = Request(door="desk", purpose=purpose, **parts)
    return ask_permit(resident=who.facts, request=request, door="front", key=key, now=town.now)


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Call all of them, each in a thread with a connection of its own."""

    def call_and_close(call: Callable[[], Answer]) -> Answer:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call_and_close, calls))


def wait_for_all_after_reading(monkeypatch: pytest.MonkeyPatch, readers: int) -> None:
    """Let `readers` threads go on only when each has read its ledgers; later readings don't wait."""
    read, barrier, waited = selectors.read_ledgers, threading.Barrier(readers), threading.local()

    def read_and_wait(holders: Sequence[int]) -> list[LedgerRow]:
        rows = read(holders)
        if not getattr(waited, "done", False):
            waited.done = True
            barrier.wait(PATIENCE)
        return rows

    monkeypatch.setattr(selectors, "read_ledgers", read_and_wait)


def wait_for_all_at_the_gate(monkeypatch: pytest.MonkeyPatch, readers: int) -> None:
    """The same for gates: each reads a batch of its own."""
    read, waiting, all_have_read = Store.read_ledgers, [], asyncio.Event()

    async def read_and_wait(
        store: Store, connection: Any, holders: Sequence[int]
    ) -> dict[int, LedgerRow]:
        rows = await read(store, connection, holders)
        if not all_have_read.is_set():
            waiting.append(holders)
            if len(waiting) == readers:
                all_have_read.set()
            await asyncio.wait_for(all_have_read.wait(), PATIENCE)
        return rows

    monkeypatch.setattr(Store, "read_ledgers", read_and_wait)


def outcomes(answers: Sequence[Answer]) -> Counter[str]:
    return Counter(
        "granted" if isinstance(answer, Granted) else answer.refusal.code for answer in answers
    )


# --- the race ---------------------------------------------------------------------------------------


def test_without_the_claim_two_permits_pass_a_quota_of_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that the set-up of these tests makes sense: the race is real."""
    aru = town.add_resident()
    wait_for_all_after_reading(monkeypatch, 2)
    monkeypatch.setattr(asking, "_claim_ledgers", lambda decision, permit: None)

    answers = at_once([lambda: ask(town, aru, "needs")] * 2)

    assert outcomes(answers) == {"granted": 2}
    assert Permit.objects.count() == 2


def test_the_claim_lets_one_pass_and_tells_the_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    aru = town.add_resident()
    wait_for_all_after_reading(monkeypatch, 2)

    answers = at_once([lambda: ask(town, aru, "needs")] * 2)

    assert outcomes(answers) == {"granted": 1, "quota-used": 1}
    assert Permit.objects.count() == 1


def test_the_claim_holds_at_the_gate(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"document": town.add_resident().shown, "purpose": "needs"}
    town.gates = 2
    wait_for_all_at_the_gate(monkeypatch, 2)

    answers = town.gate.post_together(PERMITS, [(body, {})] * 2)

    assert sorted(answer.status for answer in answers) == [201, 422]
    assert Permit.objects.count() == 1


def test_pages_and_gate_share_the_claim(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is stopped after reading, and the other one grants meanwhile."""
    aru, dana = town.add_resident(), town.add_resident()
    read = Store.read_ledgers

    async def read_while_pages_grant(
        store: Store, connection: Any, holders: Sequence[int]
    ) -> dict[int, LedgerRow]:
        rows = await read(store, connection, holders)
        monkeypatch.setattr(Store, "read_ledgers", read)
        await asyncio.to_thread(at_once, [lambda: ask(town, aru, "needs")])
        return rows

    monkeypatch.setattr(Store, "read_ledgers", read_while_pages_grant)
    of_gate = town.gate.post(PERMITS, {"document": aru.shown, "purpose": "needs"})

    read_here = selectors.read_ledgers

    def read_while_the_gate_grants(holders: Sequence[int]) -> list[LedgerRow]:
        rows = read_here(holders)
        monkeypatch.setattr(selectors, "read_ledgers", read_here)
        town.gate.post(PERMITS, {"document": dana.shown, "purpose": "needs"})
        return rows

    monkeypatch.setattr(selectors, "read_ledgers", read_while_the_gate_grants)
    of_pages = ask(town, dana, "needs")

    assert (of_gate.status, of_gate.json["code"]) == (422, "quota-used")
    assert isinstance(of_pages, Refused)
    assert Permit.objects.count() == 2


def test_two_hundred_at_once_by_one_resident_get_exactly_the_quota(town: Town, gates: int) -> None:
    aru = town.add_resident()
    body = {"document": aru.shown, "purpose": "walk"}  # 180 minutes a week, 60 at a time

    answers = town.gate.post_together(PERMITS, [(body, {})] * 200)

    assert Counter(answer.status for answer in answers) == {201: 3, 422: 197}
    assert Permit.objects.count() == 3
    assert len(Ledger.objects.get(holder=aru.facts.id).uses) == 3


def test_a_household_and_a_car_are_claimed_by_all_who_share_them(town: Town, gates: int) -> None:
    """Many ledgers at once, in whatever order their holders are found: nobody locks nobody out."""
    people = [
        town.add_resident(household=household, phone=phone)
        for household in ("one", "two", "three")
        for phone in ("+77010000001", "+77010000002")
    ]
    bodies = [
        {"document": who.shown, "purpose": purpose, "plate": plate}
        for who in people
        for purpose in ("visit", "drive")
        for plate in ("111 AAA 13", "222 BBB 13")
    ]

    answers = town.gate.post_together(PERMITS, [(body, {}) for body in bodies * 3])

    assert {answer.status for answer in answers} == {201, 422}
    assert Permit.objects.filter(purpose="visit").count() == 3 * 2
    assert Permit.objects.filter(purpose="drive").count() == 2


# --- shared amounts ---------------------------------------------------------------------------------


def test_without_the_claim_a_market_overflows(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules can't know what strangers take; only the claim does."""
    people = [town.add_resident() for _ in range(3)]
    monkeypatch.setattr(asking, "_claim_tallies", lambda decision: None)

    answers = [ask(town, who, "market", place="KZ-61-MARKET") for who in people]

    assert outcomes(answers) == {"granted": 3}


def test_a_market_holds_no_more_than_it_can(town: Town) -> None:
    people = [town.add_resident() for _ in range(6)]

    answers = at_once(
        [lambda who=who: ask(town, who, "market", place="KZ-61-MARKET") for who in people]  # type: ignore[misc]
    )

    assert outcomes(answers) == {"granted": 2, "place-full": 4}
    assert Tally.objects.get().used == 2


def test_a_market_holds_no_more_than_it_can_at_the_gate(town: Town, gates: int) -> None:
    bodies = [
        {
            "document": town.add_resident().shown,
            "purpose": "market",
            "place": "KZ-61-MARKET",
            "party": 1,
        }
        for _ in range(30)
    ]

    answers = town.gate.post_together(PERMITS, [(body, {}) for body in bodies])

    assert Counter(answer.status for answer in answers) == {201: 2, 422: 28}
    assert Tally.objects.get().used == 2
    # Whoever found it full has been charged nothing.
    assert Ledger.objects.count() == 2


# --- the same request twice -------------------------------------------------------------------------


def test_one_key_twice_at_once_is_one_permit_and_two_equal_answers(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    aru = town.add_resident()
    wait_for_all_after_reading(monkeypatch, 2)

    answers = at_once([lambda: ask(town, aru, "walk", key="k1")] * 2)

    permits = [answer.permit for answer in answers if isinstance(answer, Granted)]
    assert permits[0] == permits[1]
    assert sorted(answer.again for answer in answers if isinstance(answer, Granted)) == [
        False,
        True,
    ]
    assert Permit.objects.count() == 1


def test_one_key_many_times_at_once_at_the_gate(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"document": town.add_resident().shown, "purpose": "walk"}
    town.gates = 5
    wait_for_all_at_the_gate(monkeypatch, 5)

    answers = town.gate.post_together(PERMITS, [(body, {"Idempotency_Key": "k1"})] * 5)

    assert Counter(answer.status for answer in answers) == {201: 1, 200: 4}
    assert len({answer.json["code"] for answer in answers}) == 1
    assert len({answer.json["valid_until"] for answer in answers}) == 1


def test_two_first_requests_of_one_phone_make_one_resident(town: Town, gates: int) -> None:
    said = {"name": "Ару Бек", "address": "Терезе 7", "phone": "+77011234567"}
    bodies = [{"declared": said, "purpose": "emergency"}] * 6

    answers = town.gate.post_together(PERMITS, [(body, {}) for body in bodies])

    assert {answer.status for answer in answers} == {201}
    assert len({permit.resident_id for permit in Permit.objects.all()}) == 1


# --- what must not go wrong on the way --------------------------------------------------------------


def test_a_code_that_is_taken_is_replaced_by_another(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A code leads into one shard, so only there it can be taken.
    monkeypatch.setattr("tereze.permits.records.shard_of", lambda _: 8)
    aru, dana, ray = (town.add_resident() for _ in range(3))
    first = ask(town, aru, "needs")
    assert isinstance(first, Granted)
    make, taken = codes.new_code, [first.permit.code, first.permit.code]
    monkeypatch.setattr(codes, "new_code", lambda *parts: taken.pop() if taken else make(*parts))

    of_pages = ask(town, dana, "needs")
    taken.append(first.permit.code)
    of_gate = town.gate.post(PERMITS, {"document": ray.shown, "purpose": "needs"})

    assert isinstance(of_pages, Granted)
    assert of_gate.status == 201
    assert Permit.objects.values("code").distinct().count() == 3
    # What was claimed for the code that was taken went back with it.
    assert len(Ledger.objects.get(holder=dana.facts.id).uses) == 1


def test_a_ledger_that_was_deleted_and_began_again_is_not_the_one_that_was_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and claim the old ledger is deleted by rule, and somebody is granted on a new
    one. Had both begun at version one, the claim would overwrite that grant."""
    aru = town.add_resident()
    ask(town, aru, "needs")
    town.now += timedelta(days=30)
    read = selectors.read_ledgers

    def read_and_begin_again(holders: Sequence[int]) -> list[LedgerRow]:
        rows = read(holders)
        monkeypatch.setattr(selectors, "read_ledgers", read)
        Ledger.objects.all().delete()
        assert isinstance(ask(town, aru, "needs"), Granted)
        return rows

    monkeypatch.setattr(selectors, "read_ledgers", read_and_begin_again)
    answer = ask(town, aru, "needs")

    assert isinstance(answer, Refused)
    assert answer.refusal.code == "quota-used"


def test_a_crowd_that_changes_one_ledger_again_and_again_is_asked_to_come_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"document": town.add_resident(born=date(1980, 1, 1)).shown, "purpose": "needs"}
    read = Store.read_ledgers

    async def read_stale(
        store: Store, connection: Any, holders: Sequence[int]
    ) -> dict[int, LedgerRow]:
        rows = await read(store, connection, holders)
        return {holder: LedgerRow(holder=holder) for holder in rows}

    first = town.gate.post(PERMITS, body)
    monkeypatch.setattr(Store, "read_ledgers", read_stale)
    answer = town.gate.post(PERMITS, body)

    assert first.status == 201
    assert (answer.status, answer.json["code"]) == (503, "too-busy")
    assert answer.headers["retry-after"] == "1"
    assert Permit.objects.count() == 1
