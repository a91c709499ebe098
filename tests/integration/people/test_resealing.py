# SPDX-License-Identifier: EUPL-1.2
"""After the secret changed everybody is found again, and is still one person."""

import json
import os
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tereze.core.caching import forget_everything
from tereze.core.models import AuditEntry
from tereze.people import cli, selectors
from tereze.people.models import Resident
from tereze.people.services import resealing


@pytest.fixture
def change_the_secret(monkeypatch: pytest.MonkeyPatch):
    old = os.environ["TEREZE_SECRET"]
    new = "a newer secret for tests that is long enough"

    def change(*, forget_old: bool = False) -> None:
        monkeypatch.setenv("TEREZE_SECRET", new if forget_old else f"{new},{old}")
        forget_everything()

    return change


def test_who_was_known_is_found_again_under_the_new_secret_alone(
    register, aru, iin, change_the_secret, monkeypatch
) -> None:
    monkeypatch.setattr(resealing, "_BATCH", 1)
    known = register(replace(aru, phone="+77011234567"), iin, verified=True)
    change_the_secret()
    assert selectors.find_resident_by_document(iin.type, iin.number) is None

    answer = CliRunner().invoke(cli.resident, ["reseal", "--json"], obj=None)

    assert json.loads(answer.stdout) == {"residents": 1}
    change_the_secret(forget_old=True)
    assert selectors.find_resident_by_document(iin.type, iin.number) == known
    assert selectors.list_residents_by_phone("+77011234567") == (known,)
    assert register(aru, iin, verified=True).id == known.id
    assert Resident.objects.count() == 1
    assert AuditEntry.objects.filter(action="residents-resealed").count() == 1
