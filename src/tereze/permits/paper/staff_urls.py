# SPDX-License-Identifier: EUPL-1.2
"""Addresses of paper for those who work here, below /staff/paper/."""

from django.urls import path

from tereze.permits.paper.views import staff

urlpatterns = [
    path("", staff.paper, name="staff-paper"),
    path("cards/<str:code>.pdf", staff.card, name="staff-card"),
    path("cards.pdf", staff.cards, name="staff-cards"),
]
