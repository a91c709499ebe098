# SPDX-License-Identifier: EUPL-1.2
"""Partitions are made for days to come, and for days that were forgotten."""

from datetime import timedelta

import pytest
from django.db import connection

from tereze.permits.models import Permit, RefusalRecord
from tereze.permits.services import ask_permit, make_partitions
from tereze.permits.types import Granted, Refused, Request
from town import NOON, Town

pytestmark = pytest.mark.django_db


def count_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def test_a_day_whose_rows_went_to_the_default_partition_gets_its_own_with_them() -> None:
    town = Town.found()
    aru = town.add_resident()
    request = Request(purpose="needs", door="desk")
    granted = ask_permit(resident=aru.facts, request=request, door="front", now=NOON)
    refused = ask_permit(resident=aru.facts, request=request, door="front", now=NOON)
    assert isinstance(granted, Granted)
    assert isinstance(refused, Refused)
    assert count_in("permits_permit_default") == 1

    made = make_partitions(first=NOON.date() - timedelta(days=1), days=3)

    assert len(made) == 6
    assert count_in("permits_permit_default") == count_in("permits_refusalrecord_default") == 0
    assert count_in(f"permits_permit_{NOON:%Y%m%d}") == 1
    assert Permit.objects.get().code == granted.permit.code
    assert RefusalRecord.objects.get().number == refused.number
