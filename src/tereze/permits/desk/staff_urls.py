# SPDX-License-Identifier: EUPL-1.2
"""The supervisor's board, below /staff/calls/."""

from django.urls import path

from tereze.permits.desk.views import board

urlpatterns = [
    path("", board.board, name="staff-calls"),
    path("live", board.live, name="staff-calls-live"),
]
