# SPDX-License-Identifier: EUPL-1.2
"""What was deleted is said in public, in a log that nobody can change unseen."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test import Client

from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.permits import cli, selectors, services
from tereze.permits.deletions import find_break
from tereze.permits.models import Deletion, HourlyCount, Permit, RefusalRecord
from tereze.permits.services import record_deletion
from tereze.permits.types import Granted, Refused, Request
from town import NOON, resident, turkistan

pytestmark = pytest.mark.django_db


@transaction.atomic
def record(rows: int = 5, *, now: datetime = NOON) -> None:
    record_deletion(what="permits", until=now, rows=rows, rule="after 31 days", now=now)


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    for rows in (5, 6, 7):
        record(rows)
    first, second, third = selectors.list_deletions()
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert find_break(selectors.list_deletions()) is None


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 1},
        {"rule": "as we like"},
        {"until": NOON - timedelta(days=1)},
        {"what": "refusals"},
        {"order_id": 7},
        {"hash": "f" * 64},
    ],
)
def test_changing_an_entry_is_found(change: dict[str, Any]) -> None:
    for _ in range(3):
        record()
    Deletion.objects.filter(number=2).update(**change)
    assert find_break(selectors.list_deletions()) == 2


def test_leaving_one_out_is_found() -> None:
    for _ in range(3):
        record()
    Deletion.objects.filter(number=2).delete()
    assert find_break(selectors.list_deletions()) == 2


def test_where_nothing_was_deleted_nothing_is_said() -> None:
    record(rows=0)
    assert not Deletion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_deletions_at_once_do_not_fork_the_chain() -> None:
    def record_one(_: int) -> None:
        try:
            record()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(record_one, range(12)))

    assert Deletion.objects.count() == 12
    assert find_break(selectors.list_deletions()) is None


def test_after_the_sunset_nothing_is_issued_and_what_was_is_deleted_while_counts_stay(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sixth promise."""
    forget_everything()
    order = turkistan(ends_at=NOON + timedelta(days=1))
    aina = resident()

    def ask(now: datetime) -> Granted | Refused:
        request = Request(purpose="needs", door="web")
        return services.ask_permit(resident=aina, request=request, door="web", now=now)

    assert isinstance(ask(NOON), Granted)
    assert isinstance(ask(NOON + timedelta(hours=5)), Refused)

    after_the_sunset = ask(NOON + timedelta(days=1))
    assert isinstance(after_the_sunset, Refused)
    assert after_the_sunset.refusal.code == "after-sunset"
    services.delete_movement_rows(actor="worker", now=NOON + timedelta(days=16))

    assert not Permit.objects.exists()
    assert not RefusalRecord.objects.filter(order_id=order.pk).exists()
    assert {count.outcome for count in HourlyCount.objects.all()} == {"granted", "quota-used"}
    assert selectors.count_deleted(order.pk) == {"permits": 1, "refusals": 1}
    assert find_break(selectors.list_deletions()) is None
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=17))
    assert 'href="/deleted"' in client.get("/").content.decode()
    answer = client.get("/deleted")
    assert "Cookie" in answer["Vary"], "a browser that keeps it keeps it for one language"
    page = answer.content.decode()
    assert "Nothing is issued under it any more." in page
    assert "Permits 1, Refusals 1" in " ".join(page.split())


def test_the_command_says_whether_the_chain_holds() -> None:
    record()
    record()
    noted = Deletion.objects.get(number=2).hash

    def verify(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli.deletions, ["verify", *options])
        return result.exit_code, result.output

    assert verify("--hash", noted) == (0, f"2 entries, unbroken. The last hash is {noted}.\n")
    Deletion.objects.filter(number=2).delete()
    assert verify()[0] == 0, "an end that was cut off is no break in itself"
    assert verify("--hash", noted)[0] == 1
    Deletion.objects.filter(number=1).update(rows=1)
    assert verify()[0] == 1


def test_anybody_can_check_the_log(client: Client) -> None:
    for rows in (5, 6, 7):
        record(rows)

    answer = client.get("/api/v1/deletions")

    assert answer.headers["Cache-Control"] == "max-age=300, public"
    assert "Vary" not in answer.headers
    previous = "0" * 64
    for entry in answer.json()["deletions"]:
        told_hash = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert entry["previous"] == previous
        assert sha256(text.encode()).hexdigest() == told_hash
        previous = told_hash
    later = client.get("/api/v1/deletions?after=2").json()
    assert [entry["rows"] for entry in later["deletions"]] == [7]
    assert client.get("/api/v1/deletions?after=x").status_code == 400
