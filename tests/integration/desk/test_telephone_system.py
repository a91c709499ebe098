# SPDX-License-Identifier: EUPL-1.2
"""What a telephone system tells, and what it opens: signed, once, and without a number in an address."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from integration.desk.conftest import SECRET, Tell, text, the_call
from tereze.permits.desk import services
from tereze.permits.desk.api import sign
from tereze.permits.desk.models import Call
from town import NOON, PHONE, member


def test_a_call_that_is_answered_at_the_operators_line_opens_by_itself(
    desk: Client, tell: Tell, aina, operator
) -> None:
    desk.post("/desk/line", {"line": " 101 "})
    assert "Nobody waits" in text(desk.get("/desk/waiting"))
    tell("ringing", call="a", caller=PHONE)
    assert "…0001" in text(desk.get("/desk/waiting"))
    assert tell("answered", call="a", line="101", after=4).json()["state"] == "talking"
    address = desk.get("/desk/waiting").headers["HX-Redirect"]
    assert address == f"/desk/calls/{the_call().pk}"
    assert aina.person.name in text(desk.get(address))
    assert "HX-Redirect" not in desk.get("/desk/waiting").headers, "it is there already"
    tell("ended", call="a", after=60)
    assert "Hung up" in text(desk.get(f"{address}/state"))


def test_events_come_twice_and_in_any_order(tell: Tell, operator) -> None:
    services.sit_at_line(staff=operator, line="101", now=NOON)
    events: list[dict[str, Any]] = [
        {"event": "ringing", "caller": PHONE, "after": -40},
        {"event": "answered", "line": "101", "after": -30},
        {"event": "ended", "after": -10},
    ]
    for number, order in enumerate(itertools.permutations(events * 2, 6)):
        if number % 180:
            continue
        for told in order:
            assert tell(call=f"call-{number}", **told).status_code == 200
        call = Call.objects.get(system_id=f"call-{number}")
        seconds = [
            (at - NOON).total_seconds()
            for at in (call.arrived_at, call.answered_at, call.ended_at)
            if at
        ]
        assert seconds == [-40, -30, -10]
        assert call.staff_id == operator.pk


@pytest.mark.parametrize("caller", [None, "anonymous", "", "+"])
def test_a_number_that_is_withheld_is_none(tell: Tell, caller: str | None) -> None:
    assert tell("ringing", caller=caller).status_code == 200
    assert the_call().sealed_phone is None


def test_only_who_knows_the_secret_tells(tell: Tell, settings: Any) -> None:
    assert tell("ringing", secret="guessed").json()["code"] == "bad-signature"
    settings.CALLS_SECRETS = ["a newer one", SECRET]
    assert tell("ringing").status_code == 200
    settings.CALLS_SECRETS = []
    assert tell("ringing").json()["code"] == "calls-not-set-up"
    assert Call.objects.count() == 1


@pytest.mark.parametrize("header", ["", "t=x,v1=1", "v1=1", "t=1", f"t={'9' * 400},v1=1"])
def test_what_is_no_signature_is_none(town: None, header: str) -> None:
    answer = Client().post(
        "/api/v1/calls",
        b"{}",
        content_type="application/json",
        headers={"Tereze-Signature": header},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "bad-signature")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_signature_is_good_no_more(town: None, minutes: int) -> None:
    body = b'{"call": "a", "event": "ringing", "at": "2026-11-20T07:00:00Z"}'
    header = sign(body, secret=SECRET, at=NOON + timedelta(minutes=minutes))
    answer = Client().post(
        "/api/v1/calls",
        body,
        content_type="application/json",
        headers={"Tereze-Signature": header},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [b"{}", b"no", b'{"call": "a", "event": "sung", "at": "2026-11-20T07:00:00Z"}']
)
def test_nonsense_is_named(town: None, body: bytes) -> None:
    header = sign(body, secret=SECRET, at=NOON)
    answer = Client().post(
        "/api/v1/calls",
        body,
        content_type="application/json",
        headers={"Tereze-Signature": header},
    )
    assert answer.status_code == 400
    assert not Call.objects.exists()


# --- ?caller= ---------------------------------------------------------------------------------------


def test_a_number_in_the_address_is_taken_out_at_once(desk: Client, aina) -> None:
    first = desk.get("/desk", {"caller": PHONE})
    assert first.headers["Location"] == "/desk"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    page = desk.get("/desk", follow=True)
    assert page.request["PATH_INFO"] == f"/desk/calls/{the_call().pk}"
    assert aina.person.name in text(page)
    assert "7010000001" not in str(dict(desk.session))


@pytest.mark.parametrize("caller", ["anonymous", "+7", "0" * 41])
def test_nonsense_in_the_address_opens_a_call_without_a_number_or_none(
    desk: Client, caller: str
) -> None:
    assert desk.get("/desk", {"caller": caller}, follow=True).status_code == 200
    assert not Call.objects.exclude(sealed_phone=None).exists()


def test_whoever_is_not_signed_in_signs_in_at_an_address_without_the_number(town: None) -> None:
    page = Client().get("/desk", {"caller": PHONE}, follow=True)
    assert [address for address, _ in page.redirect_chain] == ["/desk", "/staff/sign-in?next=/desk"]


def test_the_address_and_the_telephone_system_tell_of_one_call(
    desk: Client, tell: Tell, aina
) -> None:
    tell("ringing", call="a", caller=PHONE)
    for _ in range(2):
        desk.get("/desk", {"caller": PHONE}, follow=True)
    assert Call.objects.count() == 1


# --- waiting and calling back -----------------------------------------------------------------------


def test_a_call_is_taken_from_the_list_by_whoever_is_first(desk: Client, tell: Tell) -> None:
    tell("ringing", caller=PHONE)
    take = f"/desk/calls/{the_call().pk}/take"
    assert desk.post(take).headers["Location"] == f"/desk/calls/{the_call().pk}"
    other = Client()
    other.force_login(member("operator"))
    page = other.post(take, follow=True)
    assert "Somebody else was quicker." in text(page)


def test_whoever_hung_up_before_anybody_answered_is_called_back(desk: Client, tell: Tell) -> None:
    for call, after in (("a", -60), ("b", -30)):  # twice, and listed once
        tell("ringing", call=call, caller=PHONE, after=after)
        tell("ended", call=call, after=after + 20)
    tell("ringing", call="c", caller=None)
    tell("ended", call="c")
    page = text(desk.get("/desk"))
    assert page.count("Call back") == 1
    missed = Call.objects.get(system_id="b")
    answer = desk.post(f"/desk/calls/{missed.pk}/call-back", follow=True)
    assert Call.objects.get(direction="out").phone_index == missed.phone_index
    assert answer.status_code == 200
    assert "Call back" not in text(desk.get("/desk"))
    assert "Somebody else was quicker." in text(
        desk.post(f"/desk/calls/{missed.pk}/call-back", follow=True)
    )


def test_a_call_that_the_system_forgot_rings_no_more_and_is_called_back(
    desk: Client, tell: Tell
) -> None:
    tell("ringing", caller=PHONE, after=-16 * 60)
    page = text(desk.get("/desk"))
    assert "It rings" not in page
    assert "Call back" in page


def test_nobody_is_called_back_who_was_spoken_to_or_needs_nothing(desk: Client, tell: Tell) -> None:
    tell("ringing", call="a", caller=PHONE, after=-60)
    tell("ended", call="a", after=-50)
    tell("ringing", call="b", caller="+77770000009", after=-60)
    tell("ended", call="b", after=-50)
    desk.post("/desk", {"phone": PHONE})
    other = Call.objects.get(system_id="b")
    desk.post(f"/desk/calls/{other.pk}/call-back/drop")
    assert "Call back" not in text(desk.get("/desk"))


def test_a_line_is_one_operators(desk: Client, operator) -> None:
    desk.post("/desk/line", {"line": "101"})
    other = member("operator")
    services.sit_at_line(staff=other, line="101", now=NOON)
    assert 'value="101"' not in text(desk.get("/desk"))
    services.sit_at_line(staff=other, line="", now=NOON)


def test_in_a_demonstration_a_button_lets_it_ring(desk: Client, settings: Any) -> None:
    desk.post("/desk/simulate")
    assert "It rings" in text(desk.get("/desk"))
    settings.DEMO = False
    assert desk.post("/desk/simulate").status_code == 404
