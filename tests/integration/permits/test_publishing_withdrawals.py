# SPDX-License-Identifier: EUPL-1.2
"""What everybody may know of permits that were taken back: signed lists, and codes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tereze.core.caching import forget_everything
from tereze.permits import selectors, services
from tereze.permits.changes import OVERLAP
from tereze.permits.credential import PermitClaims, from_text, verify
from tereze.permits.issuing import issue_credential
from tereze.permits.status.token_list import INVALID, VALID, StatusClaims, open_list
from tereze.permits.types import Granted, PermitFacts, Request
from town import BORDER_TOWN, NOON, Town

REVOCATIONS = "/api/v1/revocations"
URL = "https://permits.example.kz"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock_at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.fixture
def town(settings: Any) -> Town:
    settings.URL = URL
    return Town.found(BORDER_TOWN, places=["KZ"])


def ask(town: Town, purpose: str, *, now: datetime = NOON) -> PermitFacts:
    request = Request(purpose=purpose, door="desk", place="KZ-61")
    who = town.add_resident().facts
    answer = services.ask_permit(resident=who, request=request, door="front", now=now)
    assert isinstance(answer, Granted)
    return answer.permit


def withdraw(permit: PermitFacts, *, now: datetime = NOON) -> None:
    services.revoke_permit(code=permit.code, why="Ill", actor="tests", now=now)
    forget_everything()


def shown(permit: PermitFacts) -> PermitClaims:
    ring = selectors.get_key_ring()
    credential = issue_credential(permit, ring, url=URL)
    return verify(from_text(credential.text), ring.public_keys, permit.starts_at)


def fetch_list(client: Client, claims: PermitClaims, *, now: datetime = NOON) -> StatusClaims:
    assert claims.status is not None
    answer = client.get(claims.status.uri.removeprefix(URL))
    assert answer.status_code == 200
    keys = selectors.get_key_ring().public_keys
    return open_list(answer.content, keys, now, address=claims.status.uri)


# --- standing permits -----------------------------------------------------------------------------


def test_a_standing_permit_is_withdrawn_in_the_list_that_it_names(
    client: Client, town: Town
) -> None:
    permit, other = ask(town, "shift"), ask(town, "shift")
    claims, others = shown(permit), shown(other)
    assert claims.status is not None
    assert others.status is not None
    before = fetch_list(client, claims)
    assert before.statuses.status_at(claims.status.index) == VALID

    withdraw(permit)

    after = fetch_list(client, claims)
    assert after.statuses.status_at(claims.status.index) == INVALID
    assert after.statuses.status_at(others.status.index) == VALID


def test_a_permit_for_a_day_names_no_list(town: Town) -> None:
    assert shown(ask(town, "errand")).status is None


def test_a_list_may_be_kept_by_every_cache(client: Client, town: Town) -> None:
    claims = shown(ask(town, "shift"))
    assert claims.status is not None
    path = claims.status.uri.removeprefix(URL)

    answer = client.get(path)

    assert answer["Content-Type"] == "application/statuslist+cwt"
    assert answer["Cache-Control"] == "public, max-age=120"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert "Vary" not in answer, "a cache would keep it for each language anew"
    again = client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_tag_changes_with_the_list_and_with_the_hour(
    client: Client, town: Town, clock_at_noon: time_machine.Traveller
) -> None:
    permit = ask(town, "shift")
    path = "/api/v1/status/20777"

    def tag() -> str:
        forget_everything()
        return str(client.get(path)["ETag"])

    first = tag()
    assert tag() == first
    withdraw(permit)
    second = tag()
    clock_at_noon.shift(timedelta(hours=1))
    assert len({first, second, tag()}) == 3


def test_a_list_lasts_a_day_and_is_made_anew_after_two_minutes(client: Client, town: Town) -> None:
    listed = fetch_list(client, shown(ask(town, "shift")))

    assert (listed.issued_at, listed.expires_at) == (NOON, NOON + timedelta(days=1))
    assert listed.ttl == timedelta(minutes=2)


@pytest.mark.parametrize("number", [0, 20777 - 32, 20778, 10**30])
def test_a_list_of_another_time_there_is_not(client: Client, town: Town, number: int) -> None:
    answer = client.get(f"/api/v1/status/{number}")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-list")


def test_a_day_without_standing_permits_has_a_list_that_tells_nothing(
    client: Client, town: Town
) -> None:
    assert len(client.get("/api/v1/status/20760").content) < 1000


# --- permits for a day at most --------------------------------------------------------------------


def test_the_codes_of_withdrawn_permits_are_told(client: Client, town: Town) -> None:
    permit = ask(town, "errand")
    ask(town, "errand")
    withdraw(permit)

    answer = client.get(REVOCATIONS)

    assert answer.json()["revoked"] == [
        {"code": permit.code, "at": "2026-11-20T07:00:00Z", "until": "2026-11-20T09:00:00Z"}
    ]
    assert answer["Cache-Control"] == "public, max-age=30"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in answer
    assert client.get(REVOCATIONS, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_standing_permits_are_left_to_their_lists(client: Client, town: Town) -> None:
    withdraw(ask(town, "shift"))

    assert client.get(REVOCATIONS).json()["revoked"] == []


def test_who_would_have_ended_is_told_no_more(
    client: Client, town: Town, clock_at_noon: time_machine.Traveller
) -> None:
    withdraw(ask(town, "errand"))
    clock_at_noon.shift(timedelta(hours=2, minutes=2))

    assert client.get(REVOCATIONS).json()["revoked"] == []


def test_later_only_what_is_new_is_told(
    client: Client, town: Town, clock_at_noon: time_machine.Traveller
) -> None:
    first, second = ask(town, "errand"), ask(town, "errand")
    withdraw(first)
    clock_at_noon.shift(OVERLAP + timedelta(seconds=1))
    forget_everything()
    cursor = client.get(REVOCATIONS).json()["cursor"]
    withdraw(second, now=NOON + OVERLAP + timedelta(seconds=1))

    told = client.get(REVOCATIONS, {"since": cursor}).json()["revoked"]

    assert [one["code"] for one in told] == [second.code]


def test_a_cursor_that_is_none_gets_everything(client: Client, town: Town) -> None:
    permit = ask(town, "errand")
    withdraw(permit)

    told = client.get(REVOCATIONS, {"since": "no cursor"}).json()["revoked"]

    assert [one["code"] for one in told] == [permit.code]


def test_a_public_code_tells_no_initials(client: Client, town: Town) -> None:
    permit = ask(town, "errand")
    assert permit.initials in client.get("/v", {"code": permit.code}).content.decode()
    withdraw(permit)

    assert permit.initials not in client.get("/v", {"code": permit.code}).content.decode()
