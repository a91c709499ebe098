# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `packs`."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Packs that this instance has installed."""

    name = "tereze.packs"
    label = "packs"
