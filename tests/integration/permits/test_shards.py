# SPDX-License-Identifier: EUPL-1.2
"""Rows of the hot tables say which shard they belong to, those of before that was so, too."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tereze.permits import services
from tereze.permits.models import Ledger, Permit, RefusalRecord
from tereze.permits.services import make_partitions
from tereze.permits.shards import SHARDS, shard_of
from town import NOON

BEFORE = ("permits", "0006_fewer_indexes")
AFTER = ("permits", "0007_shards")

_ROWS = """
    INSERT INTO permits_permit (resident_id, day, code, order_id, digest, purpose, kind, door, places,
        party, asked_at, starts_at, ends_at, basis, sealed, status_index)
    SELECT n, %(day)s::date + n, 'CODE' || n, 1, '', 'needs', 'movement', 'front', '{KZ-61}', 1,
        %(day)s, %(day)s, %(day)s, 'rules', '', n
    FROM generate_series(0, 40) n;
    INSERT INTO permits_refusalrecord (resident_id, day, number, digest, purpose, door, asked_at, code,
        rule, sealed)
    SELECT n, %(day)s::date + n, n, '', 'needs', 'front', %(day)s, 'curfew', 'curfew', ''
    FROM generate_series(0, 40) n;
    INSERT INTO permits_ledger (holder, version, uses, keep_until)
    SELECT n, 1, '[]', %(day)s FROM generate_series(0, 40) n
"""


@pytest.mark.django_db
def test_each_shard_has_a_place_of_its_own_in_a_cluster() -> None:
    """A cluster divides the hashes into as many equal parts as it has shards."""
    numbers = [shard_of(residue) for residue in range(SHARDS)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT hashint2(n) FROM unnest(%s::smallint[]) n", [numbers])
        hashes = [hash + 2**31 for (hash,) in cursor.fetchall()]

    assert [hash // (2**32 // 32) for hash in hashes] == list(range(32))
    for parts in (16, 8, 4):
        filled = Counter(hash // (2**32 // parts) for hash in hashes)
        assert set(filled.values()) == {32 // parts}


@pytest.fixture
def migrated_back(one_machine: None) -> Iterator[None]:
    MigrationExecutor(connection).migrate([BEFORE])
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("permits"))


@pytest.mark.usefixtures("migrated_back")
def test_rows_of_before_get_the_shard_of_their_resident() -> None:
    make_partitions(first=NOON.date(), days=3)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"day": NOON})

    MigrationExecutor(connection).migrate([AFTER])

    for rows, owner in (
        (Permit.objects, "resident_id"),
        (RefusalRecord.objects, "resident_id"),
        (Ledger.objects, "holder"),
    ):
        shards = dict(rows.values_list(owner, "shard"))
        assert shards == {number: shard_of(number) for number in range(41)}
    assert Permit.objects.of(33).get().code == "CODE33"
    make_partitions(first=NOON.date() + timedelta(days=3), days=1)
    assert Permit.objects.of(3).get().code == "CODE3"
    services.drop_old_partitions(
        before=NOON.date() + timedelta(days=10), rule="test", actor="tests", now=NOON
    )
    assert Permit.objects.count() == 31
