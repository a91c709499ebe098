# SPDX-License-Identifier: EUPL-1.2
"""Saying no to a program of a vendor: a status, when to come again, and not a word."""

from django.http import HttpResponse

from tereze.core.errors import TerezeError
from tereze.messaging.errors import TooManyWrongProofs


def refuse(error: TerezeError) -> HttpResponse:
    """The answer to what can't be taken in."""
    answer = HttpResponse(status=error.status)
    if isinstance(error, TooManyWrongProofs):
        answer["Retry-After"] = str(error.seconds)
    return answer
