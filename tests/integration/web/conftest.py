# SPDX-License-Identifier: EUPL-1.2
"""Turkistan's order in force, the clock at noon, Aina and those who work there at browsers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from integration.web.steps import ask, code_of, sign_in
from tereze.core import clock
from tereze.people.types import ROLES, ResidentFacts, Role
from tereze.permits import selectors, services
from town import NOON, PHONE, member, resident, turkistan

OPERATOR, OFFICER, ADMINISTRATOR, INSPECTOR = ROLES

Employ = Callable[[Role], Client]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands at noon in Almaty."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture
def town(transactional_db: None, settings: Any, now: datetime) -> None:
    """Turkistan's rules in force, in a demonstration, where codes can be read."""
    settings.DEMO = True
    turkistan(now=now)


@pytest.fixture
def aina(town: None, now: datetime) -> ResidentFacts:
    return resident(now=now)


@pytest.fixture
def browser(client: Client, aina: ResidentFacts) -> Client:
    """A browser in which Aina is signed in."""
    sign_in(client, PHONE)
    return client


@pytest.fixture
def employ(town: None) -> Employ:
    """A browser in which somebody of a role is signed in."""

    def act(role: Role) -> Client:
        client = Client()
        client.force_login(member(role))
        return client

    return act


@pytest.fixture
def officer(employ: Employ) -> Client:
    return employ(OFFICER)


@pytest.fixture
def operator(employ: Employ) -> Client:
    return employ(OPERATOR)


@pytest.fixture
def administrator(employ: Employ) -> Client:
    return employ(ADMINISTRATOR)


@pytest.fixture
def inspector(employ: Employ) -> Client:
    return employ(INSPECTOR)


@pytest.fixture
def appeal_id(browser: Client, aina: ResidentFacts) -> int:
    """Aina used up her permit for today, was refused, and appealed."""
    code = code_of(ask(browser, key="1"))
    services.revoke_permit(code=code, why="she is home again", actor="tests", now=NOON)
    ask(browser, key="2")
    (refusal,) = selectors.list_refusals(aina.id, since=NOON - timedelta(days=1))
    appeal = services.appeal_refusal(
        resident_id=aina.id,
        day=refusal.day,
        number=refusal.number,
        sentence="The shop was closed when I came.",
        now=NOON,
    )
    return int(appeal.pk)
