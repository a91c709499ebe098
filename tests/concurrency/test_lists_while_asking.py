# SPDX-License-Identifier: EUPL-1.2
"""A list is made while a permit is being written: the device hears of it, if not now, then with the
next changes. First that there is a race, then that the look at who is still writing ends it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from listed import Listed, read_list
from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.permits import changes, codes
from tereze.permits.checkpoints import listing
from tereze.permits.models import Permit
from tereze.permits.services import ask_permit
from tereze.permits.types import Granted, Request
from town import BORDER_TOWN, Town

#: nobody waits longer than this for the other
PATIENCE = 60
WRITTEN_LATE = "0000000" + codes.check_character("0000000")


@pytest.fixture
def town(transactional_db: None) -> Town:
    """A town of now, because the database has the machine's clock."""
    forget_everything()
    return Town.found(BORDER_TOWN, now=clock.now())


@pytest.fixture
def granted(town: Town, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of a permit of an hour ago. The overlap would hide the race, so there is none."""
    monkeypatch.setattr(changes, "OVERLAP", timedelta())
    who = town.add_resident()
    request = Request(purpose="errand", door="desk", place=town.order.places[0])
    asked_at = clock.now() - timedelta(hours=1)
    answer = ask_permit(resident=who.facts, request=request, door="front", now=asked_at)
    assert isinstance(answer, Granted)
    return answer.permit.code


@contextmanager
def another_being_written(code: str) -> Iterator[None]:
    """Another connection writes a permit like this one, and commits when the block is over."""
    has_begun, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            permit = Permit.objects.get(code=code)
            permit.code, permit.asked_at = WRITTEN_LATE, clock.now()
            permit.save(force_insert=True)
            # Cursors count thousandths of a second: one that is taken now shall lie behind this.
            while clock.now() - permit.asked_at < timedelta(milliseconds=2):
                pass
            has_begun.set()
            assert may_commit.wait(PATIENCE)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        assert has_begun.wait(PATIENCE)
        yield
        may_commit.set()
        written.result(PATIENCE)


def make(town: Town, since: Listed | None = None) -> Listed:
    cursor = since.head["cursor"] if since else None
    return read_list(listing.make_list(place=town.order.places[0], since=cursor, now=clock.now()))


def test_a_cursor_that_is_the_time_of_the_list_loses_who_commits_later(
    town: Town, granted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "oldest_transaction", timedelta)

    with another_being_written(granted):
        between = make(town)

    assert between.codes == {granted}
    assert make(town, between).codes == set()


def test_who_commits_after_the_list_was_made_is_among_the_changes(town: Town, granted: str) -> None:
    with another_being_written(granted):
        between = make(town)

    assert between.codes == {granted}
    changes = make(town, between)
    assert changes.codes == {WRITTEN_LATE}
    assert make(town, changes).codes == set()
