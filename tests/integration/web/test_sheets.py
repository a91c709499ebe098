# SPDX-License-Identifier: EUPL-1.2
"""Sheets of paper: printed, written on, typed in once, and judged by the rules of now."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.db import connections
from django.test import Client

from integration.web.conftest import ADMINISTRATOR, OFFICER, OPERATOR, Employ
from integration.web.steps import looks, path_of, text
from tereze.core.models import AuditEntry
from tereze.people import selectors as people
from tereze.people.types import PaperDocument, Person, ResidentFacts
from tereze.permits import own, selectors
from tereze.permits.paper import limits, services
from tereze.permits.paper import selectors as paper
from tereze.permits.paper.sheets import Sheet, new_number, read_code
from tereze.permits.types import Request
from town import NOON, SHIPPED, iin, member, resident, turkistan

NUMBER = "N1J5M6QB"
SHEET = f"/staff/paper/sheets/{NUMBER}"
OF_NEEDS = f"{SHEET}?purpose=needs"


def written_by(person: ResidentFacts, **parts: str) -> dict[str, str]:
    return {
        "document": "kz-iin",
        "number": person.documents[0].number,
        "name": person.person.name,
        "home": "KZ-61-TURKISTAN",
        "signed_on": "2026-11-18",
        "key": "1",
        "kind": "movement",
        "party": "1",
        **parts,
    }


def sheets_in(answer: Any) -> list[Sheet]:
    assert answer["Content-Type"] == "application/pdf"
    pictures = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(answer.content)]
    return [read_code(zxingcpp.read_barcodes(picture)[0].text) for picture in pictures]


# --- blank ----------------------------------------------------------------------------------------


def test_nobody_has_sheets_set_without_end(
    client: Client, town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._prints, "size", 1)
    away, other = {"REMOTE_ADDR": "93.184.216.34"}, {"REMOTE_ADDR": "93.184.216.35"}
    assert client.get("/sheet.pdf", **away).status_code == 200  # type: ignore[arg-type]
    answer = client.get("/sheet.pdf", **away)  # type: ignore[arg-type]
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= limits.PRINT_SECONDS
    assert client.get("/sheet.pdf", **other).status_code == 200  # type: ignore[arg-type]


def test_a_blank_sheet_says_by_its_code_what_it_is(client: Client, town: None) -> None:
    answer = client.get("/sheet.pdf", headers={"accept-language": "kk"})
    (sheet,) = sheets_in(answer)
    order = selectors.get_order_in_force(None, NOON)
    assert order
    assert (sheet.order_id, sheet.version, sheet.language) == (order.id, order.version, "kk")
    said = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    assert "Азық-түлік" in said
    assert "ЖСН" in said


def test_every_sheet_of_a_pile_has_its_own_number(operator: Client) -> None:
    answer = operator.post("/staff/paper/sheets.pdf", {"language": "ru", "count": "4"})
    assert len({sheet.number for sheet in sheets_in(answer)}) == 4
    wrong = operator.post("/staff/paper/sheets.pdf", {"language": "ru", "count": "51"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("pack", ["az-8103/2020-06", "moscow-2020/2020-04", "gr-13033/2020-11"])
def test_every_shipped_regime_fits_on_a_page(client: Client, pack: str, now: Any, db: None) -> None:
    turkistan(folder=SHIPPED / pack)
    answer = client.get("/sheet.pdf")
    assert len(pypdfium2.PdfDocument(answer.content)) == 1


def test_without_an_order_there_is_no_sheet(client: Client, now: Any, db: None) -> None:
    assert client.get("/sheet.pdf").status_code == 404


# --- typed in -------------------------------------------------------------------------------------


def test_a_scanned_sheet_opens_its_questions(operator: Client) -> None:
    answer = operator.post("/staff/paper/sheets.pdf", {"language": "ru", "count": "1"})
    (sheet,) = sheets_in(answer)
    code = f"TZF1:{sheet.order_id}:{sheet.version}:ru:{sheet.number}"
    page = operator.post("/staff/paper/sheets/", {"sheet": code}, follow=True)
    assert path_of(page) == f"/staff/paper/sheets/{sheet.number}"
    assert f"order={sheet.order_id}" in text(page)
    assert "an order that is over" not in text(page)
    wrong = operator.post("/staff/paper/sheets/", {"sheet": "N1J5M6QC"})
    assert wrong.status_code == 422


def test_a_sheet_of_an_order_that_is_over_is_told_so(operator: Client) -> None:
    assert "an order that is over" in text(operator.get(f"{SHEET}?order=99"))


def test_what_is_written_becomes_a_permit_of_now(operator: Client, aina: ResidentFacts) -> None:
    page = operator.post(OF_NEEDS, written_by(aina), follow=True)
    (permit,) = selectors.list_permits(aina.id, since=NOON)
    assert (permit.door, permit.asked_at) == ("paper", NOON)
    assert f"/staff/paper/cards/{permit.code}.pdf" in text(page)
    typed = paper.find_typed_sheet(NUMBER)
    assert typed
    assert typed.signed_on.isoformat() == "2026-11-18"
    assert AuditEntry.objects.get(action="sheet-typed-in").details["signed_on"] == "2026-11-18"
    assert looks(aina) == [("operator", "search"), ("operator", "permits")]


def test_the_person_finds_it_in_the_file_of_what_is_held(
    operator: Client, browser: Client, aina: ResidentFacts
) -> None:
    operator.post(OF_NEEDS, written_by(aina))
    (sheet,) = browser.get("/me/data.json").json()["sheets"]
    assert (sheet["number"], sheet["signed_on"]) == (NUMBER, "2026-11-18")


def test_a_number_that_is_typed_again_is_the_same_request(
    operator: Client, employ: Employ, aina: ResidentFacts
) -> None:
    operator.post(OF_NEEDS, written_by(aina))
    other = resident(phone="+77010000009")
    page = employ(OPERATOR).post(OF_NEEDS, written_by(other), follow=True)
    (permit,) = selectors.list_permits(aina.id, since=NOON)
    assert permit.code[:4] in text(page)
    assert selectors.list_permits(other.id, since=NOON) == []


def test_a_refusal_is_told_in_words(operator: Client, aina: ResidentFacts) -> None:
    operator.post(OF_NEEDS, written_by(aina))
    second = f"/staff/paper/sheets/{new_number()}?purpose=needs"
    page = operator.post(second, written_by(aina), follow=True)
    assert "Refused" in text(page)
    assert "They can ask again" in text(page)
    assert "Who is in danger goes at once" in text(page)
    (refused,) = own.list_refusals(aina, NOON)
    assert refused.refusal.code == "already-out"


def test_whom_nobody_knows_becomes_known_and_waits_to_be_confirmed(
    operator: Client, aina: ResidentFacts
) -> None:
    person = Person(name="Жаңа Терезеқызы", born=aina.person.born)
    number = iin(person)
    answers = {**written_by(aina), "number": number, "name": person.name}
    operator.post(OF_NEEDS, answers, follow=True)
    found = people.find_resident_by_document("kz-iin", number)
    assert found
    assert (found.verified_at, found.person.phone) == (None, None)
    assert len(selectors.list_permits(found.id, since=NOON)) == 1
    assert people.count_waiting_residents() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("signed_on", "2026-11-21"), ("signed_on", ""), ("number", "880314400026"), ("name", "")],
)
def test_what_can_not_be_is_said_beside_its_field(
    operator: Client, aina: ResidentFacts, field: str, wrong: str
) -> None:
    page = operator.post(OF_NEEDS, written_by(aina, **{field: wrong}))
    assert page.status_code == 422
    assert paper.find_typed_sheet(NUMBER) is None


def test_only_operators_type_in(employ: Employ, aina: ResidentFacts) -> None:
    assert Client().get(SHEET).status_code == 302
    for role in (OFFICER, ADMINISTRATOR):
        assert employ(role).get(SHEET).status_code == 403
        assert employ(role).post(OF_NEEDS, written_by(aina)).status_code == 403


def test_what_was_typed_in_is_forgotten_after_a_month(
    operator: Client, aina: ResidentFacts
) -> None:
    operator.post(OF_NEEDS, written_by(aina))
    services.delete_old_sheets(now=NOON + services.KEPT - timedelta(seconds=1))
    assert paper.find_typed_sheet(NUMBER)
    services.delete_old_sheets(now=NOON + services.KEPT)
    assert paper.find_typed_sheet(NUMBER) is None
    last = selectors.get_last_deletion()
    assert last
    assert (last.what, last.rows) == ("sheets", 1)


def test_two_operators_who_type_one_sheet_at_once_get_one_permit(aina: ResidentFacts) -> None:
    operators = [member("operator") for _ in range(3)]
    start = threading.Barrier(len(operators))

    def type_in(number: int) -> Any:
        try:
            start.wait()
            return services.type_in_sheet(
                staff=operators[number],
                sheet=Sheet(number=NUMBER),
                person=aina.person,
                document=PaperDocument(type="kz-iin", number=aina.documents[0].number),
                request=Request(purpose=("needs", "medicine", "treatment")[number], door="desk"),
                signed_on=NOON.date(),
                why="Paper sheet",
                now=NOON,
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(operators)) as pool:
        typed = list(pool.map(type_in, range(len(operators))))
    assert sorted(one.again for one in typed) == [False, True, True]
    assert len({one.permit_code for one in typed}) == 1
    assert len(selectors.list_permits(aina.id, since=NOON)) == 1
