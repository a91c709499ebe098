# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the API that Django answers, in the words of the gate.

Taking a permit back is rare, is audited and tells the person, so it goes the way of the duty
officer's button, `services.revoke_permit`. A second way of writing it at the gate would be quicker,
and one day it would forget the message or the audit.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

import msgspec
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from tereze.core import clock
from tereze.core.errors import BadInput, TerezeError
from tereze.core.web import IN_NO_LANGUAGE
from tereze.messaging.selectors import find_door
from tereze.messaging.types import DoorFacts
from tereze.permits import selectors, services
from tereze.permits.gate import reading
from tereze.permits.gate.contract import (
    DeletionAnswer,
    DeletionsAnswer,
    RevokeRequest,
    as_public,
)
from tereze.permits.gate.errors import (
    BodyTooLarge,
    DatabaseAway,
    KeyUnknown,
    NoSuchPath,
    ScopeMissing,
    WrongMethod,
)
from tereze.permits.gate.problems import PROBLEM_JSON, describe_error, headers_of

#: Entries of the log in one answer, and how long anybody may keep it.
DELETIONS_AT_ONCE = 500
PUBLIC_SECONDS = 300

View: TypeAlias = Callable[..., HttpResponseBase]

_revoke_decoder = msgspec.json.Decoder(RevokeRequest)


def in_problem_json(view: View) -> View:
    """A view whose errors are answered as the gate answers them. A key proves who asks, and no
    browser sends it by itself, so there is nothing to forge."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            response = view(request, **parts)
        except TerezeError as error:
            response = _tell(error)
        except (OperationalError, InterfaceError):
            response = _tell(DatabaseAway())
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


@in_problem_json
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take a permit back."""
    expect_method(request, "POST")
    door = _authorise(request, scope="revoke")
    body = reading.read_body(read_json(request), _revoke_decoder)
    now = clock.now()
    permit = services.revoke_permit(code=code, why=body.why, actor=f"door:{door.id}", now=now)
    return HttpResponse(
        msgspec.json.encode(as_public(permit, now)), content_type="application/json"
    )


@in_problem_json
def deletions(request: HttpRequest) -> HttpResponse:
    """A page of the public log of deletions, the oldest first."""
    expect_method(request, "GET", "HEAD")
    after = request.GET.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,18}", after, re.ASCII):
        raise BadInput("`after` is the number of an entry.", field="after")
    found = tuple(selectors.list_deletions(after=int(after), most=DELETIONS_AT_ONCE))
    answer = DeletionsAnswer(
        deletions=tuple(
            msgspec.convert({**one.told, "hash": one.hash}, DeletionAnswer) for one in found
        ),
        next=found[-1].number if len(found) == DELETIONS_AT_ONCE else None,
    )
    return HttpResponse(
        msgspec.json.encode(answer),
        content_type="application/json",
        headers={**IN_NO_LANGUAGE, "Cache-Control": f"max-age={PUBLIC_SECONDS}, public"},
    )


@in_problem_json
def no_such_path(request: HttpRequest) -> HttpResponse:
    """Programs get problem details, not a page."""
    raise NoSuchPath


def expect_method(request: HttpRequest, *allowed: str) -> None:
    """Raises WrongMethod."""
    if request.method not in allowed:
        raise WrongMethod(allowed)


def _authorise(request: HttpRequest, *, scope: str) -> DoorFacts:
    door = find_door(reading.read_bearer(request.headers.get("Authorization")))
    if door is None:
        raise KeyUnknown
    if scope not in door.scopes:
        raise ScopeMissing(scope)
    return door


def read_json(request: HttpRequest) -> bytes:
    """The body, as long as it says that it is JSON. Raises NotJson, BodyTooLarge."""
    reading.check_content_type(
        request.headers.get("Content-Type"), request.headers.get("Content-Encoding")
    )
    body = request.read(reading.MAX_BODY + 1)
    if len(body) > reading.MAX_BODY:
        raise BodyTooLarge(reading.MAX_BODY)
    return body


def _tell(error: TerezeError) -> HttpResponse:
    return HttpResponse(
        describe_error(error),
        status=error.status,
        content_type=PROBLEM_JSON,
        headers=headers_of(error),
    )


urlpatterns: list[URLPattern] = [
    path("permits/<str:code>/revoke", revoke),
    path("deletions", deletions),
    re_path(r"^", no_such_path),
]
