# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `permits`."""

from django.apps import AppConfig
from typing_extensions import override


class PermitsConfig(AppConfig):
    """Orders, permits, refusals, appeals."""

    name = "tereze.permits"
    label = "permits"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.core import events
        from tereze.people import roles
        from tereze.people.events import ResidentErased
        from tereze.permits.services.forgetting import forget_resident

        events.subscribe(ResidentErased, forget_resident)
        roles.grant("administrator", "permits.view_order", "permits.view_signingkey")
