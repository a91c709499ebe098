# SPDX-License-Identifier: EUPL-1.2
"""What still counts or waits for an answer outlives deletion by rule, and then goes too."""

from datetime import datetime, timedelta

import pytest

from tereze.core.caching import forget_everything
from tereze.people.services import erase_resident
from tereze.people.types import ResidentFacts
from tereze.permits import services
from tereze.permits.errors import NotAppealable
from tereze.permits.models import Appeal, Order, Permit, RefusalRecord, Tally
from tereze.permits.types import Granted, Refused, Request
from town import NOON, resident, turkistan

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def order() -> Order:
    forget_everything()
    return turkistan(ends_at=NOON + 60 * DAY)


def ask(person: ResidentFacts, purpose: str = "needs", *, at: datetime = NOON) -> Granted | Refused:
    request = Request(purpose=purpose, door="web")
    return services.ask_permit(resident=person, request=request, door="web", now=at)


def delete(*, after: timedelta) -> None:
    services.delete_movement_rows(actor="tests", now=NOON + after)


def refused(person: ResidentFacts) -> Refused:
    ask(person)
    answer = ask(person, at=NOON + timedelta(hours=3))
    assert isinstance(answer, Refused)
    return answer


def appealed(person: ResidentFacts) -> Appeal:
    no = refused(person)
    return services.appeal_refusal(
        resident_id=person.id,
        day=no.day,
        number=no.number,
        sentence="My mother has no bread.",
        now=NOON + timedelta(hours=4),
    )


def decide(appeal: Appeal, *, grant: bool, after: timedelta) -> bool:
    permit = services.decide_appeal(
        appeal_id=appeal.pk, grant=grant, reason="So it is.", actor="staff:1", now=NOON + after
    )
    return permit is not None


def test_an_open_appeal_keeps_what_it_is_about_and_can_be_granted(order: Order) -> None:
    appeal = appealed(resident())
    delete(after=20 * DAY)
    assert decide(appeal, grant=True, after=20 * DAY)
    assert Permit.objects.get().basis == "appeal"


def test_an_appeal_that_was_answered_keeps_nothing(order: Order) -> None:
    appeal = appealed(resident())
    assert not decide(appeal, grant=False, after=DAY)
    delete(after=20 * DAY)
    assert not RefusalRecord.objects.exists()


def test_an_appeal_that_nobody_answered_goes_with_its_refusal_and_frees_the_person(
    order: Order,
) -> None:
    person = resident()
    appealed(person)
    delete(after=33 * DAY)
    assert not Appeal.objects.exists()
    erase_resident(resident_id=person.id, actor="tests", now=NOON + 33 * DAY)


def test_what_was_deleted_under_an_officer_s_hands_can_only_be_declined(order: Order) -> None:
    appeal = appealed(resident())
    RefusalRecord.objects.all().delete()
    with pytest.raises(NotAppealable):
        decide(appeal, grant=True, after=DAY)
    assert not decide(appeal, grant=False, after=DAY)


def test_an_amount_of_a_long_order_is_counted_to_its_end(order: Order) -> None:
    Order.objects.update(starts_at=NOON - 500 * DAY)
    forget_everything()
    Tally.objects.create(holder="1", counter="c", period_starts_at=NOON - 500 * DAY, used=4, cap=5)
    delete(after=DAY)
    assert Tally.objects.count() == 1

    forget_everything()
    delete(after=61 * DAY)
    assert not Tally.objects.exists()
