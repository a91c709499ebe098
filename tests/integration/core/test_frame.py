# SPDX-License-Identifier: EUPL-1.2
"""The frame of every page: language, installing, being offline, errors. Without a database."""

import json
import re

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import include, path
from django.utils.translation import override
from django.views.decorators.http import require_safe

from tereze.core import error_pages
from tereze.core.errors import BadInput, Conflict, Misconfigured, NotAllowed, NotFound
from tereze.core.offline import HEADER, Keeper, forget_residents_pages, kept_offline

LANGUAGES = ("kk", "ru", "az", "en")


def test_the_language_is_chosen_without_a_token_and_stays_on_the_page(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language", {"language": "kk", "next": "/offline?lang=kk"})
    assert answer["Location"] == "/offline?lang=kk"
    assert strict.cookies["django_language"].value == "kk"
    assert b'lang="kk"' in strict.get("/nowhere").content


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language", {"language": "ru", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_speaks_the_language_of_the_page(client: Client, language: str) -> None:
    answer = client.get(f"/manifest.webmanifest?lang={language}")
    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["lang"] == language
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
    assert re.fullmatch(r"#[0-9a-f]{6}", manifest["theme_color"])


def test_the_service_worker_is_another_when_the_language_or_a_file_is_another(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(language: str) -> str:
        answer = client.get(f"/sw.js?lang={language}")
        assert answer["Content-Type"] == "text/javascript"
        assert answer["Cache-Control"] == "no-cache"
        found = re.search(r'VERSION = "(\w+)"', answer.content.decode())
        assert found
        return found[1]

    kazakh = version("kk")
    assert version("kk") == kazakh
    assert version("az") != kazakh
    monkeypatch.setattr("tereze.core.views.static", lambda name: f"/static/new-{name}")
    assert version("kk") != kazakh


def test_a_language_that_nobody_offers_is_ignored(client: Client) -> None:
    assert client.get("/sw.js?lang=%22;alert(1)//").content.count(b"alert") == 0


def test_the_offline_page_needs_no_session_and_may_be_kept(client: Client) -> None:
    answer = client.get("/offline?lang=ru")
    assert answer[HEADER] == "anyone"
    assert not answer.cookies
    assert "Нет связи" in answer.content.decode()


def test_the_style_guide_is_there_only_in_a_demonstration(client: Client) -> None:
    assert client.get("/style").status_code == 404


def test_no_page_of_the_frame_has_inline_style_or_script(client: Client) -> None:
    with override_settings(DEMO=True):
        for address in ("/style", "/style?errors", "/style?verdict=go", "/offline", "/nowhere"):
            page = client.get(address).content.decode()
            assert "style=" not in page
            assert "<style" not in page
            assert not re.search(r"\son\w+=", page)
            assert re.search(r"<script(?![^>]*src=)", page) is None


def test_a_missing_page_says_so_in_the_language_of_the_reader(client: Client) -> None:
    answer = client.get("/nowhere", headers={"accept-language": "az"})
    assert answer.status_code == 404
    assert "Belə bir səhifə yoxdur" in answer.content.decode()


@require_safe
def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@require_safe
def refuses(request: HttpRequest, status: int) -> HttpResponse:
    raise {400: BadInput, 403: NotAllowed, 404: NotFound, 409: Conflict, 500: Misconfigured}[status]


@require_safe
def loses(request: HttpRequest) -> HttpResponse:
    raise OperationalError


@require_safe
@kept_offline(Keeper.RESIDENT)
def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("mine")


urlpatterns = [
    path("", include("tereze.core.urls")),
    path("breaks", breaks),
    path("refuses/<int:status>", refuses),
    path("loses", loses),
    path("mine", mine),
]
handler404 = error_pages.not_found
handler500 = error_pages.broken


@override_settings(ROOT_URLCONF=__name__)
def test_a_broken_page_stands_without_a_database_and_names_a_reference_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = Client(raise_request_exception=False).get("/breaks")
    assert answer.status_code == 500
    reference = re.search(r'class="code">(\w{8})<', answer.content.decode())
    assert reference
    assert f"reference {reference[1]}: GET /breaks failed" in caplog.text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("raised", "status"), [(400, 400), (403, 403), (404, 404), (409, 409), (500, 500)]
)
def test_errors_of_services_become_pages_of_their_status(raised: int, status: int) -> None:
    answer = Client(raise_request_exception=False).get(f"/refuses/{raised}")
    assert answer.status_code == status
    assert b"<h1>" in answer.content


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_loses_its_database_says_when_to_come_again() -> None:
    answer = Client().get("/loses")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "reach our records" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__, CALL_CENTRE="1414", EMERGENCY_NUMBERS=["112"])
@pytest.mark.parametrize(
    ("language", "danger", "receipt"),
    [
        ("en", "In danger: go now", "a receipt that you asked"),
        ("ru", "В опасности: выходите сейчас", "получить расписку"),
        ("kk", "Қауіп төнсе: қазір шығыңыз", "түбіртек ала аласыз"),
        ("az", "Təhlükə varsa: indi çıxın", "qəbz ala bilərsiniz"),
    ],
)
def test_it_says_what_to_do_meanwhile(language: str, danger: str, receipt: str) -> None:
    """A page gives no receipt, because sessions are in the database; others do."""
    page = Client().get("/loses", headers={"Accept-Language": language}).content.decode()
    assert danger in page
    assert receipt in page
    assert re.findall(r"tel:(\d+)", page) == ["112", "1414"]
    assert 'href="/loses"' in page


@override_settings(ROOT_URLCONF=__name__)
def test_only_what_a_view_allows_is_kept_on_a_phone(client: Client) -> None:
    assert client.get("/mine")[HEADER] == "resident"
    assert HEADER not in client.get("/style").headers
    answer = HttpResponse()
    forget_residents_pages(answer)
    assert answer[HEADER] == "forget"


def test_an_old_form_is_refused_in_words(rf: RequestFactory) -> None:
    with override("ru"):
        answer = error_pages.forgery_suspected(rf.post("/ask"), reason="no token")
    assert answer.status_code == 403
    assert "слишком долго" in answer.content.decode()
