# SPDX-License-Identifier: EUPL-1.2
"""Rows about who moved are deleted by rule; counts stay, and what a quota needs stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tereze.core.models import AuditEntry
from tereze.core.partitions import list_partitions
from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.models import HourlyCount, Ledger, Permit, RefusalRecord
from tereze.permits.types import Granted, Request
from town import NOON, resident, turkistan

pytestmark = pytest.mark.django_db


def ask(person: ResidentFacts, now: datetime) -> bool:
    request = Request(purpose="needs", door="web")
    answer = services.ask_permit(resident=person, request=request, door="web", now=now)
    return isinstance(answer, Granted)


def delete(days: float) -> None:
    services.delete_movement_rows(actor="worker", now=NOON + timedelta(days=days))


def test_after_the_days_that_the_regime_sets_rows_are_gone_and_counts_stay() -> None:
    turkistan()
    person = resident()
    assert ask(person, NOON)
    assert not ask(person, NOON + timedelta(hours=5))

    delete(13)
    assert (Permit.objects.count(), RefusalRecord.objects.count()) == (1, 1)
    delete(15)

    assert not Permit.objects.exists()
    assert not RefusalRecord.objects.exists()
    assert sorted(HourlyCount.objects.values_list("purpose", "outcome", "count")) == [
        ("needs", "granted", 1),
        ("needs", "quota-used", 1),
    ]


def test_counting_twice_counts_once() -> None:
    turkistan()
    ask(resident(), NOON)

    for days in (1, 2, 3):
        delete(days)

    assert HourlyCount.objects.get().count == 1


def test_a_ledger_stays_while_a_rule_needs_it() -> None:
    turkistan()
    person = resident()
    ask(person, NOON)

    delete(0.5)
    assert not ask(person, NOON + timedelta(hours=12, minutes=-1)), "the day is not over"
    delete(40)

    assert not Ledger.objects.exists()


def test_partitions_are_made_ahead_and_take_what_is_asked() -> None:
    turkistan()
    first = NOON.date()

    made = services.make_partitions(first=first, days=2)
    ask(resident(), NOON)

    assert made == [
        f"{table}_{day}"
        for table in ("permits_permit", "permits_refusalrecord")
        for day in ("20261120", "20261121")
    ]
    assert services.make_partitions(first=first, days=2) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM permits_permit_20261120")
        assert cursor.fetchone() == (1,)


def test_old_partitions_are_dropped_and_late_ones_kept() -> None:
    old = (NOON - timedelta(days=40)).date()
    services.make_partitions(first=old, days=1)
    services.make_partitions(first=NOON.date(), days=1)

    delete(0)

    assert list_partitions("permits_permit") == [
        "permits_permit_20261120",
        "permits_permit_default",
    ]
    entry = AuditEntry.objects.get(action="partitions-dropped")
    assert f"permits_permit_{old:%Y%m%d}" in entry.details["partitions"]
    assert entry.at == NOON.astimezone(UTC)
