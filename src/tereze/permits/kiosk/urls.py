# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the kiosk. None tells of anybody, not even by a code: the screen is public."""

from django.urls import path

from tereze.permits.kiosk.views import asking, pairing, visiting

urlpatterns = [
    path("", visiting.start, name="kiosk"),
    path("who", visiting.who, name="kiosk-who"),
    path("choose", asking.choose, name="kiosk-choose"),
    path("ask/<slug:purpose_id>", asking.ask, name="kiosk-ask"),
    path("permit", asking.permit, name="kiosk-permit"),
    path("refusal", asking.refusal, name="kiosk-refusal"),
    path("idle", visiting.idle, name="kiosk-idle"),
    path("end", visiting.end, name="kiosk-end"),
    path("emergency", visiting.emergency, name="kiosk-emergency"),
    path("pair", pairing.pair, name="kiosk-pair"),
    path("pair/key", pairing.pair_by_key, name="kiosk-pair-key"),
]
