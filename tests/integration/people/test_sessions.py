# SPDX-License-Identifier: EUPL-1.2
"""Who is signed in, and what a page learns of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from tereze.people import services, sessions
from tereze.people.errors import WrongRole
from tereze.people.sessions import ResidentRequest, StaffRequest


@sessions.resident_required
def home(request: ResidentRequest) -> HttpResponse:
    return HttpResponse(request.resident.person.name)


@sessions.role_required("duty-officer", "administrator")
def desk(request: StaffRequest) -> HttpResponse:
    return HttpResponse(f"{request.official.who} {request.staff.username}")


def read(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.fixture
def request_(db: None) -> HttpRequest:
    request = RequestFactory().get("/permits?day=today")
    request.session = SessionStore()
    request.session.create()
    request.user = AnonymousUser()
    return request


def test_a_resident_who_is_signed_in_is_on_the_request(request_, register, aru) -> None:
    sessions.sign_in(request_, register())
    assert read(home(request_)) == aru.name


def test_others_are_sent_to_sign_in_and_come_back(request_) -> None:
    response = home(request_)
    assert response.status_code == 302
    assert response["Location"].endswith("?next=%2Fpermits%3Fday%3Dtoday")


def test_signing_in_changes_the_key_of_the_session(request_, register) -> None:
    fixed_by_somebody = request_.session.session_key
    sessions.sign_in(request_, register())
    request_.session.save()
    assert request_.session.session_key != fixed_by_somebody
    assert not Session.objects.filter(pk=fixed_by_somebody).exists()


def test_a_phone_that_changed_hands_signs_out(request_, register, employ, now) -> None:
    resident = register()
    sessions.sign_in(request_, resident)
    services.change_phone(
        staff=employ("operator"), resident_id=resident.id, phone="+77770000000", now=now
    )
    assert sessions.get_signed_in_resident(request_) is None


def test_who_was_forgotten_is_signed_out(request_, register, now) -> None:
    resident = register()
    sessions.sign_in(request_, resident)
    services.erase_resident(resident_id=resident.id, actor="test", now=now)
    assert sessions.get_signed_in_resident(request_) is None


def test_a_proven_phone_is_remembered_sealed_and_signs_nobody_in(request_, register, aru) -> None:
    register()
    sessions.prove_phone(request_, aru.phone)
    request_.session.save()
    assert sessions.get_proven_phone(request_) == aru.phone
    assert sessions.get_signed_in_resident(request_) is None
    assert aru.phone[1:] not in str(request_.session.load())


def test_proving_another_phone_signs_the_first_resident_out(request_, register) -> None:
    sessions.sign_in(request_, register())
    sessions.prove_phone(request_, "+77770000000")
    assert sessions.get_signed_in_resident(request_) is None


def test_signing_out_forgets_everything(request_, register) -> None:
    sessions.sign_in(request_, register())
    sessions.sign_out(request_)
    assert sessions.get_proven_phone(request_) is None
    assert sessions.get_signed_in_resident(request_) is None


def test_a_page_for_a_role_knows_who_works_there(request_, employ) -> None:
    officer = employ("duty-officer")
    request_.user = officer
    assert read(desk(request_)) == f"duty-officer {officer.pk} {officer.username}"


def test_another_role_is_refused(request_, employ) -> None:
    request_.user = employ("operator")
    with pytest.raises(WrongRole):
        desk(request_)
