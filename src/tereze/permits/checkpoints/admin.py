# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints and counts in the Django admin, to look at. Crossings and devices have no page there:
what says who passed where is read in its place only, and recorded."""

from django.contrib import admin

from tereze.core.admin import ReadOnlyAdmin
from tereze.permits.checkpoints.models import Checkpoint


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    """Where permits are looked at; /staff/checkpoints/ adds, changes and closes."""

    list_display = ("id", "name", "place", "lanes", "queue_minutes", "added_at", "closed_at")
    list_filter = ("place",)
