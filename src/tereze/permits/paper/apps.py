# SPDX-License-Identifier: EUPL-1.2
"""App registration of paper."""

from django.apps import AppConfig
from typing_extensions import override


class PaperConfig(AppConfig):
    """Cards to print, sheets to write on."""

    name = "tereze.permits.paper"
    label = "paper"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.permits.held import tell_what_is_held
        from tereze.permits.paper.selectors import list_sheets_of_resident

        tell_what_is_held("sheets", list_sheets_of_resident)
