# SPDX-License-Identifier: EUPL-1.2
"""What is decided once is decided once, whoever presses the button at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tereze.permits import services
from tereze.permits.errors import AlreadyDecided
from tereze.permits.models import Appeal, EmergencyPass, Ledger, Permit
from tereze.permits.types import Granted, Refused, Request
from town import Inhabitant, Town

CROWD = 6


def all_at_once(act: Callable[[int], Any]) -> Counter[str]:
    """Each in a thread with a connection of its own; how it ended for how many."""
    ready = threading.Barrier(CROWD)

    def act_with_the_others(number: int) -> str:
        ready.wait(60)
        try:
            act(number)
        except AlreadyDecided:
            return "too late"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return Counter(pool.map(act_with_the_others, range(CROWD)))


def ask(town: Town, who: Inhabitant) -> Granted | Refused:
    request = Request(purpose="needs", door="desk")
    return services.ask_permit(resident=who.facts, request=request, door="front", now=town.now)


def test_one_appeal_gets_one_permit(town: Town) -> None:
    aru = town.add_resident()
    ask(town, aru)
    no = ask(town, aru)
    assert isinstance(no, Refused)
    appeal = services.appeal_refusal(
        resident_id=aru.facts.id, day=no.day, number=no.number, sentence="Bread.", now=town.now
    )

    ended = all_at_once(
        lambda number: services.decide_appeal(
            appeal_id=appeal.pk, grant=True, reason="Go.", actor=f"staff:{number}", now=town.now
        )
    )

    assert ended == {"done": 1, "too late": CROWD - 1}
    assert Permit.objects.filter(basis="appeal").count() == 1
    assert Appeal.objects.get().permit_code == Permit.objects.get(basis="appeal").code


def test_one_refusal_is_appealed_against_once(town: Town) -> None:
    aru = town.add_resident()
    ask(town, aru)
    no = ask(town, aru)
    assert isinstance(no, Refused)

    ended = all_at_once(
        lambda number: services.appeal_refusal(
            resident_id=aru.facts.id,
            day=no.day,
            number=no.number,
            sentence=f"Bread, {number} times.",
            now=town.now,
        )
    )

    assert ended == {"done": 1, "too late": CROWD - 1}
    assert Appeal.objects.count() == 1


def test_one_emergency_is_declared_by_one(town: Town) -> None:
    taken = services.take_emergency_pass(now=town.now)

    ended = all_at_once(
        lambda number: services.declare_emergency(
            code=taken.code, resident_id=number, account=f"It was {number}.", now=town.now
        )
    )

    assert ended == {"done": 1, "too late": CROWD - 1}
    assert EmergencyPass.objects.count() == 1


def test_one_permit_is_taken_back_once_while_others_are_asked_for(town: Town) -> None:
    aru = town.add_resident()
    granted = ask(town, aru)
    assert isinstance(granted, Granted)

    def take_back_or_ask(number: int) -> None:
        if number % 2:
            request = Request(purpose="walk", door="desk", minutes=30)
            services.ask_permit(resident=aru.facts, request=request, door="front", now=town.now)
        else:
            services.revoke_permit(
                code=granted.permit.code, why="error", actor=f"staff:{number}", now=town.now
            )

    ended = all_at_once(take_back_or_ask)

    assert ended == {"done": 1 + CROWD // 2, "too late": CROWD // 2 - 1}
    uses = Ledger.objects.get(holder=aru.facts.id).uses
    assert sorted(use["code"] for use in uses) == sorted(
        Permit.objects.values_list("code", flat=True)
    )
