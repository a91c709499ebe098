# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the API that inspectors' pages use and the gate does not answer.

Opening a device is rare and is audited, and goes by the session of who is signed in. A browser sends
the session by itself, so unlike with a key there is something to forge: the request carries
Django's token, as a form does. The list goes by the device's key.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import URLPattern, path

from tereze.core import clock
from tereze.people import sessions
from tereze.people.models import Staff
from tereze.people.types import Role
from tereze.permits.api import View, expect_method, in_problem_json, read_json
from tereze.permits.checkpoints import listing, selectors, services
from tereze.permits.checkpoints.errors import UnknownDevice
from tereze.permits.checkpoints.types import CheckpointFacts
from tereze.permits.gate import reading
from tereze.permits.gate.contract import CheckpointAnswer, DeviceAnswer, DeviceRequest
from tereze.permits.gate.errors import DeviceOver, ForgerySuspected, NotSignedIn

#: Who stands at a checkpoint, and who sees what it is like there.
AT_CHECKPOINTS: Final[tuple[Role, ...]] = ("inspector", "duty-officer")

_decoder = msgspec.json.Decoder(DeviceRequest)


_token = CsrfViewMiddleware(lambda _: HttpResponse())


def with_session(view: Callable[..., HttpResponseBase]) -> View:
    """A view that goes by the session of somebody who works here; `view` asks for the role."""

    @in_problem_json
    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if not isinstance(request.user, Staff):
            raise NotSignedIn
        if _token.process_view(request, view, (), {}) is not None:
            raise ForgerySuspected
        return view(request, **parts)

    return answer


@with_session
@sessions.role_required(*AT_CHECKPOINTS)
def devices(request: sessions.StaffRequest) -> HttpResponse:
    """Open a device for a shift."""
    expect_method(request, "POST")
    body = reading.read_body(read_json(request), _decoder)
    opened, key = services.open_device(
        checkpoint_id=body.checkpoint, lane=body.lane, actor=request.official.actor, now=clock.now()
    )
    answer = DeviceAnswer(
        device=str(opened.id),
        key=key,
        until=opened.until,
        checkpoint=tell_checkpoint(selectors.get_checkpoint(opened.checkpoint_id)),
    )
    return HttpResponse(msgspec.json.encode(answer), status=201, content_type="application/json")


@in_problem_json
def close_own_device(request: HttpRequest) -> HttpResponse:
    """The shift is over: close the device whose key this is."""
    expect_method(request, "POST")
    key = reading.read_bearer(request.headers.get("Authorization"))
    try:
        services.end_shift(key=key, now=clock.now())
    except UnknownDevice:
        raise DeviceOver from None
    return HttpResponse(status=204)


@in_problem_json
def read_list(request: HttpRequest) -> HttpResponseBase:
    """The permits of a device's place for when there is no network, or what changed since `since`.

    Never kept by the browser, where it would lie open: the device seals it.
    """
    expect_method(request, "GET")
    now = clock.now()
    place = selectors.find_place(reading.read_bearer(request.headers.get("Authorization")), now)
    if place is None:
        raise DeviceOver
    made = listing.get_list(place=place, since=request.GET.get("since"), now=now)
    tag = f'"{made.tag}"'
    headers = {"ETag": tag, "Vary": "Accept-Encoding"}
    if tag in (request.headers.get("If-None-Match") or ""):
        return HttpResponseNotModified(headers=headers)
    content = made.content
    if "gzip" in (request.headers.get("Accept-Encoding") or ""):
        headers["Content-Encoding"] = "gzip"
        content = made.gzipped
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def tell_checkpoint(facts: CheckpointFacts) -> CheckpointAnswer:
    """A checkpoint as the contract has it."""
    return CheckpointAnswer(
        id=facts.id,
        name=facts.name,
        place=facts.place,
        lanes=facts.lanes,
        queue_minutes=facts.queue_minutes,
    )


urlpatterns: list[URLPattern] = [
    path("devices", devices, name="api-devices"),
    path("devices/close", close_own_device, name="api-device-close"),
    path("checkpoint/list", read_list, name="api-list"),
]
