# SPDX-License-Identifier: EUPL-1.2
"""What the log says of requests that went wrong."""

import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response

from tereze.core.error_pages import broken, forgery_suspected
from tereze.core.log import PagesNotAddresses

FORGED = "/permits/7%0A2026-11-22 ERROR all is lost"


def test_an_address_writes_nothing_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get(FORGED)
    assert broken(request).status_code == 500
    assert forgery_suspected(request).status_code == 403
    assert len(caplog.records) == 2
    assert "lost" not in caplog.text


def test_what_django_says_names_no_address_either(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get(FORGED)
    caplog.handler.addFilter(spoken := PagesNotAddresses())
    log_response("%s: %s", "Gone", request.path, request=request, response=HttpResponse(status=410))
    log_response("no request is meant: %s", "a thing", response=HttpResponse(status=500))
    logging.getLogger("django").warning("nor here")
    caplog.handler.removeFilter(spoken)
    said = [record.getMessage() for record in caplog.records]
    assert said == ["Gone: no page of ours", "no request is meant: a thing", "nor here"]
