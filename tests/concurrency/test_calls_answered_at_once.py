# SPDX-License-Identifier: EUPL-1.2
"""A call is one operator's, and one press brings one permit, whoever does what at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tereze.people.models import Staff
from tereze.permits.desk import services
from tereze.permits.desk.errors import CallOfAnother
from tereze.permits.desk.models import Call, CallAnswer, Line
from tereze.permits.desk.types import CallEvent
from tereze.permits.models import Permit
from tereze.permits.types import Request
from town import Town, member

CROWD = 6


def all_at_once(act: Callable[[int], Any]) -> Counter[str]:
    """Each in a thread with a connection of its own; how it ended for how many."""
    ready = threading.Barrier(CROWD)

    def act_with_the_others(number: int) -> str:
        ready.wait(60)
        try:
            act(number)
        except CallOfAnother:
            return "another's"
        else:
            return "mine"
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return Counter(pool.map(act_with_the_others, range(CROWD)))


def operators() -> list[Staff]:
    return [member("operator") for _ in range(CROWD)]


def ring(town: Town, *, event: str = "ringing", line: str | None = None) -> CallEvent:
    return CallEvent(
        call="pbx-1",
        event="answered" if event == "answered" else "ringing",
        at=town.now,
        caller="+77010000001",
        line=line,
    )


def test_a_call_that_all_answer_is_one_operators(town: Town) -> None:
    crowd = operators()
    call = services.hear_event(event=ring(town), now=town.now)
    ended = all_at_once(
        lambda number: services.take_call(staff=crowd[number], call_id=call.id, now=town.now)
    )
    assert ended == {"mine": 1, "another's": CROWD - 1}
    assert Call.objects.get().staff_id is not None


def test_a_missed_call_that_all_call_back_is_called_back_once(town: Town) -> None:
    crowd = operators()
    call = services.hear_event(event=ring(town), now=town.now)
    Call.objects.update(ended_at=town.now)
    ended = all_at_once(
        lambda number: services.call_back(staff=crowd[number], call_id=call.id, now=town.now)
    )
    assert ended == {"mine": 1, "another's": CROWD - 1}
    assert Call.objects.filter(direction="out").count() == 1


def test_events_of_one_call_that_come_at_once_are_one_call_at_one_line(town: Town) -> None:
    crowd = operators()
    for number, staff in enumerate(crowd):
        services.sit_at_line(staff=staff, line=f"10{number}", now=town.now)

    def tell(number: int) -> None:
        event = "answered" if number % 2 else "ringing"
        services.hear_event(event=ring(town, event=event, line=f"10{number}"), now=town.now)

    assert all_at_once(tell) == {"mine": CROWD}
    call = Call.objects.get()
    assert Line.objects.get(name=call.line).staff_id == call.staff_id


def test_one_press_that_arrives_many_times_brings_one_permit(town: Town) -> None:
    aru = town.add_resident(phone="+77010000001").facts
    operator = member("operator")
    call = services.open_call(staff=operator, phone="+77010000001", now=town.now)
    services.show_call(staff=operator, call=call, now=town.now)
    call = services.take_call(staff=operator, call_id=call.id, now=town.now)
    assert call.whom_id == aru.id
    request = Request(purpose="needs", door="desk")

    ended = all_at_once(
        lambda _: services.ask_in_call(
            staff=operator, call=call, request=request, key="1", now=town.now
        )
    )

    assert ended == {"mine": CROWD}
    assert Permit.objects.count() == CallAnswer.objects.count() == 1
