# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the checkpoints."""

from django.urls import path

from tereze.permits.checkpoints.views import inspect

inspectors = [
    path("inspect/", inspect.inspect, name="inspect"),
    path("inspect/start", inspect.inspect_start, name="inspect-start"),
    path("inspect/manifest.webmanifest", inspect.inspect_manifest, name="inspect-manifest"),
    path("inspect/sw.js", inspect.inspect_service_worker, name="inspect-service-worker"),
]

urlpatterns = [*inspectors]
