# SPDX-License-Identifier: EUPL-1.2
"""People in the Django admin: staff to manage, organisations to look at, residents only to count.

Nothing here tells who a resident is. Those whose work needs that have pages that record the look.
Who may do what is in the hands of administrators, so nobody sets their own rights, and whatever
they set of others stands in the audit trail.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from tereze.core import audit, clock
from tereze.core.admin import ReadOnlyAdmin
from tereze.people import roles
from tereze.people.models import Organisation, Resident, Staff

#: What somebody may do here, as the admin names it.
_RIGHTS = ("groups", "is_active", "is_staff", "is_superuser", "user_permissions")


@admin.register(Staff)
class StaffAdmin(UserAdmin):  # type: ignore[type-arg] # takes none when it runs
    """Staff and their roles, which are groups."""

    list_display = ("username", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("groups", "is_active")

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Setting a superuser's password would be a way to become one, and setting one that all
        visitors of a demonstration know would lock them out."""
        if obj is not None and (roles.is_everybodys(obj) or _is_above(obj, request)):
            return False
        return super().has_change_permission(request, obj)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whoever may change staff must not make themselves more than an administrator."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj == request.user:
            return (*fixed, *_RIGHTS)
        return fixed if _is_superuser(request) else (*fixed, "is_superuser", "user_permissions")

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups are written here, as the last of all, in the transaction of the whole change."""
        super().save_related(request, form, formsets, change)
        rights = [name for name in _RIGHTS if name in form.changed_data]
        if change and rights:
            before, after = (
                {name: _plain(said.get(name)) for name in rights}
                for said in (form.initial, form.cleaned_data)
            )
            _record(request, "staff-rights-set", form.instance, before=before, after=after)
        elif not change:
            _record(request, "staff-added", form.instance)

    @override
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Whoever sets another's password could sign in as them, so it is on record."""
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                _record(request, "staff-password-set", self.get_object(request, id))
            return response


def _record(request: HttpRequest, action: str, whom: Any, **details: Any) -> None:
    audit.record(
        actor=f"staff:{request.user.pk}",
        action=action,
        subject=f"staff:{whom.pk}",
        at=clock.now(),
        **details,
    )


def _plain(value: bool | Iterable[Any] | None) -> bool | list[str]:
    """A right as the audit trail keeps it: yes or no, or names of groups and permissions."""
    return value if isinstance(value, bool) else sorted(map(str, value or ()))


def _is_above(staff: Staff, request: HttpRequest) -> bool:
    return staff.is_superuser and not _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Staff) and request.user.is_superuser


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Employers and other bodies that ask for their people; /staff/employers/ adds and changes."""

    list_display = (
        "name",
        "registration_number",
        "sector",
        "staff_count",
        "state",
        "registered_at",
    )
    list_filter = ("sector", "state")
    search_fields = ("name", "=registration_number")


@admin.register(Resident)
class ResidentAdmin(ReadOnlyAdmin):
    """That residents exist, since when and told by whom; not who they are."""

    list_display = ("id", "source", "verified_at", "registered_at")
    fields = list_display
    list_filter = (("verified_at", admin.EmptyFieldListFilter),)
    search_fields = ("=id",)
    # Counting a million rows for the page's footer takes longer than the page.
    show_full_result_count = False
