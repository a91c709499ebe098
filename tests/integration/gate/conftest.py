# SPDX-License-Identifier: EUPL-1.2
"""The town that the gate's tests happen in. It is committed, because the gate has connections of
its own."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tereze.core import clock
from town import Town


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    """A town of the test's own."""
    town = Town.found()
    yield town
    town.leave()


@pytest.fixture(scope="module")
def shared_town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """A town for the many tests of a module that only look: making one takes half a second. It
    lives now, because Django's side of the API has the machine's clock.

    Such a module is marked `django_db` and writes nothing itself, or the gate would not see it.
    """
    with django_db_blocker.unblock():
        town = Town.found(now=clock.now())
        yield town
        town.leave()
        call_command("flush", interactive=False, verbosity=0)
