# SPDX-License-Identifier: EUPL-1.2
"""Doors in the Django admin, to look at: opening one prints a key, which a page must not keep."""

from django.contrib import admin

from tereze.core.admin import ReadOnlyAdmin
from tereze.messaging.models import Door


@admin.register(Door)
class DoorAdmin(ReadOnlyAdmin):
    """Doors without their keys."""

    list_display = ("name", "kind", "scopes", "added_at", "closed_at")
    fields = list_display
