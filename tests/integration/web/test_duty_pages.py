# SPDX-License-Identifier: EUPL-1.2
"""What duty officers and operators do on their pages, and what of it is written down."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from integration.web.conftest import OFFICER, OPERATOR, Employ
from integration.web.steps import ask, code_of, looks, text
from tereze.core import clock
from tereze.core.models import AuditEntry
from tereze.messaging.selectors import list_outbox
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.types import Person, ResidentFacts
from tereze.permits import duty, office, own, services
from town import NOON, PHONE, resident

# --- appeals ----------------------------------------------------------------------------------------


def test_the_queue_is_by_deadline_and_shows_no_person(
    officer: Client, appeal_id: int, aina: ResidentFacts
) -> None:
    page = officer.get("/staff/appeals/")
    assert "2 hours left" in text(page)
    assert "Quota used" in text(page)
    assert aina.person.name not in text(page)
    assert "The shop was closed" not in text(page)
    assert looks(aina) == []


def test_an_overdue_appeal_says_so(
    officer: Client, appeal_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2, minutes=20))
    assert "Overdue by 20 minutes" in text(officer.get("/staff/appeals/"))
    assert "1 is overdue" in text(officer.get("/staff/"))


def test_opening_an_appeal_is_a_look_and_shows_facts_but_no_name(
    officer: Client, appeal_id: int, aina: ResidentFacts
) -> None:
    page = officer.get(f"/staff/appeals/{appeal_id}")
    for words in ("The shop was closed", "You have had your permit for today", "38"):
        assert words in text(page)
    for secret in (aina.person.name, PHONE, aina.documents[0].number):
        assert secret not in text(page)
    assert looks(aina) == [("duty-officer", "appeal")]


def test_a_granted_appeal_issues_the_permit_and_tells_the_resident(
    officer: Client, appeal_id: int, aina: ResidentFacts
) -> None:
    answers = {"decision": "grant", "reason": "You could not have known."}
    page = officer.post(f"/staff/appeals/{appeal_id}", answers, follow=True)
    assert "Granted: permit" in text(page)
    (refused,) = own.list_appeals(aina)
    assert refused.appeal
    assert (refused.appeal.state, refused.appeal.reason) == ("granted", answers["reason"])
    permit = own.access_permit(aina, refused.appeal.permit_code, NOON)
    assert (permit.basis, permit.state(NOON)) == ("appeal", "valid")
    assert answers["reason"] in list_outbox()[0].text
    assert list_outbox()[0].to == PHONE


def test_a_declined_appeal_tells_the_reason(
    officer: Client, appeal_id: int, aina: ResidentFacts
) -> None:
    answers = {"decision": "decline", "reason": "Tomorrow is early enough."}
    page = officer.post(f"/staff/appeals/{appeal_id}", answers, follow=True)
    assert "Declined" in text(page)
    assert answers["reason"] in list_outbox()[0].text
    assert duty.list_open_appeals() == ()


def test_a_decision_needs_a_reason(officer: Client, appeal_id: int) -> None:
    page = officer.post(f"/staff/appeals/{appeal_id}", {"decision": "grant", "reason": " "})
    assert page.status_code == 422
    assert len(duty.list_open_appeals()) == 1


def test_who_decides_second_is_told(officer: Client, employ: Employ, appeal_id: int) -> None:
    answers = {"decision": "decline", "reason": "No."}
    officer.post(f"/staff/appeals/{appeal_id}", answers)
    page = employ(OFFICER).post(
        f"/staff/appeals/{appeal_id}", {**answers, "decision": "grant"}, follow=True
    )
    assert "Somebody else decided this appeal meanwhile" in text(page)
    assert duty.list_decided_appeals()[0].state == "declined"


def test_after_the_order_s_end_an_appeal_can_only_be_declined(
    officer: Client, appeal_id: int
) -> None:
    (act,) = office.list_acts()
    services.end_order(order_id=act.id, why="a test", actor="tests", now=NOON)
    page = officer.get(f"/staff/appeals/{appeal_id}")
    assert "You can decline" in text(page)
    page = officer.post(f"/staff/appeals/{appeal_id}", {"decision": "grant", "reason": "Yes."})
    assert page.status_code == 422
    assert len(duty.list_open_appeals()) == 1


def test_an_appeal_that_is_none_is_not_found(officer: Client) -> None:
    assert officer.get("/staff/appeals/7").status_code == 404


# --- permits ----------------------------------------------------------------------------------------


def test_a_permit_is_found_by_its_code_however_it_is_typed(
    officer: Client, browser: Client, aina: ResidentFacts
) -> None:
    code = code_of(ask(browser))
    page = officer.get("/staff/permits/", {"code": f"{code[:4].lower()} {code[4:]}"})
    assert page.headers["Location"] == f"/staff/permits/{code}"
    assert officer.get(page.headers["Location"]).status_code == 200
    assert looks(aina) == [("duty-officer", "permit")]


@pytest.mark.parametrize("code", ["", "12", "7K3M9QXB"])
def test_a_code_of_nothing_is_told_on_the_form(officer: Client, code: str) -> None:
    assert officer.get("/staff/permits/", {"code": code}).status_code == 422


def test_revoking_takes_the_permit_back_and_tells_why(
    officer: Client, browser: Client, aina: ResidentFacts
) -> None:
    code = code_of(ask(browser))
    assert officer.post(f"/staff/permits/{code}/revoke", {"why": ""}).status_code == 422
    page = officer.post(f"/staff/permits/{code}/revoke", {"why": "Infected"}, follow=True)
    assert "is taken back" in text(page)
    assert own.access_permit(aina, code, NOON).state(NOON) == "revoked"
    assert "Infected" in list_outbox()[0].text
    assert AuditEntry.objects.get(action="permit-revoked").actor.startswith("staff:")
    again = officer.post(f"/staff/permits/{code}/revoke", {"why": "Infected"}, follow=True)
    assert "was taken back before" in text(again)


# --- residents --------------------------------------------------------------------------------------


def look_up(client: Client, **answers: str) -> Any:
    return client.post(
        "/staff/residents/", {"by": "phone", "number": PHONE, "why": "Call 12", **answers}
    )


def test_a_look_up_is_recorded_with_its_reason_and_its_address_tells_nothing(
    operator: Client, aina: ResidentFacts
) -> None:
    page = look_up(operator)
    assert page.headers["Location"] == "/staff/residents/1"
    page = operator.get("/staff/residents/1")
    assert aina.person.name in text(page)
    assert aina.documents[0].number not in text(page)
    assert looks(aina) == [("operator", "search"), ("operator", "profile, permits")]
    assert {look.why for look in people.list_looks(aina.id)} == {"Call 12"}


def test_a_look_up_by_document(operator: Client, aina: ResidentFacts) -> None:
    number = aina.documents[0].number
    spaced = f"{number[:6]} {number[6:]}"
    assert look_up(operator, by="kz-iin", number=spaced).status_code == 302


@pytest.mark.parametrize(
    "answers",
    [{"why": " "}, {"number": "12"}, {"number": "+77019999999"}, {"by": "kz-iin", "number": "1"}],
)
def test_a_look_up_needs_a_reason_and_somebody(
    operator: Client, aina: ResidentFacts, answers: dict[str, str]
) -> None:
    assert look_up(operator, **answers).status_code == 422
    assert looks(aina) == []


def test_several_who_share_a_phone_are_chosen_from(operator: Client, aina: ResidentFacts) -> None:
    resident(name="Ғани Терезе")
    page = look_up(operator)
    assert re.findall(r'href="(/staff/residents/\d)"', text(page)) == [
        "/staff/residents/1",
        "/staff/residents/2",
    ]


def test_a_look_up_is_over_after_a_while_and_for_others(
    operator: Client, employ: Employ, aina: ResidentFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up(operator)
    assert employ(OPERATOR).get("/staff/residents/1").status_code == 302
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=30))
    page = operator.get("/staff/residents/1", follow=True)
    assert "This look-up is over" in text(page)
    assert aina.person.name not in text(page)


def test_whom_and_why_lies_sealed_in_the_session(operator: Client, aina: ResidentFacts) -> None:
    look_up(operator)
    assert "Call 12" in text(operator.get("/staff/residents/1"))
    kept = str(dict(operator.session))
    assert "Call 12" not in kept
    assert str(aina.id) not in kept


def test_a_refusal_and_a_permit_stand_on_the_page(
    operator: Client, aina: ResidentFacts, browser: Client
) -> None:
    ask(browser, key="1")
    ask(browser, key="2")
    look_up(operator)
    page = text(operator.get("/staff/residents/1"))
    assert "Valid" in page
    assert "You already have a permit for that time" in page


def test_an_operator_confirms_somebody_who_showed_the_document(
    operator: Client, town: None
) -> None:
    somebody = resident(verified=False)
    look_up(operator)
    assert "Not confirmed yet" in text(operator.get("/staff/residents/1"))
    page = operator.post("/staff/residents/1/verify", follow=True)
    assert "Confirmed" in text(page)
    assert people.get_resident(somebody.id).verified_at == NOON


def test_those_who_wait_to_be_confirmed_stand_in_a_queue_that_tells_of_nobody(
    operator: Client, aina: ResidentFacts
) -> None:
    assert "Nobody waits" in text(operator.get("/staff/residents/waiting"))
    late = resident(verified=False, name="Екінші Терезе", now=NOON)
    early = resident(verified=False, name="Бірінші Терезе", now=NOON - timedelta(days=2))
    people_services.declare_resident(
        person=Person(name="Аты Ғана", phone="+77010000008", address="Көше 1"), now=NOON
    )
    assert "2 people registered with documents" in text(operator.get("/staff/"))

    page = operator.get("/staff/residents/waiting")

    assert [one.resident_id for one in page.context["waiting"]] == [early.id, late.id]
    assert "2 people wait" in text(page)
    for secret in ("Терезе", "Аты", PHONE, early.documents[0].number):
        assert secret not in text(page)
    assert looks(early) == []


def test_opening_somebody_who_waits_is_a_look_for_a_reason(operator: Client, town: None) -> None:
    somebody = resident(verified=False)
    queue, chosen = "/staff/residents/waiting", {"resident": str(somebody.id)}
    assert operator.post(queue, {**chosen, "why": ""}).status_code == 422
    assert looks(somebody) == []

    page = operator.post(queue, {**chosen, "why": "Comparing your document"}, follow=True)

    assert somebody.person.name in text(page)
    (look,) = people.list_looks(somebody.id)
    assert look.why == "Comparing your document"
    operator.post("/staff/residents/1/verify")
    page = operator.post(queue, {**chosen, "why": "Again"}, follow=True)
    assert "does not wait any more" in text(page)
    assert len(looks(somebody)) == 1


def test_nobody_else_is_opened_from_the_queue(operator: Client, aina: ResidentFacts) -> None:
    operator.post("/staff/residents/waiting", {"resident": str(aina.id), "why": "Curious"})
    assert looks(aina) == []


def test_an_operator_sets_another_phone(operator: Client, aina: ResidentFacts) -> None:
    look_up(operator)
    assert operator.post("/staff/residents/1/phone", {"phone": "12"}).status_code == 422
    operator.post("/staff/residents/1/phone", {"phone": "8 701 000 00 09"})
    assert people.get_resident(aina.id).person.phone == "+77010000009"


def test_an_operator_compares_and_confirms_a_dependant(
    operator: Client, aina: ResidentFacts
) -> None:
    child = resident(name="Жарық Терезеұлы", phone=None)
    people_services.add_dependant(
        guardian_id=aina.id,
        person=child.person,
        documents=child.documents,
        relation="child",
        now=NOON,
    )
    look_up(operator)
    assert child.person.name not in text(operator.get("/staff/residents/1"))
    page = operator.get("/staff/residents/1/dependants/1")
    assert child.person.name in text(page)
    assert looks(child) == [("operator", "profile")]
    operator.post("/staff/residents/1/dependants/1", {"dependant": "7"})
    assert not people.list_dependants(aina.id)[0].may_act
    operator.post("/staff/residents/1/dependants/1", {"dependant": str(child.id)})
    assert people.list_dependants(aina.id)[0].may_act


# --- emergencies ------------------------------------------------------------------------------------


def test_emergencies_are_listed_and_an_account_is_opened_as_a_look(
    officer: Client, aina: ResidentFacts
) -> None:
    taken = services.take_emergency_pass(now=NOON)
    told = services.declare_emergency(
        code=None, resident_id=aina.id, account="My father fell.", now=NOON
    )
    page = text(officer.get("/staff/emergencies/"))
    assert taken.code[:4] in page
    assert "My father fell" not in page
    assert "1 emergency is not declared yet" in text(officer.get("/staff/"))
    assert looks(aina) == []
    assert "My father fell" in text(officer.get(f"/staff/emergencies/{told.code}"))
    assert looks(aina) == [("duty-officer", "emergency")]
    assert officer.get(f"/staff/emergencies/{taken.code}").status_code == 200


def test_an_emergency_code_is_found_among_permits(officer: Client) -> None:
    taken = services.take_emergency_pass(now=NOON)
    page = officer.get("/staff/permits/", {"code": taken.code})
    assert page.headers["Location"] == f"/staff/emergencies/{taken.code}"
