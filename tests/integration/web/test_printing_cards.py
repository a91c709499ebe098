# SPDX-License-Identifier: EUPL-1.2
"""Cards: what is printed is what a checkpoint accepts, and nobody's card is printed unseen."""

from datetime import datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from integration.web.conftest import Employ
from integration.web.steps import ask, code_of, looks
from tereze.people import services as people
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import selectors, services
from tereze.permits.credential import from_text, verify
from tereze.permits.paper import limits
from tereze.permits.types import Granted, Request
from town import NOON, iin, resident

A6 = (298, 421)
A4 = (595, 842)


@pytest.fixture
def code(browser: Client) -> str:
    return code_of(ask(browser))


def grant(person: ResidentFacts, now: datetime = NOON) -> str:
    given = services.ask_permit(
        resident=person, request=Request(purpose="needs", door="web"), door="web", now=now
    )
    assert isinstance(given, Granted)
    return given.permit.code


def test_nobody_prints_without_end(
    browser: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._prints, "size", 1)
    assert browser.get(f"/cards/{code}.pdf").status_code == 200
    assert browser.get("/cards.pdf").status_code == 429


def pages(answer: Any) -> list[pypdfium2.PdfPage]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return list(pypdfium2.PdfDocument(answer.content))


def size(page: pypdfium2.PdfPage) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width), round(height)


def words(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def scanned(page: pypdfium2.PdfPage) -> list[str]:
    """What a reader sees on paper that an office printer made: 150 points to the inch."""
    picture = page.render(scale=150 / 72).to_pil()
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))


def test_the_code_on_a_card_is_a_permit_at_a_checkpoint(browser: Client, code: str) -> None:
    (page,) = pages(browser.get(f"/cards/{code}.pdf"))
    assert size(page) == A6
    (text,) = scanned(page)
    claims = verify(
        from_text(text), selectors.get_key_ring().public_keys, now=NOON + timedelta(minutes=5)
    )
    assert claims.code == code
    assert claims.purpose == "needs"


def test_a_card_says_what_the_check_needs_and_no_name(
    browser: Client, aina: ResidentFacts, code: str
) -> None:
    (page,) = pages(browser.get(f"/cards/{code}.pdf"))
    said = words(page)
    number = aina.documents[0].number
    assert f"{code[:4]} {code[4:]}" in said
    assert aina.person.initials in said
    assert f"…{number[-3:]}" in said
    assert "20 November 2026" in said
    assert "In danger: go at once." in said
    assert number not in said
    assert aina.person.name.split()[0] not in said


@pytest.mark.parametrize(
    ("language", "says"),
    [("kk", "қараша"), ("ru", "ноября"), ("az", "noyabr"), ("en", "November")],
)
def test_a_card_is_in_the_readers_language(
    browser: Client, code: str, language: str, says: str
) -> None:
    (page,) = pages(browser.get(f"/cards/{code}.pdf", headers={"accept-language": language}))
    assert says in words(page)


def test_a_card_is_kept_nowhere(browser: Client, code: str) -> None:
    answer = browser.get(f"/cards/{code}.pdf")
    assert "no-store" in answer["Cache-Control"]
    assert "Tereze-Offline" not in answer
    assert code not in answer["Content-Disposition"]


def test_nobody_prints_what_is_somebody_elses_or_over(
    browser: Client, aina: ResidentFacts, code: str, client: Client
) -> None:
    assert Client().get(f"/cards/{code}.pdf").status_code == 302
    assert browser.get("/cards/N1J5M6QB.pdf").status_code == 404
    services.revoke_permit(code=code, why="ill", actor="tests", now=NOON)
    assert browser.get(f"/cards/{code}.pdf").status_code == 404
    assert browser.get("/cards.pdf").status_code == 404


def test_a_familys_cards_share_a_sheet(browser: Client, aina: ResidentFacts, code: str) -> None:
    child = Person(name="Дана Терезеқызы Жарықова", home="KZ-61-TURKISTAN", born=aina.person.born)
    added = people.add_dependant(
        guardian_id=aina.id,
        person=child,
        documents=[PaperDocument(type="kz-iin", number=iin(child))],
        relation="child",
        now=NOON,
    )
    browser.post("/ask/needs?for=1", {"key": "2"})
    (permit,) = selectors.list_permits(added.resident_id, since=NOON)
    (page,) = pages(browser.get("/cards.pdf"))
    assert size(page) == A4
    assert len(scanned(page)) == 2
    assert f"{permit.code[:4]} {permit.code[4:]}" in words(page)


# --- at a desk ------------------------------------------------------------------------------------


def test_a_card_that_staff_print_is_a_look(
    operator: Client, aina: ResidentFacts, code: str
) -> None:
    (page,) = pages(operator.get(f"/staff/paper/cards/{code}.pdf"))
    assert scanned(page)
    assert looks(aina) == [("operator", "permit")]


def test_a_queue_is_printed_on_sheets_each_in_its_own_language(
    operator: Client, town: None
) -> None:
    kazakh = resident(phone="+77010000011", language="kk")
    others = [resident(phone=f"+7701000002{n}", language="ru") for n in range(4)]
    codes = [grant(person) for person in (kazakh, *others)]
    answer = operator.post("/staff/paper/cards.pdf", {"codes": "\n".join(codes), "language": ""})
    first, second = pages(answer)
    assert size(first) == A4
    assert (len(scanned(first)), len(scanned(second))) == (4, 1)
    assert "қараша" in words(first)
    assert "ноября" in words(second)
    assert looks(kazakh) == [("operator", "permit")]


def test_a_wrong_code_in_a_queue_is_named(operator: Client, code: str) -> None:
    page = operator.post("/staff/paper/cards.pdf", {"codes": f"{code}\nN1J5M6QB"})
    assert page.status_code == 422
    assert "N1J5 M6QB" in page.content.decode()
    page = operator.post("/staff/paper/cards.pdf", {"codes": "nonsense"})
    assert "Check this code" in page.content.decode()


def test_only_who_works_with_people_prints(employ: Employ, code: str) -> None:
    for address in ("/staff/paper/", f"/staff/paper/cards/{code}.pdf"):
        assert employ("administrator").get(address).status_code == 403
        assert employ("inspector").get(address).status_code == 403
        assert Client().get(address).status_code == 302
