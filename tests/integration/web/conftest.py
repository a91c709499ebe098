# SPDX-License-Identifier: EUPL-1.2
"""Turkistan's order in force, the clock at noon, and Aina at the browser."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from factories import NOON, PHONE, resident, turkistan
from integration.web.steps import sign_in
from tereze.core import clock
from tereze.core.caching import forget_everything
from tereze.people.types import ResidentFacts


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands at noon in Almaty."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture
def town(transactional_db: None, settings: Any, now: datetime) -> Iterator[None]:
    """Turkistan's rules in force, in a demonstration, where codes can be read."""
    settings.DEMO = True
    forget_everything()
    turkistan(now=now)
    yield
    forget_everything()


@pytest.fixture
def aina(town: None, now: datetime) -> ResidentFacts:
    return resident(now=now)


@pytest.fixture
def browser(client: Client, aina: ResidentFacts) -> Client:
    """A browser in which Aina is signed in."""
    sign_in(client, PHONE)
    return client
