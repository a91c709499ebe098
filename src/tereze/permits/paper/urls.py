# SPDX-License-Identifier: EUPL-1.2
"""Addresses of paper for residents."""

from django.urls import path

from tereze.permits.paper.views import cards, sheets

urlpatterns = [
    path("sheet.pdf", sheets.blank_sheet, name="blank-sheet"),
    path("cards.pdf", cards.own_cards, name="permit-cards"),
    path("cards/<str:code>.pdf", cards.own_card, name="permit-card"),
]
