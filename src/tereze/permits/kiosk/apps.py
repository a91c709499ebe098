# SPDX-License-Identifier: EUPL-1.2
"""App registration of the kiosk."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """The web door on a machine that many use."""

    name = "tereze.permits.kiosk"
    label = "kiosk"
