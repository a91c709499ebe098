# SPDX-License-Identifier: EUPL-1.2
"""The Django admin: the audit trail, and a way to show tables that only services change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from tereze.core.models import AuditEntry


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # takes none when it runs
    """Rows to look at. Writing past the services would leave no audit and break their promises."""

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who changed what, when."""

    list_display = ("at", "actor", "action", "subject")
    list_filter = ("action",)
    search_fields = ("=actor", "=subject")
    date_hierarchy = "at"
