# SPDX-License-Identifier: EUPL-1.2
"""App registration of the employers."""

from django.apps import AppConfig
from typing_extensions import override


class EmployersConfig(AppConfig):
    """Uploads, workers, alarms and audits."""

    name = "tereze.permits.employers"
    label = "employers"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.core import events
        from tereze.people.events import ResidentErased, ResidentsResealed
        from tereze.permits.employers.services.workers import forget_resident, reseal_workers

        events.subscribe(ResidentErased, forget_resident)
        events.subscribe(ResidentsResealed, reseal_workers)
