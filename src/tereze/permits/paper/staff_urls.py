# SPDX-License-Identifier: EUPL-1.2
"""Addresses of paper for those who work here, below /staff/paper/."""

from django.urls import path

from tereze.permits.paper.views import sheets, staff

urlpatterns = [
    path("", staff.paper, name="staff-paper"),
    path("cards/<str:code>.pdf", staff.card, name="staff-card"),
    path("cards.pdf", staff.cards, name="staff-cards"),
    path("sheets.pdf", sheets.blank_sheets, name="staff-blank-sheets"),
    path("sheets/", sheets.sheet_find, name="staff-sheet-find"),
    path("sheets/<str:number>", sheets.sheet, name="staff-sheet"),
]
