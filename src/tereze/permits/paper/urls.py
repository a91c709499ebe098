# SPDX-License-Identifier: EUPL-1.2
"""Addresses of paper for residents."""

from django.urls import path

from tereze.permits.paper.views import cards

urlpatterns = [
    path("cards.pdf", cards.own_cards, name="permit-cards"),
    path("cards/<str:code>.pdf", cards.own_card, name="permit-card"),
]
