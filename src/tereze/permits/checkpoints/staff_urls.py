# SPDX-License-Identifier: EUPL-1.2
"""Addresses of those who run checkpoints, below /staff/checkpoints/."""

from django.urls import path

from tereze.permits.checkpoints.views import staff

urlpatterns = [
    path("", staff.checkpoint_list, name="staff-checkpoints"),
    path("add", staff.checkpoint_add, name="staff-checkpoint-add"),
    path("over-time", staff.over_time, name="staff-over-time"),
    path("<int:checkpoint_id>", staff.checkpoint, name="staff-checkpoint"),
    path("<int:checkpoint_id>/close", staff.checkpoint_close, name="staff-checkpoint-close"),
    path("devices/<int:device_id>/close", staff.device_close, name="staff-device-close"),
]
