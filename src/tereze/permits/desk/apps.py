# SPDX-License-Identifier: EUPL-1.2
"""App registration of the desk."""

from django.apps import AppConfig
from typing_extensions import override


class DeskConfig(AppConfig):
    """Calls, what they brought, and the lines of operators."""

    name = "tereze.permits.desk"
    label = "desk"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.core import events
        from tereze.people.events import ResidentErased
        from tereze.permits.desk.selectors import list_calls_of_resident
        from tereze.permits.desk.services import forget_resident
        from tereze.permits.held import tell_what_is_held

        events.subscribe(ResidentErased, forget_resident)
        tell_what_is_held("calls", list_calls_of_resident)
