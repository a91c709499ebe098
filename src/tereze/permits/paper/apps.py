# SPDX-License-Identifier: EUPL-1.2
"""App registration of paper."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """Cards to print, sheets to write on."""

    name = "tereze.permits.paper"
    label = "paper"
