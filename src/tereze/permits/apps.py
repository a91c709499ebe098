# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `permits`."""

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """Orders, permits, refusals, appeals."""

    name = "tereze.permits"
    label = "permits"
