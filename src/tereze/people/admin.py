# SPDX-License-Identifier: EUPL-1.2
"""People in the Django admin: staff and organisations to manage, residents only to count.

Nothing here tells who a resident is. Those whose work needs that have pages that record the look.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from typing_extensions import override

from tereze.core.admin import ReadOnlyAdmin
from tereze.people.models import Organisation, Resident, Staff


@admin.register(Staff)
class StaffAdmin(UserAdmin):  # type: ignore[type-arg] # takes none when it runs
    """Staff and their roles, which are groups."""

    list_display = ("username", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("groups", "is_active")

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Setting a superuser's password would be a way to become one."""
        is_above = obj is not None and obj.is_superuser and not _is_superuser(request)
        return not is_above and super().has_change_permission(request, obj)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whoever may change staff must not make themselves more than an administrator."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if _is_superuser(request) else (*fixed, "is_superuser", "user_permissions")


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Staff) and request.user.is_superuser


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # takes none when it runs
    """Employers and other bodies that ask for their people."""

    list_display = ("name", "sector", "staff_count", "registered_at")
    list_filter = ("sector",)
    search_fields = ("name",)


@admin.register(Resident)
class ResidentAdmin(ReadOnlyAdmin):
    """That residents exist, since when and told by whom; not who they are."""

    list_display = ("id", "source", "verified_at", "registered_at")
    fields = list_display
    list_filter = (("verified_at", admin.EmptyFieldListFilter),)
    search_fields = ("=id",)
    # Counting a million rows for the page's footer takes longer than the page.
    show_full_result_count = False
