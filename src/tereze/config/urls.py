# SPDX-License-Identifier: EUPL-1.2
"""Addresses: each room brings its own."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tereze.core.urls")),
    path("", include("tereze.people.urls")),
    path("", include("tereze.messaging.urls")),
    path("", include("tereze.permits.urls")),
    path("staff/checkpoints/", include("tereze.permits.checkpoints.staff_urls")),
    path("", include("tereze.permits.checkpoints.urls")),
    path("", include("tereze.permits.conversation.urls")),
    path("staff/paper/", include("tereze.permits.paper.staff_urls")),
    path("", include("tereze.permits.paper.urls")),
    path("staff/kiosks/", include("tereze.permits.kiosk.staff_urls")),
    path("kiosk/", include("tereze.permits.kiosk.urls")),
    path("staff/employers/", include("tereze.permits.employers.staff_urls")),
    path("employers/", include("tereze.permits.employers.urls")),
    path("staff/calls/", include("tereze.permits.desk.staff_urls")),
    path("", include("tereze.permits.desk.urls")),
    path("api/v1/", include("tereze.permits.checkpoints.api")),
    path("api/v1/", include("tereze.permits.status.api")),
    path("api/v1/", include("tereze.permits.desk.api")),
    path("api/v1/", include("tereze.permits.api")),
    path("admin/", admin.site.urls),
]

handler400 = "tereze.core.error_pages.bad_request"
handler403 = "tereze.core.error_pages.forbidden"
handler404 = "tereze.core.error_pages.not_found"
handler500 = "tereze.core.error_pages.broken"
