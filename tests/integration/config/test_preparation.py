# SPDX-License-Identifier: EUPL-1.2
"""The second start prepares nothing, and nothing that has to be prepared is overlooked."""

import os
import time
from pathlib import Path

import pytest
from django.db import connection

from gate_client import database_url_of_test
from tereze.config import preparation
from tereze.config.preparation import DatabaseOutOfReach, NotPreparedYet, PostgresTooOld, Stamp

pytestmark = pytest.mark.django_db(transaction=True)

DAY = 24 * 3600.0


@pytest.fixture
def stamp(tmp_path: Path) -> Stamp:
    stamp = Stamp.of(tmp_path, database_url=database_url_of_test(), demo=False)
    assert not stamp.is_current()
    stamp.renew()
    assert stamp.is_current()
    return stamp


def test_a_demonstration_is_not_prepared_by_preparing_without_it(stamp: Stamp) -> None:
    assert not Stamp(file=stamp.file, database_url=stamp.database_url, demo=True).is_current()


def test_a_restored_backup_is_noticed(stamp: Stamp) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id), max(applied) FROM django_migrations")
        last, applied = cursor.fetchone()
        cursor.execute("UPDATE django_migrations SET applied = now() WHERE id = %s", [last])
        assert not stamp.is_current()
        cursor.execute("UPDATE django_migrations SET applied = %s WHERE id = %s", [applied, last])
        assert stamp.is_current()


def test_what_stood_still_for_weeks_is_prepared_again(stamp: Stamp) -> None:
    long_ago = time.time() - 8 * DAY
    os.utime(stamp.file, (long_ago, long_ago))
    assert not stamp.is_current()


def test_an_old_postgres_is_refused_by_name(stamp: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "OLDEST_POSTGRES", 99)
    with pytest.raises(PostgresTooOld, match="needs 99 or newer"):
        stamp.is_current()


def test_a_command_on_a_database_without_tables_says_what_to_do_first(stamp: Stamp) -> None:
    preparation.expect_tables(stamp.database_url)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
        try:
            with pytest.raises(NotPreparedYet, match="tereze up"):
                preparation.expect_tables(stamp.database_url)
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO django_migrations")


def test_a_database_out_of_reach_is_an_error_in_words(stamp: Stamp) -> None:
    elsewhere = Stamp(file=stamp.file, database_url="host=/nonexistent dbname=no", demo=False)
    with pytest.raises(DatabaseOutOfReach, match="Check TEREZE_DATABASE_URL"):
        elsewhere.is_current()
