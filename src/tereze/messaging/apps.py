# SPDX-License-Identifier: EUPL-1.2
"""App registration of the room `messaging`."""

from django.apps import AppConfig
from typing_extensions import override


class MessagingConfig(AppConfig):
    """Doors, inbox and outbox, and the conversation."""

    name = "tereze.messaging"
    label = "messaging"

    @override
    def ready(self) -> None:
        # Here, because models exist only from here on.
        from tereze.core import events
        from tereze.messaging.channels import list_accounts, open_account
        from tereze.messaging.sign_in_texts import tell_code
        from tereze.people import roles
        from tereze.people.events import CodeIssued

        roles.grant("administrator", "messaging.view_door")
        events.subscribe(CodeIssued, tell_code)
        for account in list_accounts():
            # A mistake in it is told at the start, and not when the first message is lost.
            open_account(account)
