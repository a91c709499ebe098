# SPDX-License-Identifier: EUPL-1.2
"""Pages for what went wrong, and what they leave in the log."""

import pytest
from django.test import RequestFactory

from tereze.core.error_pages import broken, forgery_suspected


def test_an_address_writes_no_lines_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/permits/7%0A2026-11-22 ERROR all is lost")
    assert "\n" in request.path
    assert broken(request).status_code == 500
    assert forgery_suspected(request).status_code == 403
    assert len(caplog.records) == 2
    assert not [one for one in caplog.records if "\n" in one.getMessage()]
