# SPDX-License-Identifier: EUPL-1.2
"""What stays of calls: for whoever runs the call centre, for the person, and for how long."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from integration.desk.conftest import Tell, text
from integration.web.steps import sign_in
from tereze.core.caching import forget_everything
from tereze.people import services as people_services
from tereze.people.types import ROLES
from tereze.permits import selectors as permits
from tereze.permits.desk import figures, services
from tereze.permits.desk.models import Call, CallAnswer
from tereze.permits.models import Ledger
from town import NOON, PHONE, member

ALMATY = ZoneInfo("Asia/Almaty")


def handle(operator: Any, *, waited: int, took: int, ago: int = 300) -> None:
    """A call that rang, was answered and is written down; all in seconds."""
    began = NOON - timedelta(seconds=ago)
    Call.objects.create(
        staff=operator,
        arrived_at=began,
        answered_at=began + timedelta(seconds=waited),
        ended_at=began + timedelta(seconds=waited + took),
        wrapped_up_at=began + timedelta(seconds=waited + took),
        reason="permit",
    )


def test_the_board_counts_who_waits_and_how_long_calls_take(
    desk: Client, called: str, operator, tell: Tell
) -> None:
    desk.post(f"{called}/ask/needs", {"key": "1"})
    tell("ringing", call="a", after=-90)
    tell("ringing", call="b", after=-30)
    tell("ringing", call="c", after=-60)
    tell("ended", call="c", after=-50)
    for waited, took in ((5, 15), (10, 30), (40, 120)):
        handle(operator, waited=waited, took=took)
    handle(operator, waited=1, took=1, ago=24 * 3600)
    board = figures.get_board(zone=ALMATY, now=NOON)
    assert (board.waiting, board.longest_wait, board.talking) == (2, timedelta(seconds=90), 1)
    assert (board.calls, board.answered, board.missed) == (7, 4, 1)
    assert board.handling.median == timedelta(seconds=30)
    assert board.handling.ninth_decile == timedelta(minutes=2)
    assert board.hours[-1].brought["granted"] == 1
    assert [(one.answered, one.granted) for one in board.operators] == [(4, 1)]
    supervisor = Client()
    supervisor.force_login(member("duty-officer"))
    for address in ("/staff/calls/", "/staff/calls/live"):
        page = text(supervisor.get(address))
        assert "1:30" in page
        assert operator.username in page
        assert "0001" not in page


def test_an_empty_board_says_nothing_wrong(town: None) -> None:
    board = figures.get_board(zone=ALMATY, now=NOON)
    assert (board.longest_wait, board.handling.median, board.calls) == (None, None, 0)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_is_its_own(town: None, role: Any) -> None:
    client = Client()
    client.force_login(member(role))
    assert (client.get("/desk").status_code == 200) == (role == "operator")
    assert (client.get("/staff/calls/").status_code == 200) == (
        role in ("duty-officer", "administrator")
    )


def test_the_person_reads_what_is_held_of_their_calls(
    desk: Client, called: str, client: Client
) -> None:
    desk.post(f"{called}/wrap-up", {"reason": "question", "note": "Asked about dogs."})
    sign_in(client, PHONE)
    assert "Asked about dogs." in text(client.get("/me/calls"))
    assert 'href="/me/calls"' in text(client.get("/me"))
    (told,) = client.get("/me/data.json").json()["calls"]
    assert (told["note"], told["reason"]) == ("Asked about dogs.", "question")


def test_what_was_noted_about_another_caller_is_not_shown(
    desk: Client, called: str, client: Client, aina
) -> None:
    Call.objects.update(resident_id=7)
    desk.post(f"{called}/wrap-up", {"reason": "question", "note": "Shouts."})
    sign_in(client, PHONE)
    page = text(client.get("/me/calls"))
    assert "A question about the rules" in page
    assert "Shouts." not in page


def test_calls_are_deleted_after_a_month_and_the_public_log_says_so(
    desk: Client, called: str
) -> None:
    desk.post(f"{called}/ask/needs", {"key": "1"})
    assert services.delete_old_calls(now=NOON + timedelta(days=30)) == 0
    assert services.delete_old_calls(now=NOON + timedelta(days=32)) == 1
    assert not CallAnswer.objects.exists()
    (told,) = permits.list_last_deletions(5)
    assert (told.what, told.rows) == ("calls", 1)
    assert "Calls to the call centre" in text(Client().get("/deleted"))


def test_whoever_is_forgotten_is_in_no_call(desk: Client, called: str, aina) -> None:
    desk.post(f"{called}/ask/needs", {"key": "1"})
    desk.post(f"{called}/wrap-up", {"reason": "permit", "note": "A note."})
    Ledger.objects.all().delete()
    forget_everything()
    people_services.erase_resident(resident_id=aina.id, actor="tests", now=NOON)
    call = Call.objects.get()
    held = (call.resident_id, call.opened, call.sealed_phone, call.phone_index, call.sealed_note)
    assert held == (None, [], None, None, None)
    assert CallAnswer.objects.get().code == ""
