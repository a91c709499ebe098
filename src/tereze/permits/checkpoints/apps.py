# SPDX-License-Identifier: EUPL-1.2
"""App registration of the checkpoints."""

from django.apps import AppConfig
from typing_extensions import override


class CheckpointsConfig(AppConfig):
    """Checkpoints, devices, crossings and their counts."""

    name = "tereze.permits.checkpoints"
    label = "checkpoints"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.people import roles

        roles.grant("administrator", "checkpoints.view_checkpoint")
