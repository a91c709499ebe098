# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `people`."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from typing_extensions import override


class PeopleConfig(AppConfig):
    """Residents, staff and the record of looks at their data."""

    name = "tereze.people"
    label = "people"

    @override
    def ready(self) -> None:
        from tereze.people import roles  # here, because models exist only from here on

        roles.grant(
            "administrator",
            "core.view_auditentry",
            "people.add_staff",
            "people.change_staff",
            "people.view_organisation",
            "people.view_resident",
            "people.view_staff",
        )
        # The signal comes once for each app; after the last of them all permissions can exist.
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(roles.ensure_roles, sender=last)
