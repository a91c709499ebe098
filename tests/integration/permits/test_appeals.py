# SPDX-License-Identifier: EUPL-1.2
"""Appeals against refusals, as services: what may be appealed, and who decides only once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.errors import AlreadyDecided, NotAppealable, UnknownAppeal
from tereze.permits.models import Appeal, Ledger, Permit
from tereze.permits.types import PermitFacts, Refused, Request
from town import NOON, resident, turkistan


def refuse(person: ResidentFacts, purpose: str = "needs") -> Refused:
    _, answer = (
        services.ask_permit(
            resident=person,
            request=Request(purpose=purpose, door="web"),
            door="web",
            now=NOON + timedelta(hours=hours),
        )
        for hours in (0, 3)
    )
    assert isinstance(answer, Refused)
    return answer


def appeal(refused: Refused) -> Appeal:
    return services.appeal_refusal(
        resident_id=refused.resident_id,
        day=refused.day,
        number=refused.number,
        sentence="My mother needs me.",
        now=NOON + timedelta(hours=3),
    )


def decide(made: Appeal, *, grant: bool = True, hours: float = 4) -> PermitFacts | None:
    return services.decide_appeal(
        appeal_id=made.pk,
        grant=grant,
        reason="It is so.",
        actor="staff:7",
        now=NOON + timedelta(hours=hours),
    )


@pytest.mark.django_db
def test_a_granted_appeal_is_a_permit_that_costs_no_quota() -> None:
    turkistan()
    person = resident()

    permit = decide(appeal(refuse(person)))

    assert permit is not None
    assert (permit.basis, permit.purpose) == ("appeal", "needs")
    uses = Ledger.objects.get(holder=person.id).uses
    assert [use["free"] for use in uses] == [False, True]


@pytest.mark.django_db
def test_an_appeal_is_made_once_and_decided_once() -> None:
    turkistan()
    refused = refuse(resident())
    made = appeal(refused)

    with pytest.raises(AlreadyDecided):
        appeal(refused)
    assert decide(made, grant=False) is None
    with pytest.raises(AlreadyDecided):
        decide(made)


@pytest.mark.django_db
def test_an_appeal_that_was_deleted_meanwhile_is_said_to_be_gone() -> None:
    turkistan()
    made = appeal(refuse(resident()))
    Appeal.objects.all().delete()

    with pytest.raises(UnknownAppeal):
        decide(made)


@pytest.mark.django_db
def test_what_no_human_can_grant_cannot_be_appealed() -> None:
    turkistan()

    with pytest.raises(NotAppealable):
        appeal(refuse(resident(), purpose="nonsense"))


@pytest.mark.django_db
def test_after_the_sunset_not_even_an_officer_issues_anything() -> None:
    turkistan(ends_at=NOON + timedelta(hours=5))
    made = appeal(refuse(resident()))

    with pytest.raises(NotAppealable):
        decide(made, hours=5)
    assert decide(made, grant=False, hours=5) is None


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_issue_one_permit() -> None:
    turkistan()
    made = appeal(refuse(resident()))
    together = threading.Barrier(2)

    def press() -> bool:
        try:
            together.wait(60)
            return decide(made) is not None
        except AlreadyDecided:
            return False
        finally:
            connection.close()

    assert sorted(at_once([press, press])) == [False, True]
    assert Permit.objects.filter(basis="appeal").count() == 1


def at_once(calls: list[Callable[[], bool]]) -> list[bool]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))
