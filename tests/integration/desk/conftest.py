# SPDX-License-Identifier: EUPL-1.2
"""An operator at the desk, Aina who calls, and a telephone system that tells of it."""

import itertools
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tereze.core import clock
from tereze.people.models import Staff
from tereze.people.types import ResidentFacts
from tereze.permits.desk.api import sign
from tereze.permits.desk.models import Call
from town import NOON, PHONE, member, resident, turkistan

SECRET = "known to the telephone system too"

Tell = Callable[..., Any]
_serials = itertools.count(1)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands at noon in Almaty."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture
def town(db: None, settings: Any, now: datetime) -> None:
    """Turkistan's rules in force, in a demonstration, where messages can be read."""
    settings.DEMO = True
    settings.CALLS_SECRETS = [SECRET]
    turkistan(now=now)


@pytest.fixture
def aina(town: None) -> ResidentFacts:
    return resident()


@pytest.fixture
def operator(town: None) -> Staff:
    return member("operator")


@pytest.fixture
def desk(operator: Staff) -> Client:
    """The operator's browser."""
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def tell(town: None) -> Tell:
    """The telephone system tells of a call."""

    def act(event: str, *, call: str = "", after: int = 0, secret: str = SECRET, **parts: Any):
        at = NOON + timedelta(seconds=after)
        told = {"call": call or f"pbx-{next(_serials)}", "event": event, "at": at.isoformat()}
        body = json.dumps({**told, **parts}).encode()
        return Client().post(
            "/api/v1/calls",
            body,
            content_type="application/json",
            headers={"Tereze-Signature": sign(body, secret=secret, at=NOON)},
        )

    return act


@pytest.fixture
def called(desk: Client, aina: ResidentFacts) -> str:
    """Aina is on the line; the address of the screen, which has been opened."""
    page = desk.post("/desk", {"phone": PHONE}, follow=True)
    assert page.status_code == 200
    return str(page.request["PATH_INFO"])


def the_call() -> Call:
    return Call.objects.get()


def text(page: Any) -> str:
    return str(page.content.decode())
