# SPDX-License-Identifier: EUPL-1.2
"""Roles of those who work here, as Django groups, each with the least that its work needs.

What a role may do on our own pages is asked by role (`require`, `sessions.role_required`). The
permissions of a group matter in the Django admin only; a room names what it opens there with
`grant`, and `ensure_roles` writes it down after every migration.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from tereze.people.errors import WrongRole
from tereze.people.models import Staff
from tereze.people.types import ROLES, Official, Role

#: whose work needs personal data. An administrator's does not.
MAY_LOOK: frozenset[Role] = frozenset({"operator", "duty-officer"})

#: whoever sits at the machine: they could read the database anyway, but looks are recorded too
COMMAND_LINE = Official(who="command-line")

_granted: dict[Role, set[str]] = defaultdict(set)


def grant(role: Role, *permissions: str) -> None:
    """Open something of the Django admin to a role: grant("administrator", "core.view_auditentry")."""
    _granted[role].update(permissions)


def ensure_roles(**_signal: Any) -> None:
    """Make the groups and give each what was granted to it, no more. Runs after every migration."""
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)  # Django's own turn may come only after ours
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        wanted = Q(pk__in=[])
        for permission in _granted[role]:
            app_label, codename = permission.split(".")
            wanted |= Q(content_type__app_label=app_label, codename=codename)
        group.permissions.set(Permission.objects.filter(wanted))


def roles_of(staff: Staff) -> tuple[Role, ...]:
    """The roles of somebody who works here; none when they may not sign in any more."""
    if not staff.is_active:
        return ()
    names = set(staff.groups.values_list("name", flat=True))
    if staff.is_superuser:
        names.add("administrator")
    return tuple(role for role in ROLES if role in names)


def is_everybodys(staff: Staff) -> bool:
    """Whether somebody exists for visitors of a demonstration, who all know the password.

    It must stay the known one: that is how they are found and closed when the demonstration is over.
    """
    return settings.DEMO and staff.username in ROLES


def require(staff: Staff, roles: Collection[Role]) -> Official:
    """Who this is, as the record will name them. Raises WrongRole when they have none of `roles`."""
    for role in roles_of(staff):
        if role in roles:
            return Official(who=f"{role} {staff.pk}", staff_id=staff.pk)
    raise WrongRole
