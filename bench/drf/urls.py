# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the baseline."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.drf.views import PermitView


def answer(request: HttpRequest) -> HttpResponse:
    """It is up."""
    return HttpResponse("up")


urlpatterns = [path("api/v1/permits", PermitView.as_view()), path("up", answer)]
