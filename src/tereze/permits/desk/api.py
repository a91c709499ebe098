# SPDX-License-Identifier: EUPL-1.2
"""Where a telephone system tells of calls: one address, whatever the make.

    POST /api/v1/calls
    Tereze-Signature: t=1606046400,v1=5257a869…
    {"call": "1606046399.12", "event": "answered", "at": "2020-11-22T12:00:00Z",
     "caller": "+77010000001", "line": "101"}

What is signed is the time, a full stop and the body, by HMAC-SHA-256 with the secret that both sides
know. A signature is good for five minutes, and an event that is told again changes nothing
(`services/events.py`), so nobody gains by playing one again.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tereze.core import clock
from tereze.permits.api import expect_method, in_problem_json, read_json
from tereze.permits.desk import services
from tereze.permits.desk.errors import BadSignature, NotSetUp
from tereze.permits.desk.types import CallEvent, EventKind
from tereze.permits.gate import reading

HEADER: Final = "Tereze-Signature"
GOOD_FOR: Final = timedelta(minutes=5)


class EventRequest(msgspec.Struct, forbid_unknown_fields=False, frozen=True, kw_only=True):
    """What a telephone system tells. What else it may send is not read."""

    call: str
    event: EventKind
    at: datetime
    caller: str | None = None
    line: str | None = None


_decoder = msgspec.json.Decoder(EventRequest)


@in_problem_json
def call_events(request: HttpRequest) -> HttpResponse:
    """A call rings, is answered, or has ended."""
    expect_method(request, "POST")
    now = clock.now()
    body = read_json(request)
    check_signature(request.headers.get(HEADER, ""), body, now=now)
    told = reading.read_body(body, _decoder)
    heard = services.hear_event(
        event=CallEvent(
            call=told.call[:120],
            event=told.event,
            at=told.at if told.at.tzinfo else told.at.replace(tzinfo=now.tzinfo),
            caller=told.caller,
            line=told.line[:40] if told.line else None,
        ),
        now=now,
    )
    answer = msgspec.json.encode({"call": str(heard.id), "state": heard.state})
    return HttpResponse(answer, content_type="application/json")


def sign(body: bytes, *, secret: str, at: datetime) -> str:
    """The header for a body that is sent now.

    >>> from datetime import UTC
    >>> sign(b"{}", secret="of the documentation", at=datetime(2020, 11, 22, 12, tzinfo=UTC))[:24]
    't=1606046400,v1=5787cf3d'
    """
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def check_signature(header: str, body: bytes, *, now: datetime) -> None:
    """Raises NotSetUp where no secret is set, BadSignature where the header does not fit."""
    if not settings.CALLS_SECRETS:
        raise NotSetUp
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    try:
        seconds = int(parts["t"])
        given = parts["v1"].lower().encode()
    except (KeyError, ValueError):
        raise BadSignature from None
    # In whole numbers: a time that a stranger makes up may be larger than any float.
    if abs(int(now.timestamp()) - seconds) > GOOD_FOR.total_seconds():
        raise BadSignature
    digests = [_digest(secret, seconds, body) for secret in settings.CALLS_SECRETS]
    if not any(hmac.compare_digest(given, digest.encode()) for digest in digests):
        raise BadSignature


def _digest(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % seconds + body, "sha256").hexdigest()


urlpatterns: list[URLPattern] = [path("calls", call_events, name="api-calls")]
