# SPDX-License-Identifier: EUPL-1.2
"""Orders and keys in the Django admin, to look at. Nothing about anybody's movements is here: those
tables have no page of this kind, and the pages of duty officers record every look."""

from django.contrib import admin

from tereze.core.admin import ReadOnlyAdmin
from tereze.permits.models import Order, SigningKey


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Acts as they were prepared, with who prepared them; /staff/orders/ prepares and ends them."""

    list_display = ("id", "title", "pack", "version", "starts_at", "ends_at", "ended_at")
    list_filter = ("pack",)
    search_fields = ("title", "legal_basis")
    date_hierarchy = "starts_at"


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    """Which keys sign and verify, without their private halves."""

    list_display = ("kid", "made_at", "retired_at")
    fields = (*list_display, "public_jwk")
