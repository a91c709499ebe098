# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `messaging`."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Doors and the outbox."""

    name = "tereze.messaging"
    label = "messaging"
