# SPDX-License-Identifier: EUPL-1.2
"""`tereze checkpoint`: add, list, close."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from tereze.core.caching import forget_everything
from tereze.permits.checkpoints.cli import checkpoint
from tereze.permits.checkpoints.errors import BadCheckpoint, CheckpointClosed
from town import turkistan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def order() -> Iterator[None]:
    turkistan()
    yield
    forget_everything()


def run(*words: str) -> Result:
    return CliRunner().invoke(checkpoint, words)


def test_a_checkpoint_is_added_listed_and_closed() -> None:
    added = json.loads(run("add", "North", "--place", "KZ-61-KENTAU", "--json").output)
    number = str(added["checkpoint"])
    assert "North" in run("list").output

    assert "is closed" in run("close", number).output

    assert "There is no checkpoint yet" in run("list").output
    (row,) = json.loads(run("list", "--closed", "--json").output)
    assert (row["name"], row["place"], row["lanes"]) == ("North", "KZ-61-KENTAU", 1)
    assert isinstance(run("close", number).exception, CheckpointClosed)


def test_what_is_wrong_is_told() -> None:
    nowhere = run("add", "North", "--place", "FR-75").exception
    assert isinstance(nowhere, BadCheckpoint)
    assert "KZ-61-KENTAU" in nowhere.message
    for option in ("--lanes", "--queue-minutes"):
        assert isinstance(
            run("add", "North", "--place", "KZ-61", option, "0").exception, BadCheckpoint
        )
