# SPDX-License-Identifier: EUPL-1.2
"""A neighbour asks for somebody under a mandate, on the pages on which they ask for themselves."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from integration.web.conftest import OPERATOR, Employ
from integration.web.steps import ask, code_of, looks, path_of, sign_in, text
from tereze.people import mandates
from tereze.people import selectors as people
from tereze.people import services as people_services
from tereze.people.types import ResidentFacts
from tereze.permits import selectors, services
from town import NOON, resident

NEIGHBOUR = "+77010000002"
#: the neighbour's first mandate, in addresses
HELPED = "101"


@pytest.fixture
def marat(town: None) -> ResidentFacts:
    return resident(phone=NEIGHBOUR, name="Марат Терезеұлы Көршиев", sex="male")


@pytest.fixture
def neighbour(marat: ResidentFacts) -> Client:
    """A browser in which Marat is signed in."""
    client = Client()
    sign_in(client, NEIGHBOUR)
    return client


def let_help(aina: ResidentFacts, marat: ResidentFacts, **terms: object) -> None:
    values = {"scope": "ask", "permits_at_most": 2, "lasting": timedelta(days=7), **terms}
    code, _ = people_services.give_mandate(giver_id=aina.id, now=NOON, **values)  # type: ignore[arg-type]
    people_services.accept_mandate(helper_id=marat.id, code=code, now=NOON)


def test_a_code_goes_from_one_browser_to_the_other(
    browser: Client, neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    terms = {"scope": "ask", "days": "7", "permits_at_most": "3"}
    page = browser.post("/me/helpers/new", terms)
    found = re.search(r"\b[0-9A-Z]{5} [0-9A-Z]{5}\b", text(page))
    assert found
    assert "no-store" in page["Cache-Control"]
    page = neighbour.post("/me/helpers/begin", {"code": found[0]}, follow=True)
    assert f"You help {aina.person.name} now." in text(page)
    assert "May ask for 3 more permits" in text(page)
    assert marat.person.name in text(browser.get("/me/helpers"))


def test_a_wrong_code_is_told(neighbour: Client) -> None:
    page = neighbour.post("/me/helpers/begin", {"code": "AAAAABBBBB"})
    assert page.status_code == 422
    assert "This code makes nobody a helper." in text(page)


def test_a_helper_asks_and_the_permit_is_whose_they_help(
    neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat)
    assert aina.person.name in text(neighbour.get("/"))
    assert "May ask for 2 more permits" in text(neighbour.get(f"/?for={HELPED}"))
    page = ask(neighbour, whom=HELPED)
    code = code_of(page)
    assert aina.person.name in text(page)
    assert page["Tereze-Offline"] == "nowhere", "it would outlive the mandate"
    permit = selectors.get_permit(code, NOON)
    assert permit.resident_id == aina.id
    assert neighbour.get(f"/cards/{code}.pdf").status_code == 200
    (mandate,) = mandates.list_given(aina.id)
    assert mandate.permits_asked == 1


def test_two_taps_cost_one_permit(
    neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat, permits_at_most=1)
    first, second = (code_of(ask(neighbour, key="1", whom=HELPED)) for _ in range(2))
    assert first == second
    (mandate,) = mandates.list_given(aina.id)
    assert mandate.permits_asked == 1


def test_a_used_up_mandate_grants_nothing_more(
    neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat, permits_at_most=1)
    code = code_of(ask(neighbour, "medicine", key="1", whom=HELPED))
    services.revoke_permit(code=code, why="home again", actor="tests", now=NOON)
    page = ask(neighbour, "medicine", key="2", whom=HELPED)
    assert "All permits that you may ask for here were asked for." in text(page)
    assert len(selectors.list_permits(aina.id, since=NOON)) == 1


def test_a_refusal_costs_nothing_and_offers_no_appeal(
    neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat)
    ask(neighbour, key="1", whom=HELPED)
    page = ask(neighbour, key="2", whom=HELPED)
    assert path_of(page).startswith("/refusals/")
    assert "Ask a person to look again" not in text(page)
    (mandate,) = mandates.list_given(aina.id)
    assert mandate.permits_asked == 1


def test_who_is_helped_reads_each_look_in_their_words(
    browser: Client, neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat)
    ask(neighbour, whom=HELPED)
    assert set(looks(aina)) == {
        ("helper", "profile"),
        ("helper", "permits"),
        ("helper", "permit"),
    }
    page = text(browser.get("/me"))
    assert "asked for you" in page
    assert "opened a permit of yours" in page
    assert marat.person.name in page


def test_a_helper_who_may_only_see_asks_for_nothing(
    neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat, scope="see")
    page = text(neighbour.get(f"/?for={HELPED}"))
    assert "No permit of theirs holds now." in page
    assert "/ask/" not in page
    assert neighbour.get(f"/ask/needs?for={HELPED}").status_code == 404
    assert neighbour.post(f"/ask/needs?for={HELPED}", {"key": "1"}).status_code == 404


def test_what_is_not_needed_to_help_stays_closed(
    browser: Client, neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    code = code_of(ask(browser, "needs"))
    refused = path_of(ask(browser, "needs", key="2"))
    let_help(aina, marat, scope="see")
    assert neighbour.get(f"/permits/{code}").status_code == 200
    services.revoke_permit(code=code, why="home again", actor="tests", now=NOON)
    for address in (f"/permits/{code}", f"/cards/{code}.pdf", f"/permits/{code}/qr.png"):
        assert neighbour.get(address).status_code == 404
    assert code not in text(neighbour.get("/permits"))
    assert code not in text(neighbour.get("/me/data.json"))
    appeal = refused.replace("/refusals/", "/appeals/new/")
    assert neighbour.get(appeal).status_code == 404


def test_an_ended_mandate_opens_nothing(
    browser: Client, neighbour: Client, aina: ResidentFacts, marat: ResidentFacts
) -> None:
    let_help(aina, marat)
    code = code_of(ask(neighbour, whom=HELPED))
    (mandate,) = mandates.list_given(aina.id)
    browser.post("/me/helpers/end", {"mandate": mandate.id})
    seen = len(people.list_looks(aina.id))
    for address in (f"/?for={HELPED}", f"/ask/medicine?for={HELPED}", f"/permits/{code}"):
        assert neighbour.get(address).status_code == 404
    assert neighbour.post(f"/ask/medicine?for={HELPED}", {"key": "3"}).status_code == 404
    assert aina.person.name not in text(neighbour.get("/"))
    assert len(people.list_looks(aina.id)) == seen


def test_an_operator_writes_a_helper_down_and_ends_it(
    employ: Employ, aina: ResidentFacts, marat: ResidentFacts, enquire: Callable[..., str]
) -> None:
    operator = employ(OPERATOR)
    address = enquire(operator, aina)
    answers = {
        "basis": "word",
        "document": "kz-iin",
        "number": marat.documents[0].number,
        "scope": "ask",
        "days": "3",
        "permits_at_most": "5",
    }
    page = operator.post(f"{address}/helpers", answers, follow=True)
    assert f"{marat.person.name} helps now." in text(page)
    assert f"{marat.person.initials}</strong>" in text(page)
    (mandate,) = mandates.list_given(aina.id)
    page = operator.post(f"{address}/helpers/end", {"mandate": mandate.id}, follow=True)
    assert mandates.list_helped(marat.id, NOON) == ()
    wrong = operator.post(f"{address}/helpers", {**answers, "number": "880314400026"})
    assert wrong.status_code == 422


@pytest.fixture
def enquire() -> Callable[[Client, ResidentFacts], str]:
    """The address of somebody whom an operator looked up."""

    def act(operator: Client, person: ResidentFacts) -> str:
        asked = {"by": "phone", "number": person.person.phone, "why": "Call 12"}
        return path_of(operator.post("/staff/residents/", asked, follow=True))

    return act
