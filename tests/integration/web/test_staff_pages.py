# SPDX-License-Identifier: EUPL-1.2
"""Pages of those who work here: who may open which, what is written down, what they can do."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from factories import NOON, PACKS, PHONE, member, resident
from integration.web.steps import ask, code_of
from tereze.core import clock
from tereze.core.models import AuditEntry
from tereze.messaging.selectors import list_outbox
from tereze.packs.services import install_pack
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.types import ROLES, ResidentFacts, Role
from tereze.permits import duty, office, own, selectors, services
from tereze.permits.models import Order
from tereze.permits.staff_urls import urlpatterns

Employ = Callable[[Role], Client]
OPERATOR, OFFICER, ADMINISTRATOR = ROLES

#: who may open what; every address has to be here
ACCESS: dict[str, set[Role]] = {
    "staff-home": {OPERATOR, OFFICER, ADMINISTRATOR},
    "staff-appeals": {OFFICER},
    "staff-appeal": {OFFICER},
    "staff-permits": {OPERATOR, OFFICER},
    "staff-permit": {OPERATOR, OFFICER},
    "staff-permit-revoke": {OFFICER},
    "staff-residents": {OPERATOR, OFFICER},
    "staff-resident": {OPERATOR, OFFICER},
    "staff-resident-verify": {OPERATOR},
    "staff-resident-phone": {OPERATOR},
    "staff-dependant": {OPERATOR},
    "staff-emergencies": {OFFICER},
    "staff-emergency": {OPERATOR, OFFICER},
    "staff-orders": {ADMINISTRATOR},
    "staff-order-new": {ADMINISTRATOR},
    "staff-order": {ADMINISTRATOR},
    "staff-order-end": {ADMINISTRATOR},
    "staff-packs": {ADMINISTRATOR},
    "staff-pack": {ADMINISTRATOR},
    "staff-figures": {OFFICER, ADMINISTRATOR},
}
ONLY_POST = {"staff-permit-revoke", "staff-resident-verify"}


@pytest.fixture
def employ(town: None) -> Employ:
    """A browser in which somebody of a role is signed in."""

    def act(role: Role) -> Client:
        client = Client()
        client.force_login(member(role))
        return client

    return act


@pytest.fixture
def officer(employ: Employ) -> Client:
    return employ(OFFICER)


@pytest.fixture
def operator(employ: Employ) -> Client:
    return employ(OPERATOR)


@pytest.fixture
def administrator(employ: Employ) -> Client:
    return employ(ADMINISTRATOR)


@pytest.fixture
def appeal_id(browser: Client, aina: ResidentFacts) -> int:
    """Aina used up her permit for today, was refused, and appealed."""
    ask(browser, key="1")
    services.revoke_permit(
        code=code_of(browser.get(link_in(browser.get("/permits")))),
        why="ended",
        actor="tests",
        now=NOON,
    )
    ask(browser, key="2")
    (refusal,) = selectors.list_refusals(aina.id, since=NOON - timedelta(days=1))
    appeal = services.appeal_refusal(
        resident_id=aina.id,
        day=refusal.day,
        number=refusal.number,
        sentence="The shop was closed when I came.",
        now=NOON,
    )
    return int(appeal.pk)


def link_in(page: Any) -> str:
    """The first permit of a list."""
    found = re.search(r'href="(/permits/\w{8})"', text(page))
    assert found
    return found[1]


def text(page: Any) -> str:
    return str(page.content.decode())


def address(name: str) -> str:
    """An address of the page; what it names need not exist."""
    pattern = next(one for one in urlpatterns if one.name == name)
    parts = {
        part: {"code": "7K3M9QXA", "digest": "0" * 64}.get(part, 1)
        for part in pattern.pattern.converters
    }
    return reverse(name, kwargs=parts)


def looks(person: ResidentFacts) -> list[tuple[str, str]]:
    """What was looked at, the first first, by which role."""
    return [(look.who.split()[0], look.what) for look in reversed(people.list_looks(person.id))]


# --- who may open what ------------------------------------------------------------------------------


def test_every_address_has_an_access_rule() -> None:
    assert all(isinstance(one, URLPattern) for one in urlpatterns)
    assert {one.name for one in urlpatterns} == set(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_strangers_and_residents_are_sent_to_sign_in(
    client: Client, browser: Client, name: str
) -> None:
    for somebody in (Client(), browser):
        page = somebody.post(address(name)) if name in ONLY_POST else somebody.get(address(name))
        assert page.status_code == 302
        assert page.headers["Location"].startswith("/staff/sign-in?next=/staff/")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_and_no_others(employ: Employ, role: Role) -> None:
    client = employ(role)
    for name, allowed in ACCESS.items():
        page = client.post(address(name)) if name in ONLY_POST else client.get(address(name))
        assert (page.status_code == 403) == (role not in allowed), name


@pytest.mark.parametrize("role", ROLES)
def test_navigation_offers_what_the_role_may_open(employ: Employ, role: Role) -> None:
    client = employ(role)
    page = client.get("/staff/")
    offered = {section.url for section in page.context["sections"]}
    assert offered
    assert all(client.get(url).status_code == 200 for url in offered)


def test_nothing_is_changed_by_opening_an_address(officer: Client, operator: Client) -> None:
    assert officer.get(address("staff-permit-revoke")).status_code == 405
    assert operator.get(address("staff-resident-verify")).status_code == 405


def test_no_page_of_staff_is_kept_anywhere(employ: Employ, appeal_id: int) -> None:
    for role in ROLES:
        client = employ(role)
        for name, allowed in ACCESS.items():
            if role in allowed and name not in ONLY_POST:
                page = client.get(address(name))
                if page.status_code == 200:
                    assert "no-store" in page.headers["Cache-Control"], name
                    assert "Tereze-Offline" not in page.headers, name


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


# --- packs and orders -------------------------------------------------------------------------------


def act_of(now: datetime = NOON, **more: str) -> dict[str, Any]:
    return {
        "title": "Second quarantine",
        "legal_basis": "Decree 18",
        "signed_by": "The mayor",
        "places": ["KZ-61"],
        "from_day": "2026-11-21",
        "from_time": "00:00",
        "until_day": "2026-12-05",
        "until_time": "00:00",
        **more,
    }


def test_a_pack_is_told_in_words_and_compared(administrator: Client) -> None:
    other = install_pack(folder=PACKS / "az-8103" / "2020-04", actor="tests", now=NOON)
    (act,) = office.list_acts()
    page = text(administrator.get(f"/staff/packs/{act.digest}", {"with": other.digest}))
    assert "1 permit a day for each person" in page
    assert "Scenarios hold" in page
    assert "Rules: " in page
    assert administrator.get("/staff/packs/0000").status_code == 404


def test_an_order_is_previewed_before_it_is_prepared(
    administrator: Client, browser: Client, aina: ResidentFacts
) -> None:
    ask(browser, key="1")
    ask(browser, key="2")
    strict = install_pack(folder=PACKS / "moscow-2020" / "2020-04", actor="tests", now=NOON)
    places = [place.code for place in strict.regime.places]
    where = f"/staff/orders/new?pack={strict.digest}"
    page = administrator.post(where, act_of(places=places[0]))
    preview = page.context["preview"]
    assert (preview.result.asked, preview.granted_then) == (2, 1)
    assert preview.result.newly_refused == 1
    assert "aged 30 to 39, Turkistan city" in text(page)
    for secret in (aina.person.name, PHONE, aina.documents[0].number):
        assert secret not in text(page)
    assert Order.objects.count() == 1


def test_confirming_prepares_the_order(administrator: Client) -> None:
    (old,) = office.list_acts()
    where = f"/staff/orders/new?pack={old.digest}"
    page = administrator.post(where, act_of(confirm="yes"), follow=True)
    assert "The order is prepared" in text(page)
    act = office.list_acts()[0]
    assert (act.title, act.state(NOON)) == ("Second quarantine", "prepared")
    assert act.starts_at.isoformat() == "2026-11-20T19:00:00+00:00"  # midnight in Almaty
    assert AuditEntry.objects.get(action="order-prepared").actor.startswith("staff:")
    assert "Prepared" in text(administrator.get("/staff/orders/"))


def test_changing_something_leads_back_to_the_form_with_all_answers(administrator: Client) -> None:
    (old,) = office.list_acts()
    page = administrator.post(f"/staff/orders/new?pack={old.digest}", act_of(change="yes"))
    assert page.status_code == 200
    assert 'value="Second quarantine"' in text(page)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"places": []},
        {"places": ["XX"]},
        {"until_day": "2026-11-21"},
        {"from_day": "2026-11-01", "until_day": "2026-11-02"},
        {"from_time": "noon"},
    ],
)
def test_an_act_with_mistakes_is_neither_previewed_nor_prepared(
    administrator: Client, wrong: Any
) -> None:
    (old,) = office.list_acts()
    where = f"/staff/orders/new?pack={old.digest}"
    for step in ({}, {"confirm": "yes"}):
        assert administrator.post(where, {**act_of(), **wrong, **step}).status_code == 422
    assert Order.objects.count() == 1


def test_an_order_is_ended_with_a_reason(administrator: Client) -> None:
    (act,) = office.list_acts()
    assert administrator.post(f"/staff/orders/{act.id}/end", {"why": ""}).status_code == 422
    page = administrator.post(f"/staff/orders/{act.id}/end", {"why": "No new cases"}, follow=True)
    assert "The order has ended" in text(page)
    assert office.get_act(act.id).state(NOON) == "ended"
    assert AuditEntry.objects.get(action="order-ended").details == {"why": "No new cases"}
    page = administrator.post(f"/staff/orders/{act.id}/end", {"why": "Again"}, follow=True)
    assert "had ended already" in text(page)


# --- figures ----------------------------------------------------------------------------------------


def test_figures_are_counts_with_tables_and_nobody_s_name(
    administrator: Client, browser: Client, aina: ResidentFacts
) -> None:
    ask(browser, key="1")
    ask(browser, key="2")
    page = administrator.get("/staff/figures/")
    assert (page.context["figures"].granted, page.context["figures"].refused) == (1, 1)
    for words in ("Out already", "Food and daily needs", "Turkistan Region", "Counted 12:00 today"):
        assert words in text(page)
    assert aina.person.name not in text(page)


def test_an_administrator_sees_orders_and_keys_in_the_django_admin(town: None) -> None:
    staff = member(ADMINISTRATOR)
    staff.is_staff = True
    staff.save()
    client = Client()
    client.force_login(staff)
    for path in ("permits/order/", "permits/signingkey/"):
        assert client.get(f"/admin/{path}").status_code == 200
    key = re.search(
        r"/admin/permits/signingkey/(\w+)/", text(client.get("/admin/permits/signingkey/"))
    )
    assert key
    page = client.get(key[0] + "change/")
    assert page.status_code == 200
    assert "sealed" not in text(page).lower()
