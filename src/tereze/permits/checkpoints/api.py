# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the API that inspectors' pages use with the session of who is signed in.

Opening a device is rare and is audited, so it is here and not at the gate. A browser sends the
session by itself, so unlike with a key there is something to forge: the request carries Django's
token, as a form does.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import URLPattern, path

from tereze.core import clock
from tereze.people import sessions
from tereze.people.models import Staff
from tereze.people.types import Role
from tereze.permits.api import View, expect_method, in_problem_json, read_json
from tereze.permits.checkpoints import selectors, services
from tereze.permits.checkpoints.types import CheckpointFacts
from tereze.permits.gate import reading
from tereze.permits.gate.contract import CheckpointAnswer, DeviceAnswer, DeviceRequest
from tereze.permits.gate.errors import ForgerySuspected, NotSignedIn

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


def tell_checkpoint(facts: CheckpointFacts) -> CheckpointAnswer:
    """A checkpoint as the contract has it."""
    return CheckpointAnswer(
        id=facts.id,
        name=facts.name,
        place=facts.place,
        lanes=facts.lanes,
        queue_minutes=facts.queue_minutes,
    )


urlpatterns: list[URLPattern] = [path("devices", devices, name="api-devices")]
