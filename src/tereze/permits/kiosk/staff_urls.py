# SPDX-License-Identifier: EUPL-1.2
"""Addresses of kiosks for those who look after them, below /staff/kiosks/."""

from django.urls import path

from tereze.permits.kiosk.views import staff

urlpatterns = [
    path("", staff.kiosks, name="staff-kiosks"),
    path("close", staff.kiosk_close, name="staff-kiosk-close"),
]
