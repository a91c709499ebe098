# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the frame itself."""

from django.urls import path

from tereze.core import views

urlpatterns = [
    path("language", views.choose_language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("offline", views.offline, name="offline"),
    path("style", views.style, name="style"),
]
