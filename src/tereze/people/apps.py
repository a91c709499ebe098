# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Residents, staff and the record of looks at their data."""

    name = "tereze.people"
    label = "people"
