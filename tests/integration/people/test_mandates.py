# SPDX-License-Identifier: EUPL-1.2
"""Somebody lets a helper act for them: as far as they say, as long as they want, and seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from integration.people.conftest import Employ, Register
from tereze.core.errors import BadInput
from tereze.core.models import AuditEntry
from tereze.people import helping, mandate_rules, mandates, selectors, services
from tereze.people.errors import (
    AlreadyHelps,
    HelperNotConfirmed,
    MandateUsedUp,
    TooManyDocuments,
    TooManyHelped,
    TooManyHelpers,
    UnknownInvitation,
    UnknownMandate,
    UnknownResident,
    WrongRole,
)
from tereze.people.models import Mandate
from tereze.people.types import MandateFacts, PaperDocument, Person, ResidentFacts

Give = Callable[..., MandateFacts]
WEEK = timedelta(days=7)


@pytest.fixture
def giver(register: Register) -> ResidentFacts:
    return register()


@pytest.fixture
def somebody(register: Register, aru: Person) -> Callable[..., ResidentFacts]:
    """Another person, confirmed unless said otherwise."""

    def act(number: int = 1, *, verified: bool = True) -> ResidentFacts:
        person = Person(name=f"Helper {number}", born=date(1980, 1, 1), home=aru.home)
        document = PaperDocument(type="passport", number=f"N{number:08}")
        return register(person, document, verified=verified, source="register:tests")

    return act


@pytest.fixture
def helper(somebody: Callable[..., ResidentFacts]) -> ResidentFacts:
    return somebody()


@pytest.fixture
def give(giver: ResidentFacts, helper: ResidentFacts, now: datetime) -> Give:
    """A mandate that was given and accepted."""

    def act(**terms: Any) -> MandateFacts:
        code, _ = offer(giver, now, **terms)
        return services.accept_mandate(helper_id=helper.id, code=code, now=now)

    return act


def offer(giver: ResidentFacts, now: datetime, **terms: Any) -> tuple[str, MandateFacts]:
    values: dict[str, Any] = {"scope": "ask", "permits_at_most": 2, "lasting": WEEK, **terms}
    return services.give_mandate(giver_id=giver.id, now=now, **values)


def open_as(helper: ResidentFacts, now: datetime, **more: Any) -> ResidentFacts:
    values: dict[str, Any] = {"number": 1, "wanted": "see", "what": "profile", "why": "w", **more}
    return helping.access_helped(helper_id=helper.id, now=now, **values)[1]


def use(helper: ResidentFacts, now: datetime) -> None:
    with transaction.atomic():
        mandate, _ = services.use_mandate(
            helper_id=helper.id, number=1, what="permits", why="asked", now=now
        )
        services.count_permit_asked(mandate_id=mandate.id)


# --- on the web -----------------------------------------------------------------------------------


def test_a_code_makes_its_first_reader_the_helper(
    giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    code, offered = offer(giver, now)
    assert offered.helper_id is None
    accepted = services.accept_mandate(
        helper_id=helper.id, code=code.lower().replace(" ", "-"), now=now
    )
    assert (accepted.giver_id, accepted.helper_id, accepted.number) == (giver.id, helper.id, 1)
    assert mandates.list_helped(helper.id, now) == (accepted,)
    assert mandates.list_given(giver.id) == (accepted,)


def test_a_code_works_once_and_two_days(
    giver: ResidentFacts, somebody: Callable[..., ResidentFacts], now: datetime
) -> None:
    code, _ = offer(giver, now)
    services.accept_mandate(helper_id=somebody(1).id, code=code, now=now)
    with pytest.raises(UnknownInvitation):
        services.accept_mandate(helper_id=somebody(2).id, code=code, now=now)
    late, _ = offer(giver, now)
    with pytest.raises(UnknownInvitation):
        services.accept_mandate(
            helper_id=somebody(2).id, code=late, now=now + mandate_rules.INVITED_FOR
        )


def test_a_code_that_was_taken_back_makes_nobody_a_helper(
    giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    code, offered = offer(giver, now)
    services.revoke_mandate(resident_id=giver.id, mandate_id=offered.id, now=now)
    with pytest.raises(UnknownInvitation):
        services.accept_mandate(helper_id=helper.id, code=code, now=now)


def test_nobody_goes_through_codes(helper: ResidentFacts, now: datetime) -> None:
    for _ in range(20):
        with pytest.raises(UnknownInvitation):
            services.accept_mandate(helper_id=helper.id, code="23456789AB", now=now)
    with pytest.raises(TooManyDocuments):
        services.accept_mandate(helper_id=helper.id, code="23456789AB", now=now)


def test_the_code_lies_nowhere(giver: ResidentFacts, now: datetime) -> None:
    code, offered = offer(giver, now)
    row = Mandate.objects.get(pk=offered.id)
    assert code.replace(" ", "").encode() not in bytes(row.invitation or b"")
    assert code not in str(list(AuditEntry.objects.values()))


def test_who_helps_is_confirmed_and_another_person(
    giver: ResidentFacts, somebody: Callable[..., ResidentFacts], now: datetime
) -> None:
    code, _ = offer(giver, now)
    with pytest.raises(BadInput):
        services.accept_mandate(helper_id=giver.id, code=code, now=now)
    with pytest.raises(HelperNotConfirmed):
        services.accept_mandate(helper_id=somebody(verified=False).id, code=code, now=now)


@pytest.mark.parametrize(
    "terms",
    [
        {"lasting": timedelta(days=31)},
        {"lasting": timedelta(0)},
        {"permits_at_most": 0},
        {"permits_at_most": 61},
    ],
)
def test_nobody_gives_more_than_a_mandate_may_hold(
    giver: ResidentFacts, now: datetime, terms: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        offer(giver, now, **terms)


def test_one_person_has_few_helpers(
    giver: ResidentFacts, somebody: Callable[..., ResidentFacts], now: datetime
) -> None:
    for number in range(mandate_rules.MOST_HELPERS):
        code, _ = offer(giver, now)
        if number:
            services.accept_mandate(helper_id=somebody(number).id, code=code, now=now)
    with pytest.raises(TooManyHelpers):
        offer(giver, now)


def test_one_helper_helps_a_street_and_no_more(
    helper: ResidentFacts,
    somebody: Callable[..., ResidentFacts],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mandate_rules, "MOST_HELPED", 2)
    codes = [offer(somebody(number), now)[0] for number in (11, 12, 13)]
    for code in codes[:2]:
        services.accept_mandate(helper_id=helper.id, code=code, now=now)
    with pytest.raises(TooManyHelped):
        services.accept_mandate(helper_id=helper.id, code=codes[2], now=now)


def test_one_helper_has_one_mandate_of_one_person(
    give: Give, giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    give()
    code, _ = offer(giver, now)
    with pytest.raises(AlreadyHelps):
        services.accept_mandate(helper_id=helper.id, code=code, now=now)


# --- what it opens --------------------------------------------------------------------------------


def test_every_look_of_a_helper_is_there_to_read(
    give: Give, giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    mandate = give()
    assert open_as(helper, now).id == giver.id
    (look,) = selectors.list_looks(giver.id)
    assert (look.who, look.what) == (f"helper {mandate.id}", "profile")


def test_a_helper_opens_only_whom_they_help_and_only_while_it_lasts(
    give: Give, giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    with pytest.raises(UnknownMandate):
        open_as(helper, now)
    give(scope="see")
    with pytest.raises(UnknownMandate):
        open_as(helper, now, wanted="ask")
    with pytest.raises(UnknownMandate):
        open_as(giver, now)
    with pytest.raises(UnknownMandate):
        open_as(helper, now + WEEK)
    assert selectors.list_looks(giver.id) == ()


def test_who_may_only_see_can_not_ask(give: Give, helper: ResidentFacts, now: datetime) -> None:
    give(scope="see")
    with pytest.raises(UnknownMandate):
        use(helper, now)


def test_no_more_permits_than_were_allowed(
    give: Give, helper: ResidentFacts, now: datetime
) -> None:
    give(permits_at_most=2)
    use(helper, now)
    use(helper, now)
    with pytest.raises(MandateUsedUp):
        use(helper, now)
    (mandate,) = mandates.list_held(helper.id)
    assert (mandate.permits_asked, mandate.permits_left) == (2, 0)
    # What was asked for has to be carried.
    assert open_as(helper, now).id == mandate.giver_id


@pytest.mark.parametrize("who", ["giver", "helper"])
def test_both_end_it_at_any_time(
    give: Give, giver: ResidentFacts, helper: ResidentFacts, now: datetime, who: str
) -> None:
    mandate = give()
    ending = {"giver": giver, "helper": helper}[who]
    services.revoke_mandate(resident_id=ending.id, mandate_id=mandate.id, now=now)
    with pytest.raises(UnknownMandate):
        open_as(helper, now)
    with pytest.raises(UnknownMandate):
        use(helper, now)
    services.revoke_mandate(
        resident_id=ending.id, mandate_id=mandate.id, now=now + timedelta(hours=1)
    )
    assert mandates.list_given(giver.id)[0].revoked_at == now


def test_a_stranger_ends_nothing(
    give: Give, somebody: Callable[..., ResidentFacts], now: datetime
) -> None:
    mandate = give()
    with pytest.raises(UnknownMandate):
        services.revoke_mandate(resident_id=somebody(9).id, mandate_id=mandate.id, now=now)


def test_a_new_mandate_after_the_old_one_has_another_number(
    give: Give, giver: ResidentFacts, now: datetime
) -> None:
    first = give()
    services.revoke_mandate(resident_id=giver.id, mandate_id=first.id, now=now)
    assert give().number == 2


# --- at a desk ------------------------------------------------------------------------------------


def test_an_operator_writes_down_what_somebody_says(
    giver: ResidentFacts, helper: ResidentFacts, employ: Employ, now: datetime
) -> None:
    operator = employ("operator")
    terms: dict[str, Any] = {
        "giver_id": giver.id,
        "helper": helper.documents[0],
        "scope": "ask",
        "permits_at_most": 3,
        "lasting": WEEK,
        "basis": "word",
        "why": "named as a helper",
        "now": now,
    }
    mandate = services.give_mandate_for_resident(staff=operator, **terms)
    assert mandates.list_helped(helper.id, now) == (mandate,)
    with pytest.raises(AlreadyHelps):
        services.give_mandate_for_resident(staff=operator, **terms)
    looks = [(look.who, look.why) for look in selectors.list_looks(helper.id)]
    assert looks == [(f"operator {operator.pk}", "named as a helper")] * 2, (
        "also when it is refused"
    )
    with pytest.raises(WrongRole):
        services.give_mandate_for_resident(staff=employ("inspector"), **terms)
    unknown = replace(helper.documents[0], number="N99999999")
    with pytest.raises(UnknownResident):
        services.give_mandate_for_resident(staff=operator, **{**terms, "helper": unknown})
    services.revoke_mandate_for_resident(
        staff=operator, giver_id=giver.id, mandate_id=mandate.id, now=now
    )
    assert mandates.list_helped(helper.id, now) == ()
    actions = AuditEntry.objects.filter(action__startswith="mandate-").values_list("actor")
    assert set(actions) == {(f"staff:{operator.pk}",)}


# --- what is kept ---------------------------------------------------------------------------------


def test_both_find_it_among_what_is_held_about_them(
    give: Give, giver: ResidentFacts, helper: ResidentFacts
) -> None:
    mandate = give()
    assert selectors.get_data_held(giver.id).helpers == (mandate,)
    assert selectors.get_data_held(helper.id).helped == (mandate,)


def test_it_is_forgotten_a_month_after_its_end_and_with_either_of_them(
    give: Give, giver: ResidentFacts, helper: ResidentFacts, now: datetime
) -> None:
    give()
    assert services.delete_old_mandates(now + WEEK + timedelta(days=30)) == 0
    assert services.delete_old_mandates(now + WEEK + timedelta(days=31)) == 1
    give()
    services.erase_resident(resident_id=helper.id, actor="test", now=now)
    assert mandates.list_given(giver.id) == ()
