# SPDX-License-Identifier: EUPL-1.2
"""Addresses of this room: where vendors post what people write."""

from django.urls import path

from tereze.messaging import views

urlpatterns = [
    path("bots/<slug:name>", views.hear_bot, name="bot"),
    path("carriers/<slug:name>/in", views.hear_carrier, name="carrier-in"),
    path("carriers/<slug:name>/report", views.hear_report, name="carrier-report"),
]
