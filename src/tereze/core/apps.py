# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground that every room stands on."""

    name = "tereze.core"
    label = "core"
