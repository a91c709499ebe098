# SPDX-License-Identifier: EUPL-1.2
"""Gates and pages, each with a memory and connections of its own, keep the limits together."""

import asyncio
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest
from django.db import connection, connections

from bucket_table import let_nothing_come_back
from gate_client import Answer
from tereze.core.caching import forget_everything
from tereze.core.models import Bucket
from tereze.permits import codes, decisions, guessing, services
from tereze.permits.errors import NoSuchPermit, TooManyGuesses
from tereze.permits.guessing import Guessing
from tereze.permits.services import emergencies
from tereze.permits.shards import SHARDS
from town import Town

PERMITS = "/api/v1/permits"
SOMEBODY = "8.8.8.8"


@pytest.fixture
def gates(town: Town) -> Town:
    """Two of them, as if they were processes that share a port."""
    town.gates = 2
    town.gate.client = (SOMEBODY, 4711)
    return town


def made_up_code(town: Town) -> str:
    today = town.now.astimezone(UTC).date()
    return codes.new_code(today, secrets.randbelow(SHARDS), decisions.code_secret())


def guess_at_gates(town: Town) -> int:
    return town.gate.get(f"{PERMITS}/{made_up_code(town)}").status


def guess_on_page(town: Town, process: Guessing) -> int:
    code = made_up_code(town)
    with pytest.raises((NoSuchPermit, TooManyGuesses)) as caught:
        services.look_up_code(code=code, network=SOMEBODY, now=town.now, guessing=process)
    return caught.value.status


def test_one_after_the_other_they_answer_as_many_as_one_process(gates: Town) -> None:
    page = Guessing()
    statuses = Counter[int]()
    for _ in range(guessing.AT_ONCE):
        statuses[guess_at_gates(gates)] += 1
        statuses[guess_on_page(gates, page)] += 1
    assert statuses == {404: guessing.AT_ONCE, 429: guessing.AT_ONCE}


def test_so_they_do_when_all_come_at_once(gates: Town) -> None:
    async def guess_all() -> list[Answer]:
        paths = (f"{PERMITS}/{made_up_code(gates)}" for _ in range(200))
        return await asyncio.gather(*(gates.gate.ask("GET", path) for path in paths))

    def guess_on_pages(process: Guessing) -> list[int]:
        try:
            return [guess_on_page(gates, process) for _ in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        pages = [pool.submit(guess_on_pages, Guessing()) for _ in range(3)]
        statuses = Counter(answer.status for answer in gates.gate.runner.run(guess_all()))
        for page in pages:
            statuses.update(page.result())
    assert statuses == {404: guessing.AT_ONCE, 429: 260 - guessing.AT_ONCE}


def test_a_right_code_writes_nothing_and_whom_a_process_saw_empty_asks_nothing(
    gates: Town, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    asked = {"document": gates.add_resident().shown, "purpose": "needs"}
    code = gates.gate.post(PERMITS, asked).json["code"]
    assert gates.gate.get(f"{PERMITS}/{code}").status == 200
    assert not Bucket.objects.exists()

    page = Guessing()
    for _ in range(guessing.AT_ONCE):
        guess_on_page(gates, page)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert guess_on_page(gates, page) == 429


def test_the_table_names_nobody_and_keeps_nothing_that_is_over(gates: Town) -> None:
    guess_at_gates(gates)
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_bucket::text FROM core_bucket")
        assert not [row for (row,) in cursor if SOMEBODY in row or SOMEBODY.encode().hex() in row]
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_bucket'")
        assert cursor.fetchone() == ("u",)
        assert (services.forget_full_buckets(), Bucket.objects.count()) == (0, 2)
        cursor.execute("UPDATE core_bucket SET full_at = full_at - interval '3 minutes'")
    assert services.forget_full_buckets() == 2


def test_emergency_passes_are_counted_together(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process has seen nothing yet, and still gives no pass too many."""
    let_nothing_come_back(monkeypatch, emergencies._passes)
    assert all(services.count_emergency_pass(network="9.9.9.9") for _ in range(60))
    forget_everything()
    assert not services.count_emergency_pass(network="9.9.9.9")
    assert services.count_emergency_pass(network="9.9.9.8")
