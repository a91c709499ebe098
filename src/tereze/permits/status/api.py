# SPDX-License-Identifier: EUPL-1.2
"""The public addresses of what became of permits. They are for everybody and for every cache on the
way: no key, no cookie, and any site's scripts may read them."""

import hashlib
from datetime import timedelta
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path

from tereze.core import clock
from tereze.core.web import IN_NO_LANGUAGE
from tereze.permits.api import expect_method, in_problem_json
from tereze.permits.gate.contract import RevocationAnswer, RevocationsAnswer
from tereze.permits.status import publishing
from tereze.permits.status.token_list import MEDIA_TYPE

_WITHDRAWALS_AGE: Final = timedelta(seconds=publishing.WITHDRAWALS_SECONDS)


@in_problem_json
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A Token Status List, signed."""
    expect_method(request, "GET", "HEAD")
    made = publishing.get_status_list(number, url=settings.URL, now=clock.now())
    return _for_everybody(request, made.token, MEDIA_TYPE, tag=made.tag, age=publishing.TTL)


@in_problem_json
def revocations(request: HttpRequest) -> HttpResponse:
    """Codes of permits for a day at most that were withdrawn."""
    expect_method(request, "GET", "HEAD")
    found = publishing.get_withdrawals(since=request.GET.get("since"), now=clock.now())
    answer = RevocationsAnswer(
        revoked=tuple(
            RevocationAnswer(code=one.code, at=one.at, until=one.until) for one in found.withdrawals
        ),
        cursor=found.cursor,
    )
    body = msgspec.json.encode(answer)
    tag = hashlib.blake2b(msgspec.json.encode(answer.revoked), digest_size=12).hexdigest()
    return _for_everybody(request, body, "application/json", tag=tag, age=_WITHDRAWALS_AGE)


def _for_everybody(
    request: HttpRequest, body: bytes, content_type: str, *, tag: str, age: timedelta
) -> HttpResponse:
    headers = {
        **IN_NO_LANGUAGE,
        "ETag": f'"{tag}"',
        "Cache-Control": f"public, max-age={int(age.total_seconds())}",
        "Access-Control-Allow-Origin": "*",
    }
    if f'"{tag}"' in (request.headers.get("If-None-Match") or ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type=content_type, headers=headers)


urlpatterns: list[URLPattern] = [
    path("status/<int:number>", status_list, name="api-status"),
    path("revocations", revocations, name="api-revocations"),
]
