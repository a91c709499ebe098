# SPDX-License-Identifier: EUPL-1.2
"""A mandate is used, accepted and ended at the same moment, on real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connections

from tereze.people import mandates, services
from tereze.people.errors import MandateUsedUp, UnknownInvitation, UnknownMandate
from tereze.people.types import MandateFacts, ResidentFacts
from tereze.permits import selectors
from tereze.permits import services as permits
from tereze.permits.types import Answer, Granted, Request
from town import NOON, resident, turkistan

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[Future[T]]:
    """Do all acts at the same moment, each on a connection of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [pool.submit(run, act) for act in acts]


@pytest.fixture
def giver(transactional_db: None) -> ResidentFacts:
    turkistan()
    return resident()


@pytest.fixture
def helper(giver: ResidentFacts) -> ResidentFacts:
    return resident(phone="+77010000002")


def offer(giver: ResidentFacts, permits_at_most: int = 1) -> tuple[str, MandateFacts]:
    return services.give_mandate(
        giver_id=giver.id,
        scope="ask",
        permits_at_most=permits_at_most,
        lasting=timedelta(days=7),
        now=NOON,
    )


def ask(helper: ResidentFacts, purpose: str, key: str) -> Answer:
    return permits.ask_under_mandate(
        helper_id=helper.id,
        number=1,
        request=Request(purpose=purpose, door="web"),
        door="web",
        why="asked",
        now=NOON,
        key=key,
    )


def test_as_many_permits_as_were_allowed_however_many_are_asked_at_once(
    giver: ResidentFacts, helper: ResidentFacts
) -> None:
    code, _ = offer(giver, permits_at_most=1)
    services.accept_mandate(helper_id=helper.id, code=code, now=NOON)
    purposes = ("needs", "medicine", "treatment", "medicine")
    asked = at_once(
        *(
            lambda purpose=purpose, key=key: ask(helper, purpose, str(key))
            for key, purpose in enumerate(purposes)
        )
    )
    granted = [one for one in asked if not one.exception() and isinstance(one.result(), Granted)]
    assert len(granted) == 1
    assert {type(one.exception()) for one in asked if one.exception()} <= {MandateUsedUp}
    assert len(selectors.list_permits(giver.id, since=NOON)) == 1
    (mandate,) = mandates.list_given(giver.id)
    assert mandate.permits_asked == 1


def test_a_code_makes_one_helper_of_two_who_type_it_at_once(
    giver: ResidentFacts, helper: ResidentFacts
) -> None:
    other = resident(phone="+77010000003")
    code, _ = offer(giver)
    asked = at_once(
        lambda: services.accept_mandate(helper_id=helper.id, code=code, now=NOON),
        lambda: services.accept_mandate(helper_id=other.id, code=code, now=NOON),
    )
    errors = [one.exception() for one in asked if one.exception()]
    assert [type(error) for error in errors] == [UnknownInvitation]


def test_who_asks_while_it_is_ended_gets_a_permit_before_or_none(
    giver: ResidentFacts, helper: ResidentFacts
) -> None:
    code, _ = offer(giver)
    mandate = services.accept_mandate(helper_id=helper.id, code=code, now=NOON)
    asked, ended = at_once(
        lambda: ask(helper, "needs", "1"),
        lambda: services.revoke_mandate(resident_id=giver.id, mandate_id=mandate.id, now=NOON),
    )
    ended.result()
    permits_of_giver = selectors.list_permits(giver.id, since=NOON)
    if asked.exception():
        assert isinstance(asked.exception(), UnknownMandate)
        assert permits_of_giver == []
    else:
        assert len(permits_of_giver) == 1
    with pytest.raises(UnknownMandate):
        ask(helper, "medicine", "2")


def test_erasing_somebody_and_asking_for_them_do_not_wait_for_each_other(
    giver: ResidentFacts, helper: ResidentFacts
) -> None:
    code, _ = offer(giver)
    services.accept_mandate(helper_id=helper.id, code=code, now=NOON)
    for one in at_once(
        lambda: ask(helper, "needs", "1"),
        lambda: services.erase_resident(resident_id=giver.id, actor="tests", now=NOON),
    ):
        assert "deadlock" not in str(one.exception())
