# SPDX-License-Identifier: EUPL-1.2
"""What the log says of a request: for which page it was. Never its address, which may hold the code of
somebody's permit, or line breaks that somebody put there to write lines of the log."""

import logging

from django.http import HttpRequest
from typing_extensions import override


def page_of(request: HttpRequest) -> str:
    """The page as config/urls.py knows it, like `/permits/<str:code>`."""
    match = request.resolver_match
    return f"/{match.route}" if match else "no page of ours"


class PagesNotAddresses(logging.Filter):
    """Django says of what went wrong with a request its address, last: here the page instead."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple) and record.args:
            record.args = (*record.args[:-1], page_of(request))
        return True
